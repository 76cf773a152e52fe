import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../main/diagnostics/redaction.ts';

const TOKEN = 'p3w9Zx-LkQ81_aa.bb~cc/dd+ee==';

describe('a known secret', () => {
  it('is taken out wherever it stands, as often as it does', () => {
    expect(redact(`a ${TOKEN}b${TOKEN}`, [TOKEN])).toBe('a [removed]b[removed]');
  });

  it('is taken out as it stands in a URL', () => {
    const secret = 's3cret &/ä';
    const url = new URL('https://x.test/p');
    url.searchParams.set('q', secret);
    expect(redact(url.href, [secret])).toBe('https://x.test/p?q=[removed]');
  });

  it('that begins with another one is taken out whole', () => {
    expect(redact('abcd-efgh abcd', ['abcd', 'abcd-efgh'])).toBe('[removed] [removed]');
  });

  it('that is too short to be one takes nothing with it', () => {
    expect(redact('a cat sat', ['', 'a', 'at', 'cat'])).toBe('a cat sat');
  });

  it('never comes through, whatever is around it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4 }).filter((secret) => !'[removed]'.includes(secret)),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          expect(redact(`${before}${secret}${after}`, [secret]).split('[removed]').join('\n')).not.toContain(
            secret,
          );
        },
      ),
    );
  });
});

describe('what has the form of a secret', () => {
  it.each([
    [
      `wss://api.x.test/api/v2/notifications?access_token=${TOKEN}&a=1`,
      'wss://api.x.test/api/v2/notifications?access_token=[removed]&a=1',
    ],
    [`grant_type=x&client_secret=${TOKEN}`, 'grant_type=x&client_secret=[removed]'],
    [`refresh_token=${TOKEN} end`, 'refresh_token=[removed] end'],
    ['http://localhost:7788/?code=abc123&state=xyz', 'http://localhost:7788/?code=[removed]&state=[removed]'],
    [`Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer [removed]'],
    ['authorization: basic aWQ6c2VjcmV0LXdpdGgtbG90cw==', 'authorization: basic [removed]'],
    [`{"access_token":"${TOKEN}","expires_in":86400}`, '{"access_token":"[removed]","expires_in":86400}'],
    ['wss://streaming.x.test/channels/streaming-5-xxab12?a', 'wss://streaming.x.test/channels/[removed]?a'],
    ['ws://127.0.0.1:8080/channels/streaming-5-xxab12', 'ws://127.0.0.1:8080/channels/[removed]'],
  ])('is taken out of %s', (text, redacted) => {
    expect(redact(text, [])).toBe(redacted);
  });
});

describe('innocent text', () => {
  it.each([
    'connection state=connected attempt=2',
    'a basic question of the bearer of bad news',
    'Basic authentication is described in the manual',
    'REST call method=POST path=/api/v2/notifications/channels status=200 correlationId=7c9e6679-7425 ms=12',
    'REST call method=PUT path=/api/v2/notifications/channels/{id}/subscriptions status=400 code=bad.request',
    'the access_token is missing',
    'https://developer.genesys.cloud/channels/overview',
  ])('stays as it is: %s', (text) => {
    expect(redact(text, [TOKEN])).toBe(text);
  });
});
