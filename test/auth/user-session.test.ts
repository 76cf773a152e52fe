import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../main/auth/deferred.ts';
import { memorySecretStore } from '../../main/auth/memory-secret-store.ts';
import type { SecretStore, SecretStoreTrouble } from '../../main/auth/secret-store.ts';
import type { AccessToken } from '../../main/auth/token.ts';
import { userSession } from '../../main/auth/user-session.ts';
import type { UserSession, UserSessionOptions } from '../../main/auth/user-session.ts';
import type { Fetch } from '../../main/effects/fetch.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const options: UserSessionOptions = {
  loginUrl: 'https://login.example.com',
  apiUrl: 'https://api.example.com',
  clientId: 'client-1',
};
const never = new AbortController().signal;
const anHour: AccessToken = { value: 'access-1', lifetimeMs: 3_600_000 };

interface Call {
  url: string;
  method: string;
  authorization: string | null;
  form: Record<string, string>;
}

/** One machine: its keychain and clock outlive the runs of the program. */
class Machine {
  readonly clock = new FakeClock();
  readonly calls: Call[] = [];
  readonly troubles: SecretStoreTrouble[] = [];
  secrets: SecretStore = memorySecretStore();
  /** How the service answers. */
  answer: (call: Call) => Promise<Response> = () => Promise.resolve(new Response(null, { status: 204 }));

  readonly #fetch: Fetch = (url, init) => {
    const body = init.body instanceof URLSearchParams ? Object.fromEntries(init.body) : {};
    const headers = new Headers(init.headers);
    const call = {
      url,
      method: init.method ?? 'GET',
      authorization: headers.get('authorization'),
      form: body,
    };
    this.calls.push(call);
    return this.answer(call);
  };

  start(change: Partial<UserSessionOptions> = {}): UserSession {
    return userSession(
      { ...options, ...change },
      {
        fetch: this.#fetch,
        clock: this.clock,
        secrets: this.secrets,
        onNotKept: (trouble) => this.troubles.push(trouble),
      },
    );
  }
}

const given = (value: string, lifetimeMs: number | null) => ({ kind: 'token', token: { value, lifetimeMs } });
const signInAgain = { kind: 'rejected', code: 'signInAgain' };
const json = (body: object, status = 200) => Promise.resolve(Response.json(body, { status }));

describe('a user session without a refresh token', () => {
  it('has nothing to give before a sign-in', async () => {
    const session = new Machine().start();
    expect(await session.restore()).toEqual({ kind: 'signedOut' });
    expect(await session.request(null, never)).toMatchObject(signInAgain);
  });

  it('gives the token with what is left of its life', async () => {
    const machine = new Machine();
    const session = machine.start();
    expect(await session.adopt(anHour, null)).toEqual({ kind: 'stored' });
    await machine.clock.advance(600_000);
    expect(await session.request(null, never)).toEqual(given('access-1', 3_000_000));
    await session.adopt({ value: 'access-2', lifetimeMs: null }, null);
    expect(await session.request(null, never)).toEqual(given('access-2', null));
    expect(machine.calls).toEqual([]);
  });

  it('asks for a sign-in when the token is refused or about to end, and goes on giving it to others meanwhile', async () => {
    const machine = new Machine();
    const session = machine.start();
    await session.adopt(anHour, null);
    await machine.clock.advance(3_000_000);
    expect(await session.request(anHour, never)).toMatchObject(signInAgain);
    expect(await session.request(null, never)).toEqual(given('access-1', 600_000));
    await machine.clock.advance(600_000);
    const ended = await session.request(null, never);
    expect(ended).toMatchObject(signInAgain);
    expect(JSON.stringify(ended)).toContain('has ended.');
    expect(machine.calls).toEqual([]);
  });

  it('gives the newer token to who still holds the older one', async () => {
    const session = new Machine().start();
    await session.adopt(anHour, null);
    await session.adopt({ value: 'access-2', lifetimeMs: null }, null);
    expect(await session.request(anHour, never)).toEqual(given('access-2', null));
  });
});

