import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountEndpoints } from '../../main/application/account-endpoints.ts';

describe('where an account’s service answers', () => {
  it.each([
    ['mypurecloud.de', 'mypurecloud.de'],
    [' apps.mypurecloud.de ', 'mypurecloud.de'],
    ['https://apps.mypurecloud.de/directory/#/?token=abc', 'mypurecloud.de'],
    ['http://login.usw2.pure.cloud', 'usw2.pure.cloud'],
    ['eu-central-1', 'mypurecloud.de'],
    ['genesys.example.com', 'genesys.example.com'],
  ])('%s is kept as %s and nothing else', (text, address) => {
    expect(accountEndpoints(text)).toEqual({
      kind: 'ok',
      address,
      endpoints: {
        apiUrl: `https://api.${address}`,
        loginUrl: `https://login.${address}`,
        appsUrl: `https://apps.${address}`,
      },
    });
  });

  it.each(['http://127.0.0.1:4040', ' HTTP://127.0.0.1:4040/ ', 'http://127.0.0.1:4040/simulator'])(
    '%s is a simulator on this computer',
    (text) => {
      const url = 'http://127.0.0.1:4040';
      expect(accountEndpoints(text)).toEqual({
        kind: 'ok',
        address: url,
        endpoints: { apiUrl: url, loginUrl: url, appsUrl: url },
      });
    },
  );

  it.each([
    '',
    '   ',
    'http://',
    'http://10.0.0.1:8080',
    'http://0.0.0.0:4040',
    'http://127.0.0.1@evil.example',
    'http://127.0.0.1:4040@evil.example/',
    'http://user:secret@127.0.0.1:4040',
    'http://127.0.0.1\\@evil.example',
    'http://[::ffff:10.0.0.1]:80',
    'ws://127.0.0.1:4040',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://api.mypurecloud.de:8443',
    'mypurecloud.de%2eevil.example',
    'mypurecloud。de',
    'myрurecloud.de',
    'evil.mypurecloud.de',
    '1.2.3.4',
    'localhost',
    'a'.repeat(5_000),
  ])('%j leads nowhere, and the person is told what to enter', (text) => {
    const result = accountEndpoints(text);
    expect(result.kind).toBe('invalid');
    expect(result).toMatchObject({ message: expect.stringMatching(/\.$/u) as unknown });
  });

  it('is https, or this computer, whatever is typed; and what is kept means the same when it is read again', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.domain(),
      fc
        .tuple(
          fc.constantFrom('http://', 'https://', 'HTTP://', ''),
          fc.constantFrom(
            '127.0.0.1',
            'localhost',
            '[::1]',
            'evil.example',
            '127.0.0.1.evil.example',
            '0x7f.1',
          ),
          fc.constantFrom('', ':4040', '@evil.example', '/a?b#c', '\\evil.example', '#@evil.example'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = accountEndpoints(text);
        if (result.kind === 'invalid') return;
        for (const url of Object.values(result.endpoints)) {
          const { protocol, hostname, username, password, search, hash } = new URL(url);
          const isHere = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/u.test(hostname);
          expect(protocol === 'https:' || (protocol === 'http:' && isHere)).toBe(true);
          expect([username, password, search, hash]).toEqual(['', '', '', '']);
          if (protocol === 'https:') expect(hostname.endsWith(result.address)).toBe(true);
        }
        expect(accountEndpoints(result.address)).toEqual(result);
      }),
      { numRuns: 1_000 },
    );
  });
});
