import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { BareClient, textAt } from './bare-client.ts';
import type { SimulatorOptions } from './options.ts';
import { Simulator } from './simulator.ts';

const redirect = 'http://localhost:7788';
const verifier = 'v'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

describe('OAuth', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;

  const start = (options: Partial<SimulatorOptions> = {}) => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1, ...options });
    client = new BareClient(simulator, clock);
  };
  beforeEach(() => {
    start();
  });

  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  describe('client credentials', () => {
    it('are taken from the body or as Basic, and give a token without a user', () => {
      const { clientId, clientSecret } = simulator.ready;
      const inBody = { client_id: clientId, client_secret: clientSecret };
      for (const answer of [
        client.askForToken({ grant_type: 'client_credentials', ...inBody }),
        client.askForToken({ grant_type: 'client_credentials' }, basic(clientId, clientSecret)),
        client.askForToken(
          { grant_type: 'client_credentials' },
          basic(encodeURIComponent(clientId).replaceAll('-', '%2D'), clientSecret),
        ),
      ]) {
        expect(answer).toMatchObject({ status: 200, json: { token_type: 'bearer', expires_in: 86_400 } });
        client.token = textAt(answer.json, 'access_token');
        expect(client.call('GET', '/api/v2/users/me')).toMatchObject({
          status: 400,
          json: {
            message:
              'This request requires a user context. Client credentials cannot be used for requests to this resource.',
          },
        });
      }
    });

    it('are refused with a reason when they are wrong', () => {
      const { clientId } = simulator.ready;
      const ask = (form: Record<string, string>, headers = {}) =>
        client.askForToken({ grant_type: 'client_credentials', ...form }, headers);
      expect(ask({ client_id: 'somebody', client_secret: 'x' })).toMatchObject({
        status: 400,
        json: {
          error: 'invalid_client',
          description: 'client not found',
          error_description: 'client not found',
        },
      });
      expect(ask({}, basic(clientId, 'wrong'))).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="simulator"' },
        json: { error: 'invalid_client', description: 'authentication failed' },
      });
      expect(ask({})).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
    });

    it('may be sent in one way only, as a form, by POST, with a known grant type', () => {
      const { clientId, clientSecret } = simulator.ready;
      const inBody = { client_id: clientId, client_secret: clientSecret };
      const good = { grant_type: 'client_credentials', ...inBody };
      expect(client.askForToken(good, basic(clientId, clientSecret))).toMatchObject({
        status: 400,
        json: { error: 'invalid_request' },
      });
      expect(client.askForToken(good, { 'content-type': 'application/json' })).toMatchObject({
        status: 400,
        json: { error: 'invalid_request' },
      });
      expect(client.askForToken(inBody)).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
      for (const grant of ['password', 'refresh_token']) {
        expect(client.askForToken({ grant_type: grant, ...inBody })).toMatchObject({
          status: 400,
          json: { error: 'unsupported_grant_type' },
        });
      }
      expect(client.call('GET', '/oauth/token').status).toBe(405);
    });
  });

  describe('authorization code with PKCE', () => {
    const authorize = (changes: Record<string, string> = {}) => {
      const query = new URLSearchParams({
        client_id: simulator.ready.clientId,
        redirect_uri: redirect,
        response_type: 'code',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        state: 'a state',
        ...changes,
      });
      return client.call('GET', `/oauth/authorize?${query.toString()}`);
    };
    const location = (answer: { headers: Record<string, string> }) =>
      new URL(answer.headers['location'] ?? 'about:blank');
    const exchange = (code: string, changes: Record<string, string> = {}) =>
      client.askForToken({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_id: simulator.ready.clientId,
        redirect_uri: redirect,
        ...changes,
      });
    const newCode = () => {
      start({ signIn: 'auto' });
      return location(authorize()).searchParams.get('code') ?? '';
    };

    it('shows a page, and goes back with a code and the state', () => {
      const page = simulator.handle({
        method: 'GET',
        url: `/oauth/authorize?${new URLSearchParams({
          client_id: simulator.ready.clientId,
          redirect_uri: redirect,
          response_type: 'code',
          code_challenge: challenge,
          code_challenge_method: 'S256',
          state: '"><script>',
        }).toString()}`,
        headers: {},
        body: '',
      });
      expect(page.status).toBe(200);
      expect(page.body).toContain('Alex Agent');
      expect(page.body).not.toContain('"><script>');

      const fields = [...page.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
      const form = new URLSearchParams(
        fields.map(([, name = '', value = '']) => [
          name,
          value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
        ]),
      );
      const submit = (decision: string) => {
        form.set('decision', decision);
        form.set('user', simulator.directory.agents[1]?.id ?? '');
        return simulator.handle({
          method: 'POST',
          url: '/oauth/authorize',
          headers: {},
          body: form.toString(),
        });
      };
      const refused = location(submit('refuse'));
      expect(refused.searchParams.get('error')).toBe('access_denied');
      expect(refused.searchParams.get('state')).toBe('"><script>');
      const allowed = location(submit('allow'));
      expect(allowed.origin).toBe(redirect);
      expect(allowed.searchParams.get('state')).toBe('"><script>');
      const { json } = exchange(allowed.searchParams.get('code') ?? '');
      client.token = textAt(json, 'access_token');
      expect(client.call('GET', '/api/v2/users/me').json).toMatchObject({ name: 'Noor Haddad' });
    });

    it('gives a token once; a second exchange is refused and revokes it', () => {
      const code = newCode();
      client.token = textAt(exchange(code).json, 'access_token');
      expect(client.call('GET', '/api/v2/users/me').status).toBe(200);
      expect(exchange(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
      expect(client.call('GET', '/api/v2/users/me').status).toBe(401);
    });

    it.each([
      ['another verifier', { code_verifier: 'w'.repeat(43) }],
      ['a short verifier', { code_verifier: 'v' }],
      ['another redirect', { redirect_uri: 'http://localhost:7789' }],
      ['a redirect that only looks the same', { redirect_uri: `${redirect}/` }],
      ['another code', { code: 'guessed' }],
    ])('refuses %s', (_, changes) => {
      expect(exchange(newCode(), changes)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    });

    it('refuses a wrong secret, and a code after a minute', async () => {
      expect(exchange(newCode(), { client_secret: 'wrong' })).toMatchObject({
        json: { error: 'invalid_client' },
      });
      const code = newCode();
      await clock.advance(60_001);
      expect(exchange(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    });

    it.each([
      'http://127.0.0.1:7788',
      'http://localhost:7788/callback',
      'https://localhost:7788',
      'http://localhost.evil.example',
      'http://user@localhost:7788',
      '',
    ])('never redirects to %j, which is not registered', (uri) => {
      const answer = authorize({ redirect_uri: uri });
      expect(answer.status).toBe(400);
      expect(answer.headers['location']).toBeUndefined();
    });

    it('refuses an unknown client, and sends other mistakes back', () => {
      expect(authorize({ client_id: 'somebody' }).status).toBe(400);
      const error = (changes: Record<string, string>) =>
        location(authorize(changes)).searchParams.get('error');
      expect(error({ response_type: 'token' })).toBe('unsupported_response_type');
      expect(error({ code_challenge_method: 'plain' })).toBe('invalid_request');
      expect(error({ code_challenge: '' })).toBe('invalid_request');
      expect(error({ org: 'mine' })).toBe('invalid_request');
    });

    it('can answer by itself', () => {
      start({ signIn: 'refuse' });
      expect(location(authorize()).searchParams.get('error')).toBe('access_denied');
    });
  });

  it('lets a token live as long as configured', async () => {
    start({ tokenSeconds: 300 });
    expect(client.call('GET', '/api/v2/users/me').status).toBe(200);
    await clock.advance(300_000);
    expect(client.call('GET', '/api/v2/users/me')).toMatchObject({
      status: 401,
      json: { code: 'bad.credentials' },
    });
  });

  it('signs out with a page, or back to a registered address only', () => {
    expect(client.call('GET', `/logout?redirect_uri=${encodeURIComponent(redirect)}`)).toMatchObject({
      status: 302,
      headers: { location: redirect },
    });
    expect(client.call('GET', '/logout?redirect_uri=https://evil.example').status).toBe(200);
  });
});