describe('a user session across a restart', () => {
  it('is taken up with the life that is left by the wall clock', async () => {
    const machine = new Machine();
    await machine.start().adopt(anHour, null);
    await machine.clock.advance(1_200_000);
    const session = machine.start();
    expect(await session.restore()).toEqual({ kind: 'restored' });
    expect(await session.request(null, never)).toEqual(given('access-1', 2_400_000));
  });

  it('asks for a sign-in when it ended meanwhile', async () => {
    const machine = new Machine();
    await machine.start().adopt(anHour, null);
    await machine.clock.advance(3_600_000);
    const session = machine.start();
    await session.restore();
    expect(await session.request(null, never)).toMatchObject(signInAgain);
  });

  it('does not believe a clock that was set back by more than any token lives', async () => {
    const machine = new Machine();
    const future = JSON.stringify({
      accessToken: 'access-1',
      expiresAt: machine.clock.now() + 1e12,
      refreshToken: null,
    });
    machine.secrets = {
      ...memorySecretStore(),
      get: () => Promise.resolve({ kind: 'found', secret: future }),
    };
    const session = machine.start();
    await session.restore();
    expect(await session.request(null, never)).toEqual(given('access-1', 172_800_000));
  });

  it('belongs to one client at one service', async () => {
    const machine = new Machine();
    await machine.start().adopt(anHour, 'refresh-1');
    for (const other of [{ clientId: 'client-2' }, { loginUrl: 'https://login.example.org' }]) {
      expect(await machine.start(other).restore()).toEqual({ kind: 'signedOut' });
    }
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"accessToken":"a b","expiresAt":null,"refreshToken":null}',
    '{"accessToken":1}',
    '{"accessToken":"a","expiresAt":"x","refreshToken":null}',
    '{"accessToken":"a","expiresAt":null,"refreshToken":{}}',
  ])('is not there when the keychain holds %j', async (secret) => {
    const machine = new Machine();
    machine.secrets = { ...memorySecretStore(), get: () => Promise.resolve({ kind: 'found', secret }) };
    const session = machine.start();
    expect(await session.restore()).toEqual({ kind: 'signedOut' });
    expect(await session.request(null, never)).toMatchObject(signInAgain);
  });

  it.each(['locked', 'unavailable', 'timedOut'] as const)(
    'passes on that the keychain is %s',
    async (kind) => {
      const machine = new Machine();
      const trouble = { kind, message: 'why' };
      const refuse = () => Promise.resolve(trouble);
      machine.secrets = { get: refuse, set: refuse, delete: refuse };
      const session = machine.start();
      expect(await session.restore()).toEqual(trouble);
      expect(await session.adopt(anHour, null)).toEqual(trouble);
      expect(await session.request(null, never)).toEqual(given('access-1', 3_600_000));
      expect((await session.signOut()).forgotten).toEqual(trouble);
    },
  );

  it('keeps a sign-in that came while the keychain was read', async () => {
    const machine = new Machine();
    await machine.start().adopt(anHour, null);
    const session = machine.start();
    const restored = session.restore();
    await session.adopt({ value: 'access-2', lifetimeMs: null }, null);
    expect(await restored).toEqual({ kind: 'restored' });
    expect(await session.request(null, never)).toEqual(given('access-2', null));
  });
});

