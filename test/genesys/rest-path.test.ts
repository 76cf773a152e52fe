import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathTemplate } from '../../main/genesys/rest-path.ts';

describe('pathTemplate', () => {
  it.each([
    ['/api/v2/users/me?expand=token', '/api/v2/users/me'],
    [
      '/api/v2/notifications/channels/streaming-5-abc/subscriptions',
      '/api/v2/notifications/channels/{id}/subscriptions',
    ],
    ['/api/v2/conversations/messages/C1/messages/bulk', '/api/v2/conversations/messages/{id}/messages/bulk'],
    ['/api/v2/x#access_token=a', '/api/v2/x'],
    ['', ''],
  ])('%j is %j', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });

  it('shows no id and no query', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.base64String({ minLength: 30 }), (id, secret) => {
        const template = pathTemplate(`/api/v2/users/${id}/x?token=${encodeURIComponent(secret)}`);
        expect(template).toBe('/api/v2/users/{id}/x');
      }),
    );
  });
});
