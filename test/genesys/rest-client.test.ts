import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccessToken } from '../../main/auth/token.ts';
import type { LogFields, Logger } from '../../main/diagnostics/logger.ts';
import { systemClock } from '../../main/effects/clock.ts';
import type { Fetch } from '../../main/effects/fetch.ts';
import { RequestBudget } from '../../main/genesys/request-budget.ts';
import { createRestClient, type RestClientOptions } from '../../main/genesys/rest-client.ts';
import type { RestCall } from '../../main/genesys/rest.ts';
import { ServiceClock } from '../../main/genesys/service-clock.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const never = new AbortController().signal;
const token: AccessToken = { value: 'secret-token-value', lifetimeMs: null };
const getMe: RestCall = { method: 'GET', path: '/api/v2/users/me', priority: 'reconcile' };

function recordingLogger() {
  const lines: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const write = (level: string) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, fields });
  };
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  return { logger, lines };
}

function client(fetch: Fetch, overrides: Partial<RestClientOptions> = {}) {
  const clock = new FakeClock();
  const budget = new RequestBudget(clock);
  const serviceClock = new ServiceClock(clock);
  const { logger, lines } = recordingLogger();
  const rest = createRestClient({
    apiUrl: 'https://api.example.test',
    fetch,
    clock,
    budget,
    serviceClock,
    token: () => token,
    logger,
    ...overrides,
  });
  return { rest, clock, budget, serviceClock, lines };
}

const answering =
  (response: () => Response): Fetch =>
  () =>
    Promise.resolve(response());
const json = (value: unknown, init?: ResponseInit) => answering(() => Response.json(value, init));

