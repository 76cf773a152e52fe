import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorizationCodeSignIn } from '../../main/auth/authorization-code.ts';
import type { AuthorizationCode, SignInResult } from '../../main/auth/authorization-code.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { startOAuthServer } from './support/oauth-server.ts';
import type { OAuthServer } from './support/oauth-server.ts';
import { visit } from './support/visit.ts';
import type { Visit } from './support/visit.ts';

const clientId = '8d1a7f0e-6c2b-4f5d-9a3e-0b1c2d3e4f50';
const never = new AbortController().signal;

describe('signing in with the browser', () => {
  let server: OAuthServer;
  let clock: FakeClock;
  let opened: URL[];
  let openBrowser: (url: string) => Promise<void>;

  beforeEach(async () => {
    server = await startOAuthServer();
    clock = new FakeClock();
    opened = [];
    openBrowser = (url) => {
      opened.push(new URL(url));
      return Promise.resolve();
    };
  });

  afterEach(async () => {
    await clock.advance(5000);
    expect(clock.pendingTimers).toBe(0);
    await server.stop();
  });

  function signInWith(options: Partial<AuthorizationCode> = {}) {
    return authorizationCodeSignIn(
      { loginUrl: server.url, clientId, port: 0, ...options },
      { fetch, clock, openBrowser: (url) => openBrowser(url) },
    );
  }

  /** Where the browser was sent, as soon as it was. */
  async function browser(): Promise<{ url: URL; redirectUri: string; state: string }> {
    let url = opened.at(-1);
    for (; url === undefined; url = opened.at(-1)) await settle();
    return {
      url,
      redirectUri: url.searchParams.get('redirect_uri') ?? '',
      state: url.searchParams.get('state') ?? '',
    };
  }

  async function comeBack(parameters: Record<string, string>): Promise<Visit> {
    const { redirectUri, state } = await browser();
    return visit(`${redirectUri}/?${new URLSearchParams({ state, ...parameters }).toString()}`);
  }

  it('sends the person to the sign-in page with a fresh challenge and state', async () => {
    const stop = new AbortController();
    const result = signInWith()(stop.signal);
    const { url, redirectUri, state } = await browser();
    expect(`${url.origin}${url.pathname}`).toBe(`${server.url}/oauth/authorize`);
    expect(redirectUri).toMatch(/^http:\/\/localhost:\d+$/);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/) as unknown,
    });
    stop.abort();
    await result;

    opened.length = 0;
    const again = new AbortController();
    const second = signInWith()(again.signal);
    expect((await browser()).state).not.toBe(state);
    again.abort();
    await second;
  });

  it('passes on the company, the address and the wish for a password', async () => {
    const stop = new AbortController();
    const result = signInWith({
      organization: { name: 'acme', provider: 'okta' },
      loginHint: 'jane@example.com',
      prompt: 'login',
    })(stop.signal);
    expect(Object.fromEntries((await browser()).url.searchParams)).toMatchObject({
      org: 'acme',
      provider: 'okta',
      login_hint: 'jane@example.com',
      prompt: 'login',
    });
    stop.abort();
    await result;
  });

  it('exchanges the code with the verifier, without secret or Authorization header', async () => {
    server.reply = () => ({ body: { access_token: 'user-token', token_type: 'Bearer', expires_in: 64_800 } });
    const result = signInWith()(never);
    const page = await comeBack({ code: 'the-code' });
    expect(await result).toEqual({
      kind: 'signedIn',
      token: { value: 'user-token', lifetimeMs: 64_800_000 },
      refreshToken: null,
    });
    expect(page).toMatchObject({
      status: 200,
      body: expect.stringContaining('You are signed in') as unknown,
    });

    const { url, redirectUri } = await browser();
    const [request] = server.seen;
    expect(server.seen).toHaveLength(1);
    expect(request).toMatchObject({ method: 'POST', path: '/oauth/token', authorization: null });
    const { code_verifier: verifier = '', ...form } = Object.fromEntries(request?.form ?? []);
    expect(form).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: redirectUri,
      client_id: clientId,
    });
    expect(verifier).toMatch(/^[\w.~-]{43,128}$/);
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(
      url.searchParams.get('code_challenge'),
    );
  });

  it.each([
    ['r', 'r'],
    ['', null],
    ['two words', null],
    [7, null],
  ])('of the refresh token %j it keeps %j', async (sent, refreshToken) => {
    server.reply = () => ({ body: { access_token: 'a', refresh_token: sent } });
    const result = signInWith()(never);
    await comeBack({ code: 'c' });
    expect(await result).toMatchObject({ kind: 'signedIn', refreshToken });
  });

  it('counts once: a second visit sees that, and the server closes after', async () => {
    const result = signInWith()(never);
    expect((await comeBack({ code: 'c' })).status).toBe(200);
    expect((await result).kind).toBe('signedIn');
    const second = await comeBack({ code: 'c' });
    expect(second).toMatchObject({ status: 410, body: expect.stringContaining('used already') as unknown });
    expect(server.seen).toHaveLength(1);
    await clock.advance(5000);
    await expect(comeBack({ code: 'c' })).rejects.toThrow(/ECONNREFUSED/);
  });

  it('does not exchange twice when two visits come together', async () => {
    const result = signInWith()(never);
    const pages = await Promise.all([comeBack({ code: 'c' }), comeBack({ code: 'c' })]);
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await result).kind).toBe('signedIn');
    expect(server.seen).toHaveLength(1);
  });

  it.each<[string, Record<string, string>]>([
    ['a wrong state', { code: 'c', state: 'x' }],
    ['a wrong state beside an error', { error: 'access_denied', state: 'x' }],
    ['no code', {}],
    ['an empty code', { code: '' }],
    ['a token of the implicit grant', { token: 't' }],
  ])('goes on waiting after a visit with %s', async (_case, parameters) => {
    const result = signInWith()(never);
    expect((await comeBack(parameters)).status).toBe(400);
    expect(server.seen).toEqual([]);
    await comeBack({ code: 'c' });
    expect((await result).kind).toBe('signedIn');
  });

  it.each(['code=c', 'code=c&code=d&state=S', 'code=c&state=S&state=S', ''])(
    'goes on waiting after a visit with %j',
    async (query) => {
      const result = signInWith()(never);
      const { redirectUri, state } = await browser();
      expect((await visit(`${redirectUri}/?${query.replaceAll('S', state)}`)).status).toBe(400);
      await comeBack({ code: 'c' });
      expect((await result).kind).toBe('signedIn');
    },
  );

  it.each<[string, Record<string, string>, Partial<SignInResult>, string]>([
    [
      'the person declines',
      { error: 'access_denied', error_description: 'x' },
      { kind: 'refused' },
      'was declined',
    ],
    [
      'the client is not known',
      { error: 'unauthorized_client', error_description: 'client <b>not</b>\nfound.' },
      { kind: 'refused' },
      'refused: client <b>not</b> found. Check',
    ],
    ['the service is busy', { error: 'temporarily_unavailable' }, { kind: 'failed' }, 'cannot answer'],
    ['the service is broken', { error: 'server_error' }, { kind: 'failed' }, 'cannot answer'],
  ])('ends when %s', async (_case, parameters, expected, sentence) => {
    const result = signInWith()(never);
    const page = await comeBack(parameters);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('<b>');
    expect(await result).toMatchObject(expected);
    expect(JSON.stringify(await result)).toContain(sentence);
    expect(server.seen).toEqual([]);
  });

  it('hears an error that comes without the state, but not its words', async () => {
    const result = signInWith()(never);
    const { redirectUri } = await browser();
    await visit(`${redirectUri}/?error=invalid_scope&error_description=Call+this+number`);
    expect(await result).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(await result)).not.toContain('Call');
  });

  it('is refused with the service’s reason when the exchange is, and hides what was sent', async () => {
    server.reply = ({ form }) => ({
      status: 400,
      body: {
        error: 'invalid_grant',
        description: `bad code the-code for ${form.get('code_verifier') ?? ''}`,
      },
    });
    const result = signInWith()(never);
    const page = await comeBack({ code: 'the-code' });
    expect(page.body).toContain('You are not signed in');
    expect(await result).toMatchObject({ kind: 'refused' });
    const shown = JSON.stringify(await result);
    expect(shown).toContain('bad code [hidden] for [hidden]');
    expect(shown).not.toContain(server.seen[0]?.form.get('code_verifier') ?? 'no verifier');
  });

  it.each([
    [{ status: 503, headers: { 'retry-after': '9' } }, 9000],
    [{ status: 200, body: '<html>Wi-Fi</html>' }, null],
  ])('fails for now when the exchange gets no answer: %j', async (reply, retryAfterMs) => {
    server.reply = () => reply;
    const result = signInWith()(never);
    expect((await comeBack({ code: 'c' })).body).toContain('not signed in yet');
    expect(await result).toMatchObject({ kind: 'failed', retryAfterMs });
  });

  it('waits five minutes for the person, and then closes', async () => {
    const result = signInWith()(never);
    const { redirectUri } = await browser();
    await clock.advance(299_999);
    expect((await visit(`${redirectUri}/nothing`)).status).toBe(404);
    await clock.advance(1);
    expect(await result).toMatchObject({
      kind: 'timedOut',
      message: expect.stringContaining('5 minutes') as unknown,
    });
    await expect(comeBack({ code: 'c' })).rejects.toThrow(/ECONNREFUSED/);
  });

  it('can be cancelled while the person is in the browser', async () => {
    const stop = new AbortController();
    const result = signInWith()(stop.signal);
    await browser();
    stop.abort();
    expect(await result).toEqual({ kind: 'cancelled' });
    await expect(comeBack({ code: 'c' })).rejects.toThrow(/ECONNREFUSED/);
  });

  it('can be cancelled during the exchange, and the page says so', async () => {
    server.reply = () => ({ hangs: true });
    const stop = new AbortController();
    const result = signInWith()(stop.signal);
    const page = comeBack({ code: 'c' });
    while (server.seen.length === 0) await settle();
    stop.abort();
    expect(await result).toEqual({ kind: 'cancelled' });
    expect((await page).body).toContain('was cancelled');
  });

  it('does not open the browser when it is cancelled before', async () => {
    expect(await signInWith()(AbortSignal.abort())).toEqual({ kind: 'cancelled' });
    expect(opened).toEqual([]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('no browser for http://secret'))],
    [
      'throws',
      () => {
        throw new Error('no browser for http://secret');
      },
    ],
  ])('fails when opening the browser %s', async (_case, open) => {
    openBrowser = open;
    const result = await signInWith()(never);
    expect(result).toMatchObject({ kind: 'failed', message: expect.stringContaining('browser') as unknown });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('does not need the browser to report that it was opened', async () => {
    openBrowser = (url) => {
      opened.push(new URL(url));
      return new Promise(() => undefined);
    };
    const result = signInWith()(never);
    await comeBack({ code: 'c' });
    expect((await result).kind).toBe('signedIn');
  });

  it('can be tried again at once on a fixed port', async () => {
    const probe = new AbortController();
    const first = signInWith()(probe.signal);
    const port = Number(new URL((await browser()).redirectUri).port);
    probe.abort();
    await first;

    const signIn = signInWith({ port });
    for (const code of ['one', 'two']) {
      opened.length = 0;
      const result = signIn(never);
      await comeBack({ code });
      expect((await result).kind).toBe('signedIn');
    }
    expect(server.seen.map(({ form }) => form.get('code'))).toEqual(['one', 'two']);

    opened.length = 0;
    expect(await signInWith({ port })(never)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining(`port ${port}`) as unknown,
    });
  });

  it.each([
    ['an empty client id', { clientId: '' }],
    ['plain http', { loginUrl: 'http://login.example.com' }],
  ])('refuses to start with %s', (_case, options) => {
    expect(() => signInWith(options)).toThrow(TypeError);
  });
});
