import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkServiceUrl, parseSignInAddress } from '../../main/genesys/addresses.ts';
import { regions } from '../../main/genesys/regions.ts';

describe('parseSignInAddress', () => {
  it.each([
    ['apps.mypurecloud.de', 'mypurecloud.de'],
    ['https://login.usw2.pure.cloud/#/authenticate-adv/org/acme', 'usw2.pure.cloud'],
    ['mypurecloud.ie', 'mypurecloud.ie'],
    ['EU-West-1', 'mypurecloud.ie'],
    ['eu-central-1', 'mypurecloud.de'],
    ['  https://apps.mypurecloud.com.au/directory/?a=b#/engage \n', 'mypurecloud.com.au'],
    ['http://apps.mypurecloud.jp', 'mypurecloud.jp'],
    ['HTTPS://Apps.MyPureCloud.DE/', 'mypurecloud.de'],
    ['apps.mypurecloud.de:443', 'mypurecloud.de'],
    ['apps.mypurecloud.de.', 'mypurecloud.de'],
    ['use2.us-gov-pure.cloud', 'use2.us-gov-pure.cloud'],
    ['api.cac1.pure.cloud', 'cac1.pure.cloud'],
  ])('reads the region from %j', (text, domain) => {
    expect(parseSignInAddress(text)).toEqual({ kind: 'region', domain });
  });

  it('finds every region by its name, its domain and the address of its client', () => {
    for (const { awsRegion, domain } of regions) {
      const expected = { kind: 'region', domain };
      expect(parseSignInAddress(awsRegion)).toEqual(expected);
      expect(parseSignInAddress(domain)).toEqual(expected);
      expect(parseSignInAddress(`https://apps.${domain}/directory/#/x`)).toEqual(expected);
    }
  });

  it.each([
    ['genesys.example.com', 'genesys.example.com'],
    ['https://login.new1.pure.cloud/#/', 'new1.pure.cloud'],
    ['apps.com', 'apps.com'],
    // Look-alikes: another domain, whatever it begins with.
    ['mypurecloud.de.evil.com', 'mypurecloud.de.evil.com'],
    ['https://apps.mypurecloud.de.evil.com/', 'mypurecloud.de.evil.com'],
    ['notmypurecloud.de', 'notmypurecloud.de'],
    ['apps-mypurecloud.de', 'apps-mypurecloud.de'],
    ['https://evil.com/apps.mypurecloud.de', 'evil.com'],
    ['https://evil.com?apps.mypurecloud.de', 'evil.com'],
    ['https://evil.com#@apps.mypurecloud.de', 'evil.com'],
    ['xn--mypurecloud-2ij.de', 'xn--mypurecloud-2ij.de'],
  ])('takes %j for a custom domain', (text, domain) => {
    expect(parseSignInAddress(text)).toEqual({ kind: 'customDomain', domain });
  });

  it.each([
    '',
    '   ',
    'https://',
    'https://apps.mypurecloud.de@evil.com',
    'apps.mypurecloud.de@evil.com',
    'https://user:secret@apps.mypurecloud.de',
    'https://@apps.mypurecloud.de',
    'https://apps.mypurecloud.de\\@evil.com',
    'https:\\\\evil.com',
    'https://apps.mypurecloud.de%2eevil.com',
    'https://apps%2Emypurecloud.de',
    'https://apps.my\tpurecloud.de',
    'apps.mypurecloud.de evil.com',
    'apps.mypurecloud。de',
    'apps.mypurecloud.dе', // the last letter is Cyrillic
    'ａpps.mypurecloud.de',
    'apps.mypurecloud.de:8443',
    'javascript:alert(1)',
    'javascript://apps.mypurecloud.de/%0aalert(1)',
    'data:text/html,hello',
    'file:///etc/passwd',
    'ftp://apps.mypurecloud.de',
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    'https://[::1]/',
    '10.0.0.1',
    'localhost',
    'mypurecloud',
    'eu-central-9',
    '-a.de',
    'a..de',
    'help.mypurecloud.com',
    'a.'.repeat(200) + 'de',
    'a'.repeat(100) + '.de',
    'a'.repeat(1_000_000),
  ])('refuses %#: %.60j', (text) => {
    const result = parseSignInAddress(text);
    expect(result).toEqual({ kind: 'invalid', message: expect.any(String) as string });
    if (result.kind === 'invalid') expect(result.message.length).toBeLessThan(200);
  });

  it('says what is wrong with an IP address', () => {
    for (const text of ['10.0.0.1', '2130706433', 'https://[::1]/']) {
      expect(parseSignInAddress(text)).toMatchObject({
        message: expect.stringContaining('IP address') as string,
      });
    }
  });

  it('does not repeat a password', () => {
    expect(JSON.stringify(parseSignInAddress('https://user:hunter2@apps.mypurecloud.de'))).not.toContain(
      'hunter2',
    );
  });

  it('never throws, and gives nothing but plain domain names', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.constantFrom(
        'https://',
        '@',
        '.',
        ':',
        '/',
        '\\',
        '#',
        '%2e',
        'mypurecloud.de',
        'apps.',
        '。',
        '[::1]',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const result = parseSignInAddress(pieces.join(''));
        if (result.kind === 'invalid') return;
        expect(result.domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
        expect(new URL(`https://${result.domain}/`).hostname).toBe(result.domain);
        const known = regions.some((region) => region.domain === result.domain);
        expect(known).toBe(result.kind === 'region');
      }),
      { numRuns: 500 },
    );
  });
});