describe('a call', () => {
  it('goes out as JSON, with the token in its header only', async () => {
    const seen: { url: string; init: RequestInit }[] = [];
    const { rest } = client((url, init) => {
      seen.push({ url, init });
      return Promise.resolve(Response.json({ id: 'U1' }));
    });
    const call: RestCall = {
      method: 'PUT',
      path: '/api/v2/x?ignoreErrors=true',
      body: [{ id: 't' }],
      priority: 'connection',
    };
    expect(await rest.send(call, never)).toEqual({ kind: 'ok', value: { id: 'U1' } });
    const [sent] = seen;
    expect(sent?.url).toBe('https://api.example.test/api/v2/x?ignoreErrors=true');
    expect(sent?.init).toMatchObject({ method: 'PUT', redirect: 'error', body: '[{"id":"t"}]' });
    const headers = new Headers(sent?.init.headers);
    expect(headers.get('authorization')).toBe(`Bearer ${token.value}`);
    expect(headers.get('content-type')).toBe('application/json');
  });

  it('without a body says no content type', async () => {
    let sent: RequestInit = {};
    const { rest } = client((_url, init) => {
      sent = init;
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    expect(await rest.send({ ...getMe, method: 'DELETE' }, never)).toEqual({ kind: 'ok', value: null });
    expect(sent.body).toBeUndefined();
    expect(new Headers(sent.headers).has('content-type')).toBe(false);
  });

  it('is not sent without a token', async () => {
    const { rest, budget } = client(() => Promise.reject(new Error('must not be called')), {
      token: () => null,
    });
    expect(await rest.send(getMe, never)).toEqual({ kind: 'unauthorized' });
    expect(await budget.admit('text', never)).toEqual({ order: 1 });
  });

  it('goes with the token that is current when its turn comes', async () => {
    let current: AccessToken | null = token;
    const used: (string | null)[] = [];
    const { rest, clock, budget } = client(
      (_url, init) => {
        used.push(new Headers(init.headers).get('authorization'));
        return Promise.resolve(Response.json({}));
      },
      { token: () => current },
    );
    budget.hold(1_000);
    const first = rest.send(getMe, never);
    current = { value: 'renewed', lifetimeMs: null };
    await clock.advance(1_000);
    await first;
    expect(used).toEqual(['Bearer renewed']);

    budget.hold(1_000);
    const second = rest.send(getMe, never);
    current = null;
    await clock.advance(1_000);
    expect(await second).toEqual({ kind: 'unauthorized' });
    expect(used).toHaveLength(1);
  });

  it('that is made late is made when the budget admits it', async () => {
    const bodies: unknown[] = [];
    const { rest, clock, budget } = client((_url, init) => {
      bodies.push(init.body);
      return Promise.resolve(Response.json({}));
    });
    const ids = ['a'];
    budget.hold(1_000);
    const sent = rest.sendWhenAdmitted(
      'text',
      () => ({ method: 'POST', path: '/api/v2/x', body: ids }),
      never,
    );
    await settle();
    ids.push('b');
    await clock.advance(1_000);
    expect(await sent).toMatchObject({ kind: 'ok' });
    expect(bodies).toEqual(['["a","b"]']);
  });
});

describe('an answer', () => {
  it('of 401 is told with the token that was refused', async () => {
    const refused: AccessToken[] = [];
    const { rest } = client(json({}, { status: 401 }), { onUnauthorized: (used) => refused.push(used) });
    expect(await rest.send(getMe, never)).toEqual({ kind: 'unauthorized' });
    expect(refused).toEqual([token]);
  });

  it('of 403 names the permission', async () => {
    const { rest, lines } = client(json({ message: 'No a:b:c' }, { status: 403 }));
    expect(await rest.send(getMe, never)).toEqual({
      kind: 'forbidden',
      permission: 'a:b:c',
      message: 'No a:b:c',
    });
    expect(lines[0]).toMatchObject({ level: 'warn', fields: { status: 403, permission: 'a:b:c' } });
  });

  it('of 429 holds the next call for as long as it says', async () => {
    let status = 429;
    const { rest, clock } = client(() =>
      Promise.resolve(Response.json({}, { status, headers: { 'Retry-After': '7' } })),
    );
    expect(await rest.send(getMe, never)).toEqual({ kind: 'limited', retryAfterMs: 7_000 });
    status = 200;
    let done = false;
    const next = rest.send(getMe, never).then(() => (done = true));
    await clock.advance(6_999);
    expect(done).toBe(false);
    await clock.advance(1);
    await next;
    expect(done).toBe(true);
  });

  it('may give the time to retry as a date, read against its own clock and not ours', async () => {
    const headers = { 'Retry-After': 'Fri, 01 Jan 2021 00:00:09 GMT', Date: 'Fri, 01 Jan 2021 00:00:00 GMT' };
    const { rest } = client(json({}, { status: 503, headers }));
    expect(await rest.send(getMe, never)).toMatchObject({ kind: 'transient', retryAfterMs: 9_000 });
  });

  it('tells the rate limit to the budget', async () => {
    const headers = {
      'inin-ratelimit-count': '300',
      'inin-ratelimit-allowed': '300',
      'inin-ratelimit-reset': '20',
    };
    const { rest, clock, budget } = client(json({}, { headers }));
    await rest.send(getMe, never);
    const next = rest.send(getMe, never);
    await clock.advance(19_999);
    expect(budget.waiting).toBe(1);
    await clock.advance(1);
    expect(await next).toMatchObject({ kind: 'ok' });
  });

  it('with a nonsense rate limit changes nothing', async () => {
    const headers = {
      'inin-ratelimit-count': 'many',
      'inin-ratelimit-allowed': '-3',
      'inin-ratelimit-reset': '1e99',
    };
    const { rest } = client(json({}, { headers }));
    await rest.send(getMe, never);
    expect(await rest.send(getMe, never)).toMatchObject({ kind: 'ok' });
  });

  it('tells the time to the service clock, a portal’s page does not', async () => {
    const headers = { Date: 'Fri, 01 Jan 2021 00:00:00 GMT', 'Content-Type': 'text/html' };
    const portal = client(answering(() => new Response('<html>', { headers })));
    expect(await portal.rest.send(getMe, never)).toMatchObject({ kind: 'transient' });
    expect(portal.serviceClock.now()).toBeNull();
    const service = client(json({}, { headers: { Date: headers.Date } }));
    await service.rest.send(getMe, never);
    expect(service.serviceClock.now()).toBe(Date.UTC(2021, 0, 1));
  });

  it('longer than 16 MiB is cut off, not read to its end', async () => {
    let given = 0;
    let cancelled = false;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          given += 1;
          controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
        },
        cancel() {
          cancelled = true;
        },
      });
    const { rest } = client(answering(() => new Response(endless())));
    expect(await rest.send(getMe, never)).toMatchObject({
      kind: 'transient',
      reason: 'the answer is too long',
    });
    expect(cancelled).toBe(true);
    expect(given).toBeLessThan(20);
  });

  it('in many parts, split inside a letter, is put together', async () => {
    const bytes = new TextEncoder().encode('{"name":"Zoë 🙂"}');
    const { rest } = client(
      answering(
        () =>
          new Response(
            new ReadableStream({
              start(controller) {
                for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
                controller.close();
              },
            }),
          ),
      ),
    );
    expect(await rest.send(getMe, never)).toEqual({ kind: 'ok', value: { name: 'Zoë 🙂' } });
  });

  it('to HEAD has no body to read', async () => {
    const { rest } = client(answering(() => new Response(null, { status: 200 })));
    expect(await rest.send({ ...getMe, method: 'HEAD' }, never)).toEqual({ kind: 'ok', value: null });
  });
});

