import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationLink } from '../../main/genesys/deep-links.ts';

const apps = 'https://apps.mypurecloud.de';

describe('the link to a conversation', () => {
  it('leads to its page', () => {
    const id = '0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11';
    expect(conversationLink(apps, id)).toBe(`${apps}/directory/#/analytics/interactions/${id}/admin`);
    expect(conversationLink(apps, id.toUpperCase())).toContain(id.toUpperCase());
  });

  it.each([
    '',
    'c1',
    '../../evil',
    '0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11/../x',
    '0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11\n',
    '\n0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11',
    '{0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11}',
    '0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f1g',
    '０b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11',
  ])('with %j for an id leads to the front page', (id) => {
    expect(conversationLink(apps, id)).toBe(`${apps}/directory/#/`);
  });

  it('holds an id or nothing, whatever the id is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uuid(), fc.webPath()), (id) => {
        const link = conversationLink(apps, id);
        expect(new URL(link).origin).toBe(apps);
        expect(link.slice(apps.length)).toMatch(
          /^\/directory\/#\/(?:analytics\/interactions\/[\da-f-]{36}\/admin)?$/iu,
        );
      }),
    );
  });
});
