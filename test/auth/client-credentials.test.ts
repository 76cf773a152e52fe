import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientCredentialsTokens } from '../../main/auth/client-credentials.ts';
import type { ClientCredentials } from '../../main/auth/client-credentials.ts';
import type { TokenResult } from '../../main/auth/token.ts';
import type { Fetch } from '../../main/effects/fetch.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { startOAuthServer } from './support/oauth-server.ts';
import type { OAuthServer, Reply } from './support/oauth-server.ts';

const clientId = '8d1a7f0e-6c2b-4f5d-9a3e-0b1c2d3e4f50';
const clientSecret = 's3cr3t-Value_with+/=!signs';
const credentials: ClientCredentials = {
  loginUrl: 'https://login.example.com',
  clientId,
  clientSecret,
  sentAs: 'client_secret_post',
};
const never = new AbortController().signal;

describe('client credentials against a server', () => {
  let server: OAuthServer;
  let clock: FakeClock;

  beforeEach(async () => {
    server = await startOAuthServer();
    clock = new FakeClock();
  });

  afterEach(async () => {
    expect(clock.pendingTimers).toBe(0);
    await server.stop();
  });

  function ask(
    sentAs: ClientCredentials['sentAs'] = 'client_secret_post',
    signal = never,
  ): Promise<TokenResult> {
    const source = clientCredentialsTokens(
      { ...credentials, loginUrl: server.url, sentAs },
      { fetch, clock },
    );
    return source.request(null, signal);
  }

  function answering(reply: Reply): Promise<TokenResult> {
    server.reply = () => reply;
    return ask();
  }

  it('sends id and secret in the form for the direct protocol', async () => {
    expect(await ask('client_secret_post')).toEqual({
      kind: 'token',
      token: { value: 'token-1', lifetimeMs: 86_400_000 },
    });
    expect(server.seen).toMatchObject([{ method: 'POST', path: '/oauth/token', authorization: null }]);
    expect(Object.fromEntries(server.seen[0]?.form ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
  });

  it('sends them as Basic for channels, as they are: a hyphen stays a hyphen', async () => {
    expect((await ask('client_secret_basic')).kind).toBe('token');
    const [request] = server.seen;
    expect(request?.authorization).toBe(
      `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    );
    expect(Object.fromEntries(request?.form ?? [])).toEqual({ grant_type: 'client_credentials' });
  });

  it.each<[string, object, number | null]>([
    ['a bare token', { access_token: 't' }, null],
    ['a life as text', { access_token: 't', expires_in: '300' }, 300_000],
    ['a life of nothing', { access_token: 't', expires_in: 0 }, null],
    ['a life that is no number', { access_token: 't', expires_in: 'soon' }, null],
    ['a type in capitals', { access_token: 't', token_type: 'Bearer', expires_in: 60 }, 60_000],
    ['an id token', { access_token: 't', id_token: 'not.a.jwt' }, null],
  ])('takes %s', async (_case, body, lifetimeMs) => {
    expect(await answering({ body })).toEqual({ kind: 'token', token: { value: 't', lifetimeMs } });
  });

  it.each<[string, Reply, string]>([
    [
      'error_description',
      {
        status: 401,
        body: { error: 'invalid_client', description: 'no', error_description: 'client not found' },
      },
      'client not found',
    ],
    [
      'description',
      { status: 400, body: { error: 'invalid_client', description: 'client not found.' } },
      'client not found',
    ],
    ['message', { status: 403, body: { message: 'Not allowed', code: 'forbidden' } }, 'Not allowed'],
    ['error alone', { status: 400, body: { error: 'unauthorized_client' } }, 'unauthorized_client'],
    ['no reason', { status: 404, body: {} }, 'HTTP 404'],
    ['no body', { status: 401 }, 'HTTP 401'],
    ['plain words with 401', { status: 401, body: 'Unauthorized' }, 'HTTP 401'],
    [
      '401 with a challenge',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: { error: 'invalid_client' } },
      'invalid_client',
    ],
    ['200 without a token', { body: { token_type: 'bearer' } }, 'no access token'],
    [
      '200 with an error',
      { body: { error: 'invalid_client', error_description: 'client not found' } },
      'client not found',
    ],
    ['200 with an empty token', { body: { access_token: '' } }, 'no access token'],
    ['200 with a token that would split a header', { body: { access_token: 'a\r\nb' } }, 'no access token'],
    ['200 with another kind of token', { body: { access_token: 't', token_type: 'mac' } }, 'cannot be used'],
    ['200 with a bound token', { body: { access_token: 't', token_type: 'DPoP' } }, 'cannot be used'],
  ])('is rejected: %s', async (_case, reply, reason) => {
    const result = await answering(reply);
    expect(result).toMatchObject({ kind: 'rejected', code: 'credentialsRejected' });
    expect(JSON.stringify(result)).toContain('does not take these client credentials: ');
    expect(JSON.stringify(result)).toContain(reason);
  });

  it.each<[string, Reply, number | null]>([
    ['429 with seconds', { status: 429, headers: { 'retry-after': '7' }, body: { message: 'slow' } }, 7000],
    ['429 with a date', { status: 429, headers: { 'retry-after': 'Mon, 05 Jan 2026 10:00:30 GMT' } }, 30_000],
    [
      '429 with a date gone by',
      { status: 429, headers: { 'retry-after': 'Mon, 05 Jan 2026 09:00:00 GMT' } },
      0,
    ],
    ['429 with nonsense', { status: 429, headers: { 'retry-after': '-5 or so' } }, null],
    ['429 with a number below zero', { status: 429, headers: { 'retry-after': '-1' } }, null],
    ['429 with a century', { status: 429, headers: { 'retry-after': '3153600000' } }, 3_600_000],
    ['429 without a word', { status: 429 }, null],
    [
      '503 with seconds',
      { status: 503, headers: { 'retry-after': '20' }, body: { error: 'invalid_client' } },
      20_000,
    ],
    ['500', { status: 500, body: { error: 'invalid_client' } }, null],
    ['408', { status: 408, body: { error: 'invalid_client' } }, null],
    [
      'a page with 200',
      { headers: { 'content-type': 'text/html' }, body: '<html>Welcome to our Wi-Fi</html>' },
      null,
    ],
    [
      'a page that says it is JSON',
      { headers: { 'content-type': 'application/json' }, body: '<html>' },
      null,
    ],
    [
      'a page with 401',
      { status: 401, headers: { 'content-type': 'text/html' }, body: '<!doctype html>' },
      null,
    ],
    [
      'a page with 403',
      { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>Blocked</html>' },
      null,
    ],
    ['plain words with 403', { status: 403, body: 'Blocked by policy' }, null],
    ['nothing with 200', {}, null],
    ['204', { status: 204 }, null],
    ['a JSON list', { body: [1, 2] }, null],
    ['half of a JSON', { body: '{"access_token":"x' }, null],
    ['an endless body', { body: { access_token: 't', more: 'x'.repeat(100_000) } }, null],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, null],
    ['a redirect that repeats the form', { status: 307, headers: { location: '/elsewhere' } }, null],
  ])('is transient: %s', async (_case, reply, retryAfterMs) => {
    expect(await answering(reply)).toMatchObject({ kind: 'transient', retryAfterMs });
    expect(server.seen).toHaveLength(1);
  });

  it('is transient where nobody listens, and says why without quoting the request', async () => {
    await server.stop();
    const result = await ask();
    expect(result).toMatchObject({ kind: 'transient' });
    expect(JSON.stringify(result)).toContain('ECONNREFUSED');
    expect(JSON.stringify(result)).not.toContain(clientSecret);
  });

  it('gives up after 15 s without an answer', async () => {
    server.reply = () => ({ hangs: true });
    const result = ask();
    await arrived(server);
    await clock.advance(14_999);
    await expect(Promise.race([result, Promise.resolve('waiting')])).resolves.toBe('waiting');
    await clock.advance(1);
    expect(await result).toEqual({
      kind: 'transient',
      message: `${new URL(server.url).host} did not answer within 15 s.`,
      retryAfterMs: null,
    });
  });

  it('stops at once when it is told to', async () => {
    server.reply = () => ({ hangs: true });
    const stop = new AbortController();
    const result = ask('client_secret_post', stop.signal);
    await arrived(server);
    stop.abort();
    expect(await result).toMatchObject({ kind: 'transient' });
    expect(await ask('client_secret_post', AbortSignal.abort())).toMatchObject({ kind: 'transient' });
    expect(server.seen).toHaveLength(1);
  });
});

async function arrived(server: OAuthServer): Promise<void> {
  while (server.seen.length === 0) await settle();
}

describe('client credentials, whatever the answer', () => {
  const clock = new FakeClock();

  it('counts a slow body against the same 15 s', async () => {
    const slow = new FakeClock();
    const fetchSlowly: Fetch = () => Promise.resolve(new Response(new ReadableStream()));
    const result = clientCredentialsTokens(credentials, { fetch: fetchSlowly, clock: slow }).request(
      null,
      never,
    );
    await slow.advance(15_000);
    expect(await result).toMatchObject({ kind: 'transient' });
  });

  it.each([
    [
      'throws',
      () => {
        throw new TypeError(`fetch failed for ${clientSecret}`);
      },
    ],
    [
      'rejects with no error',
      () => Promise.reject(Object.assign(new Error(clientSecret), { code: clientSecret })),
    ],
    [
      'breaks off',
      () =>
        Promise.resolve(
          new Response(
            new ReadableStream({
              start: (c) => {
                c.error(new Error(clientSecret));
              },
            }),
          ),
        ),
    ],
  ] satisfies [string, Fetch][])('never rejects: fetch %s', async (_case, fetch) => {
    const result = await clientCredentialsTokens(credentials, { fetch, clock }).request(null, never);
    expect(result).toMatchObject({ kind: 'transient' });
    expect(JSON.stringify(result)).not.toContain(clientSecret);
  });

  it('hears the proxy, not the service, in a 407', async () => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ error: 'invalid_client' }, { status: 407 }));
    const result = await clientCredentialsTokens(credentials, { fetch, clock }).request(null, never);
    expect(result).toMatchObject({ kind: 'transient', message: expect.stringContaining('proxy') as unknown });
  });

  it('ends the request itself, not only the waiting, when it is stopped and when time is up', async () => {
    const own = new FakeClock();
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch: Fetch = (_url, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const source = clientCredentialsTokens(credentials, { fetch, clock: own });
    const stop = new AbortController();
    const stopped = source.request(null, stop.signal);
    const late = source.request(null, never);
    await settle();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, false]);
    stop.abort();
    await stopped;
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    await own.advance(15_000);
    await late;
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  it('does not cut a character in half', async () => {
    const fetch: Fetch = () =>
      Promise.resolve(Response.json({ message: `${'a'.repeat(199)}\u{1F600}\u{1F600}` }, { status: 400 }));
    const result = await clientCredentialsTokens(credentials, { fetch, clock }).request(null, never);
    expect(result).toMatchObject({ message: expect.stringMatching(/: a{199}…/) as unknown });
  });

  it('names a certificate problem as one', async () => {
    const cause = Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    const fetch: Fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const result = await clientCredentialsTokens(credentials, { fetch, clock }).request(null, never);
    expect(result).toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('certificate') as unknown,
    });
  });

  it('sends the secret nowhere but to the token endpoint, and follows nothing', async () => {
    const calls: [string, RequestInit][] = [];
    const fetch: Fetch = (url, init) => {
      calls.push([url, init]);
      return Promise.resolve(Response.json({ access_token: 't' }));
    };
    await clientCredentialsTokens(
      { ...credentials, loginUrl: 'https://login.example.com/' },
      { fetch, clock },
    ).request(null, never);
    expect(calls).toMatchObject([
      ['https://login.example.com/oauth/token', { method: 'POST', redirect: 'manual' }],
    ]);
  });

  it('never shows a secret that the service echoes, however it wraps it', async () => {
    const wraps: ((secret: string) => string)[] = [
      (secret) => secret,
      encodeURIComponent,
      (secret) => Buffer.from(secret).toString('base64'),
      (secret) => Buffer.from(`${clientId}:${secret}`).toString('base64'),
      (secret) => secret.replaceAll(/./g, '$&\u200b'),
      (secret) => `${secret.slice(0, 5)}\u0000${secret.slice(5)}`,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom(...wraps),
        fc.constantFrom('error_description', 'description', 'message', 'error'),
        fc.constantFrom(200, 400, 401, 403, 429, 500),
        fc.constantFrom('client_secret_basic' as const, 'client_secret_post' as const),
        async (before, after, wrap, field, status, sentAs) => {
          const fetch: Fetch = () =>
            Promise.resolve(Response.json({ [field]: `${before}${wrap(clientSecret)}${after}` }, { status }));
          const source = clientCredentialsTokens({ ...credentials, sentAs }, { fetch, clock });
          const shown = JSON.stringify(await source.request(null, never));
          for (const form of wraps) expect(shown).not.toContain(form(clientSecret));
          expect(JSON.parse(shown)).not.toMatchObject({ kind: 'token' });
        },
      ),
    );
  });

  it('shows one short line of printable characters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2000 }), async (said) => {
        const fetch: Fetch = () =>
          Promise.resolve(Response.json({ error_description: said }, { status: 400 }));
        const result = await clientCredentialsTokens(credentials, { fetch, clock }).request(null, never);
        if (result.kind !== 'rejected') throw new Error('A 400 with JSON is a rejection.');
        expect(result.message).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(result.message.length).toBeLessThan(420);
      }),
    );
  });

  it.each<[string, Partial<ClientCredentials>, RegExp]>([
    ['an empty id', { clientId: '' }, /client id is empty/],
    ['an empty secret', { clientSecret: '' }, /client secret is empty/],
    ['plain http', { loginUrl: 'http://login.example.com' }, /https/],
    ['plain http to a look-alike of loopback', { loginUrl: 'http://127.0.0.1.example.com' }, /https/],
    ['another scheme', { loginUrl: 'ftp://localhost' }, /https/],
    ['no URL', { loginUrl: 'login.example.com' }, /not a URL/],
    ['a password in the URL', { loginUrl: 'https://me:pw@login.example.com' }, /no user/],
  ])('refuses to start with %s', (_case, change, message) => {
    expect(() => clientCredentialsTokens({ ...credentials, ...change }, { fetch, clock })).toThrow(message);
  });
});