describe('checkServiceUrl', () => {
  it.each([
    ['https://api.mypurecloud.de', 'https://api.mypurecloud.de'],
    ['https://api.mypurecloud.de/', 'https://api.mypurecloud.de'],
    ['wss://streaming.mypurecloud.de/channels/', 'wss://streaming.mypurecloud.de/channels'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:1'],
    ['http://127.1:1/', 'http://127.0.0.1:1'],
    ['ws://[::1]:9/api/v2/notifications', 'ws://[::1]:9/api/v2/notifications'],
    ['https://10.0.0.1:8443/base', 'https://10.0.0.1:8443/base'],
  ])('takes %j', (text, url) => {
    expect(checkServiceUrl(text)).toEqual({ kind: 'ok', url });
  });

  it.each([
    '',
    'api.mypurecloud.de',
    'http://api.mypurecloud.de',
    'ws://10.0.0.1/',
    'http://localhost.evil.com',
    'http://127.0.0.1.evil.com',
    'http://127.0.0.1@evil.com',
    'http://0.0.0.0',
    'https://user:hunter2@api.mypurecloud.de',
    'wss://api.mypurecloud.de/?access_token=hunter2',
    'https://api.mypurecloud.de/#x',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ftp://localhost/',
    'https://api.mypure cloud.de',
    'https:\\\\api.mypurecloud.de',
    'https://' + 'a'.repeat(10_000),
  ])('refuses %#: %.60j', (text) => {
    const result = checkServiceUrl(text);
    expect(result.kind).toBe('invalid');
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('never throws, and lets plain text go to this computer only', () => {
    const schemes = fc.constantFrom('http://', 'https://', 'ws://', 'wss://', '');
    const hosts = fc.oneof(
      fc.constantFrom('localhost', '127.0.0.1', '[::1]', '127.1', '0x7f.1'),
      fc.domain(),
      fc.ipV4(),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(schemes, hosts, fc.string(), (scheme, host, rest) => {
        const result = checkServiceUrl(scheme + host + rest);
        if (result.kind === 'invalid') return;
        const url = new URL(result.url);
        expect(url.username + url.password + url.search + url.hash).toBe('');
        if (url.protocol === 'http:' || url.protocol === 'ws:') {
          expect(url.hostname).toMatch(/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