describe('no answer', () => {
  it('within 15 s is transient, even where fetch ignores its signal', async () => {
    const { rest, clock } = client(() => new Promise(() => undefined));
    const sent = rest.send(getMe, never);
    await clock.advance(15_000);
    expect(await sent).toEqual({
      kind: 'transient',
      answered: false,
      reason: 'no answer within 15 s',
      retryAfterMs: null,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is limited in the body too', async () => {
    const { rest, clock } = client(answering(() => new Response(new ReadableStream())));
    const sent = rest.send(getMe, never);
    await clock.advance(15_000);
    expect(await sent).toMatchObject({ reason: 'no answer within 15 s' });
  });

  it('is waited for when the call is aborted: neither in the budget nor on the wire', async () => {
    let signalled = false;
    const { rest, budget, clock, lines } = client((_url, init) => {
      init.signal?.addEventListener('abort', () => (signalled = true));
      return new Promise(() => undefined);
    });
    const abort = new AbortController();
    const sent = rest.send(getMe, abort.signal);
    await settle();
    budget.hold(60_000);
    const waiting = rest.send(getMe, abort.signal);
    abort.abort();
    expect(await sent).toMatchObject({ kind: 'transient', reason: 'aborted' });
    expect(await waiting).toMatchObject({ kind: 'transient', reason: 'aborted' });
    expect(signalled).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(lines).toEqual([]);
  });

  it.each([
    [Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }), 'no answer (ENOTFOUND)'],
    [new Error('net::ERR_INTERNET_DISCONNECTED'), 'no answer (ERR_INTERNET_DISCONNECTED)'],
    [new Error(`https://x/?token=${token.value}`), 'no answer (connection failed)'],
  ])('names the system’s code and nothing else: %s', async (error, reason) => {
    const { rest } = client(() => {
      throw error;
    });
    expect(await rest.send(getMe, never)).toEqual({
      kind: 'transient',
      answered: false,
      reason,
      retryAfterMs: null,
    });
  });
});

describe('the log', () => {
  it('has what support needs, and no id, query, body or token', async () => {
    const headers = { 'inin-correlation-id': '7c9e6679-7425-40de-944b-e07fc1f90ae7' };
    const { rest, lines } = client(json({ text: 'Where is my order?' }, { headers }));
    const path = '/api/v2/conversations/messages/9ed7d9f6-1/messages/bulk?token=query-secret';
    await rest.send({ method: 'POST', path, body: ['body-secret'], priority: 'text' }, never);
    expect(lines).toEqual([
      {
        level: 'debug',
        message: 'REST call',
        fields: {
          method: 'POST',
          path: '/api/v2/conversations/messages/{id}/messages/bulk',
          status: 200,
          correlationId: headers['inin-correlation-id'],
          ms: 0,
        },
      },
    ]);
  });

  it('takes the context id where there is no correlation id, and only a plain one', async () => {
    const withContext = client(json({ contextId: 'ctx-1' }, { status: 400 }));
    await withContext.rest.send(getMe, never);
    expect(withContext.lines[0]?.fields).toMatchObject({ correlationId: 'ctx-1' });
    const strange = client(json({ contextId: 'a b\nc' }, { status: 400 }));
    await strange.rest.send(getMe, never);
    expect(strange.lines[0]?.fields).toMatchObject({ correlationId: null });
  });
});

describe('over a real connection', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  const real = (apiUrl: string) =>
    client((url, init) => fetch(url, init), { apiUrl, clock: systemClock }).rest;

  it('reads an answer', async () => {
    const apiUrl = await listen((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ path: request.url, authorization: request.headers.authorization }));
    });
    expect(await real(apiUrl).send(getMe, never)).toEqual({
      kind: 'ok',
      value: { path: '/api/v2/users/me', authorization: `Bearer ${token.value}` },
    });
  });

  it('does not follow a redirect: the token stays here', async () => {
    let followed = false;
    const apiUrl = await listen((request, response) => {
      followed ||= request.url === '/elsewhere';
      response.writeHead(302, { Location: '/elsewhere' }).end();
    });
    expect(await real(apiUrl).send(getMe, never)).toMatchObject({ kind: 'transient' });
    expect(followed).toBe(false);
  });

  it('that breaks in the middle of the body is transient', async () => {
    const apiUrl = await listen((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"id":');
      setImmediate(() => response.destroy());
    });
    expect(await real(apiUrl).send(getMe, never)).toMatchObject({ kind: 'transient' });
  });

  it('that is refused names the reason', async () => {
    const apiUrl = await listen(() => undefined);
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    expect(await real(apiUrl).send(getMe, never)).toMatchObject({ reason: 'no answer (ECONNREFUSED)' });
  });
});