describe('a user session with a refresh token', () => {
  async function signedIn(machine: Machine): Promise<UserSession> {
    const session = machine.start();
    await session.adopt(anHour, 'refresh-1');
    return session;
  }

  it('renews with it, as a client without a secret, and keeps the new ones', async () => {
    const machine = new Machine();
    machine.answer = () => json({ access_token: 'access-2', refresh_token: 'refresh-2', expires_in: 7200 });
    const session = await signedIn(machine);
    expect(await session.request(anHour, never)).toEqual(given('access-2', 7_200_000));
    expect(machine.calls).toEqual([
      {
        url: 'https://login.example.com/oauth/token',
        method: 'POST',
        authorization: null,
        form: { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client-1' },
      },
    ]);
    const next = machine.start();
    await next.restore();
    expect(await next.request(null, never)).toEqual(given('access-2', 7_200_000));
    await next.request({ value: 'access-2', lifetimeMs: null }, never);
    expect(machine.calls.at(-1)?.form['refresh_token']).toBe('refresh-2');
  });

  it('goes on using the old one where no new one comes', async () => {
    const machine = new Machine();
    machine.answer = () => json({ access_token: 'access-2' });
    const session = await signedIn(machine);
    await session.request(anHour, never);
    await session.request({ value: 'access-2', lifetimeMs: null }, never);
    expect(machine.calls.map(({ form }) => form['refresh_token'])).toEqual(['refresh-1', 'refresh-1']);
  });

  it('renews by itself once the token has ended', async () => {
    const machine = new Machine();
    machine.answer = () => json({ access_token: 'access-2' });
    const session = await signedIn(machine);
    await machine.clock.advance(3_600_000);
    expect(await session.request(null, never)).toEqual(given('access-2', null));
  });

  it('asks once for many', async () => {
    const machine = new Machine();
    const answer = deferred<Response>();
    machine.answer = () => answer.promise;
    const session = await signedIn(machine);
    const requests = Promise.all([1, 2, 3].map(() => session.request(anHour, never)));
    const impatient = new AbortController();
    const stopped = session.request(anHour, impatient.signal);
    await settle();
    impatient.abort();
    expect(await stopped).toMatchObject({ kind: 'transient' });
    answer.resolve(Response.json({ access_token: 'access-2' }));
    expect(await requests).toEqual([1, 2, 3].map(() => given('access-2', null)));
    expect(await session.request(anHour, never)).toEqual(given('access-2', null));
    expect(machine.calls).toHaveLength(1);
  });

  it('asks for a sign-in when it is refused, and does not try it again', async () => {
    const machine = new Machine();
    machine.answer = ({ form }) =>
      json({ error: 'invalid_grant', description: `gone: ${form['refresh_token'] ?? ''}` }, 400);
    const session = await signedIn(machine);
    const refused = await session.request(anHour, never);
    expect(refused).toMatchObject(signInAgain);
    expect(JSON.stringify(refused)).toContain('gone: [hidden]');
    expect(await session.request(anHour, never)).toMatchObject(signInAgain);
    const next = machine.start();
    await next.restore();
    expect(await next.request(anHour, never)).toMatchObject(signInAgain);
    expect(machine.calls).toHaveLength(1);
  });

  it('stays signed in when the service cannot answer, and asks again', async () => {
    const machine = new Machine();
    machine.answer = () =>
      Promise.resolve(new Response('<html>', { status: 503, headers: { 'retry-after': '3' } }));
    const session = await signedIn(machine);
    expect(await session.request(anHour, never)).toMatchObject({ kind: 'transient', retryAfterMs: 3000 });
    expect(await session.request(null, never)).toEqual(given('access-1', 3_600_000));
    machine.answer = () => json({ access_token: 'access-2' });
    expect(await session.request(anHour, never)).toEqual(given('access-2', null));
  });

  it('reports a renewed token that could not be kept, and gives it all the same', async () => {
    const machine = new Machine();
    machine.answer = () => json({ access_token: 'access-2' });
    const session = await signedIn(machine);
    machine.secrets.set = () => Promise.resolve({ kind: 'locked', message: 'why' });
    expect(await session.request(anHour, never)).toEqual(given('access-2', null));
    await settle();
    expect(machine.troubles).toEqual([{ kind: 'locked', message: 'why' }]);
  });

  it('drops a renewal that ends after the sign-out or after another sign-in', async () => {
    for (const end of ['signOut', 'adopt'] as const) {
      const machine = new Machine();
      const answer = deferred<Response>();
      machine.answer = ({ url }) => (url.endsWith('/oauth/token') ? answer.promise : json({}));
      const session = await signedIn(machine);
      const renewed = session.request(anHour, never);
      await settle();
      if (end === 'signOut') await session.signOut();
      else await session.adopt({ value: 'other-person', lifetimeMs: null }, null);
      answer.resolve(Response.json({ access_token: 'access-2', refresh_token: 'refresh-2' }));
      expect(await renewed).toMatchObject({ kind: 'transient' });
      await settle();
      const next = machine.start();
      await next.restore();
      expect(await next.request(null, never)).toMatchObject(
        end === 'signOut' ? signInAgain : given('other-person', null),
      );
    }
  });

  it('drops a renewal even when the sign-out falls between the answer and its reading', async () => {
    const machine = new Machine();
    machine.answer = ({ url }) => json(url.endsWith('/oauth/token') ? { access_token: 'access-2' } : {});
    const session = await signedIn(machine);
    const now = machine.clock.now.bind(machine.clock);
    // Read once, when the answer has come and is about to be sorted.
    machine.clock.now = () => {
      void session.signOut();
      return now();
    };
    expect(await session.request(anHour, never)).toMatchObject({ kind: 'transient' });
    machine.clock.now = now;
    expect(await session.request(null, never)).toMatchObject(signInAgain);
    expect(await machine.start().restore()).toEqual({ kind: 'signedOut' });
  });
});

describe('signing out', () => {
  it('revokes the token and forgets everything', async () => {
    const machine = new Machine();
    const session = machine.start();
    await session.adopt(anHour, 'refresh-1');
    expect(await session.signOut()).toEqual({ revoked: true, forgotten: { kind: 'deleted' } });
    expect(machine.calls).toEqual([
      {
        url: 'https://api.example.com/api/v2/tokens/me',
        method: 'DELETE',
        authorization: 'Bearer access-1',
        form: {},
      },
    ]);
    expect(await session.request(null, never)).toMatchObject(signInAgain);
    expect(await machine.start().restore()).toEqual({ kind: 'signedOut' });
  });

  it('wins over a restore that is still reading', async () => {
    const machine = new Machine();
    await machine.start().adopt(anHour, null);
    const gate = deferred<undefined>();
    const inner = { ...machine.secrets };
    machine.secrets.get = async (account) => {
      const result = await inner.get(account);
      await gate.promise;
      return result;
    };
    const session = machine.start();
    const restored = session.restore();
    const signedOut = session.signOut();
    gate.resolve(undefined);
    expect(await restored).toEqual({ kind: 'signedOut' });
    expect(await signedOut).toEqual({ revoked: true, forgotten: { kind: 'deleted' } });
    expect(await session.request(null, never)).toMatchObject(signInAgain);
  });

  it('revokes what an earlier run left, restored or not', async () => {
    const machine = new Machine();
    await machine.start().adopt(anHour, null);
    expect(await machine.start().signOut()).toEqual({ revoked: true, forgotten: { kind: 'deleted' } });
    expect(machine.calls).toMatchObject([{ authorization: 'Bearer access-1' }]);
    expect(await machine.start().signOut()).toEqual({ revoked: false, forgotten: { kind: 'missing' } });
  });

  it.each<[string, () => Promise<Response>, boolean]>([
    ['the token is dead already', () => json({}, 401), true],
    ['the service is broken', () => json({}, 500), false],
    ['the network sends it elsewhere', () => Promise.resolve(new Response(null, { status: 302 })), false],
    ['nobody answers', () => Promise.reject(new Error('access-1')), false],
  ])('does not depend on the service: %s', async (_case, answer, revoked) => {
    const machine = new Machine();
    machine.answer = answer;
    const session = machine.start();
    await session.adopt(anHour, null);
    expect(await session.signOut()).toEqual({ revoked, forgotten: { kind: 'deleted' } });
  });

  it('forgets at once and waits 5 s for the service, not longer', async () => {
    const machine = new Machine();
    machine.answer = () => new Promise(() => undefined);
    const session = machine.start();
    await session.adopt(anHour, null);
    const result = session.signOut();
    expect(await session.request(null, never)).toMatchObject(signInAgain);
    await machine.clock.advance(4999);
    expect(await machine.start().restore()).toEqual({ kind: 'signedOut' });
    await machine.clock.advance(1);
    expect(await result).toEqual({ revoked: false, forgotten: { kind: 'deleted' } });
    expect(machine.clock.pendingTimers).toBe(0);
  });
});

it('refuses plain http for the API as for the login', () => {
  expect(() => new Machine().start({ apiUrl: 'http://api.example.com' })).toThrow(/API URL/);
  expect(() => new Machine().start({ loginUrl: 'http://login.example.com' })).toThrow(/login URL/);
});

describe('a user session, whatever happens', () => {
  type Step = 'signIn' | 'signOut' | 'ask' | 'renew' | 'restart' | 'wait' | 'break' | 'mend';
  const step = fc.constantFrom<Step>('signIn', 'signOut', 'ask', 'renew', 'restart', 'wait', 'break', 'mend');

  it('gives only live tokens of the person who is signed in, and never rejects', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const machine = new Machine();
        let count = 0;
        let isBroken = false;
        let person: string | null = null;
        /** The service's own record: when each token ends. */
        const ends = new Map<string, number>();
        const issue = (name: string) => {
          const value = `${name}-${++count}`;
          ends.set(value, machine.clock.now() + 300_000);
          return { access_token: value, refresh_token: `refresh-${name}`, expires_in: 300 };
        };
        machine.answer = ({ url, form }) => {
          if (isBroken) return Promise.resolve(new Response('<html>', { status: 502 }));
          if (!url.endsWith('/oauth/token')) return json({});
          return json(issue((form['refresh_token'] ?? '').replace('refresh-', '')));
        };
        let session = machine.start();
        for (const next of steps) {
          if (next === 'signIn') {
            person = `person${++count}`;
            const { access_token: value, refresh_token: refresh } = issue(person);
            await session.adopt({ value, lifetimeMs: 300_000 }, refresh);
          } else if (next === 'signOut') {
            person = null;
            await session.signOut();
          } else if (next === 'restart') {
            session = machine.start();
            await session.restore();
          } else if (next === 'wait') await machine.clock.advance(200_000);
          else if (next === 'break') isBroken = true;
          else if (next === 'mend') isBroken = false;

          const first = await session.request(null, never);
          const last =
            next === 'renew' && first.kind === 'token' ? await session.request(first.token, never) : first;
          if (person === null) expect(last).toMatchObject(signInAgain);
          else if (last.kind === 'token') {
            expect(last.token.value).toMatch(new RegExp(`^${person}-`));
            expect(ends.get(last.token.value) ?? 0).toBeGreaterThan(machine.clock.now());
          } else expect({ kind: last.kind, isBroken }).toEqual({ kind: 'transient', isBroken: true });
        }
        expect(machine.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
