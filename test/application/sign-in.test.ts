import { describe, expect, it } from 'vitest';
import { memorySecretStore } from '../../main/auth/memory-secret-store.ts';
import type { SecretStore } from '../../main/auth/secret-store.ts';
import { ApplicationBench, troubledSecrets } from './support/application-bench.ts';

const withSecret = { method: 'clientCredentials', protocol: 'direct' } as const;

function viewOf(bench: ApplicationBench) {
  return bench.application.view().signIn;
}

function watched(bench: ApplicationBench) {
  return { method: 'clientCredentials', clientSecret: bench.simulator.ready.clientSecret } as const;
}

describe('signing in with the browser', () => {
  it('leads to the agent’s own conversations, and is kept for the next start', async () => {
    const bench = new ApplicationBench();
    bench.application.start();
    expect(viewOf(bench).state).toBe('signedOut');
    const signingIn = bench.signIn();
    expect(viewOf(bench)).toMatchObject({ state: 'signingIn', since: bench.clock.now() });
    await bench.until(() => viewOf(bench).state === 'signedIn', 'signed in');
    await signingIn;
    await bench.untilConnected();
    expect(bench.openedPages).toHaveLength(1);
    const agent = bench.simulator.directory.agents.find(({ id }) => id === bench.simulator.ready.userId);
    expect(viewOf(bench)).toMatchObject({
      state: 'signedIn',
      userName: agent?.name,
      kept: { kind: 'keychain' },
      endsSoon: null,
    });
    expect(bench.stored).toMatchObject({ signedIn: true, account: bench.account() });

    const id = await bench.conversation('Hello?');
    expect(bench.row(id)).toMatchObject({ customer: 'Jane', unread: 1, lastText: 'Hello?' });

    await bench.restart();
    await bench.untilConnected();
    expect(bench.openedPages).toHaveLength(1);
    expect(viewOf(bench).state).toBe('signedIn');
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('that was refused says so, and can be tried again', async () => {
    const bench = new ApplicationBench({ simulator: { signIn: 'refuse' } });
    void bench.signIn();
    await bench.until(() => viewOf(bench).state === 'signedOut', 'refused');
    expect(viewOf(bench)).toMatchObject({ error: { code: 'signIn.refused' } });
    expect(bench.stored.signedIn).toBe(false);
    await bench.stop();
  });

  it('that is cancelled comes to nothing, whatever the browser does later', async () => {
    const bench = new ApplicationBench();
    const { browse } = bench;
    let page = '';
    bench.browse = (url) => {
      page = url;
      return Promise.resolve();
    };
    const signingIn = bench.signIn();
    await bench.until(() => page !== '', 'the browser is open');
    await bench.application.handlers.cancelSignIn(null);
    expect(viewOf(bench)).toMatchObject({ state: 'signedOut', error: null });
    await signingIn;
    await expect(browse(page)).rejects.toThrow();
    await bench.clock.advance(10_000);
    expect(viewOf(bench).state).toBe('signedOut');
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('that is begun anew ends the one before, and is not ended with it', async () => {
    const bench = new ApplicationBench();
    const { browse } = bench;
    bench.browse = () => new Promise(() => undefined);
    const first = bench.signIn();
    await bench.until(() => bench.openedPages.length === 1, 'the browser is open');
    bench.browse = (url) => bench.clock.advance(0).then(() => browse(url));
    const second = bench.signIn();
    await first;
    expect(viewOf(bench).state).toBe('signingIn');
    await bench.until(() => viewOf(bench).state === 'signedIn', 'signed in');
    await second;
    await bench.stop();
  });

  it('without a browser says what to look at', async () => {
    const bench = new ApplicationBench();
    bench.browse = () => Promise.reject(new Error('xdg-open https://…'));
    await bench.signIn();
    expect(viewOf(bench)).toMatchObject({ state: 'signedOut', error: { code: 'signIn.failed' } });
    expect(JSON.stringify(viewOf(bench))).toContain('default browser');
    await bench.stop();
  });

  it('takes the domain out of whatever was pasted, and keeps nothing else of it', async () => {
    const bench = new ApplicationBench();
    bench.browse = () => new Promise(() => undefined);
    void bench.signIn({
      address: ' https://apps.mypurecloud.de/directory/#/x?access_token=abcdef ',
      clientId: ' some-client ',
    });
    await bench.clock.advance(100);
    expect(viewOf(bench).account).toMatchObject({ address: 'mypurecloud.de', clientId: 'some-client' });
    await bench.until(() => bench.openedPages.length > 0, 'the browser is open');
    expect(bench.openedPages[0]).toContain('https://login.mypurecloud.de/oauth/authorize?');
    expect(bench.openedPages[0]).not.toContain('abcdef');
    await bench.stop();
  });

  it.each([
    { change: { address: 'user@mypurecloud.de' }, code: 'address' },
    { change: { address: '' }, code: 'address' },
    { change: { address: 'http://10.0.0.1:8080' }, code: 'address' },
    { change: { clientId: '  ' }, code: 'clientId' },
  ])('asks nobody where $change cannot be', async ({ change, code }) => {
    const bench = new ApplicationBench();
    await bench.signIn(change);
    expect(viewOf(bench)).toMatchObject({ state: 'signedOut', error: { code } });
    expect(bench.openedPages).toEqual([]);
    expect(bench.simulator.record.requests).toEqual([]);
    await bench.stop();
  });
});

describe('signing in with client credentials', () => {
  it('takes a pasted secret, keeps it in the keychain alone, and takes it up again', async () => {
    const bench = new ApplicationBench();
    const { clientSecret } = bench.simulator.ready;
    void bench.signIn({ ...withSecret, clientSecret: ` ${clientSecret}\n` });
    await bench.untilConnected();
    expect(viewOf(bench)).toMatchObject({ state: 'signedIn', userName: null, kept: { kind: 'keychain' } });
    await bench.restart();
    await bench.untilConnected();
    expect(bench.files.join('\n')).not.toContain(clientSecret);
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('with a wrong secret is refused before any socket opens, with a plain reason and a code', async () => {
    const bench = new ApplicationBench();
    void bench.signIn({ ...withSecret, clientSecret: 'not-the-secret-0123456789' });
    await bench.until(() => viewOf(bench).state === 'signedOut', 'refused');
    const view = viewOf(bench);
    expect(view).toMatchObject({ error: { code: 'credentialsRejected' } });
    expect(JSON.stringify(view)).toMatch(/Check the client id/u);
    expect(JSON.stringify(view)).not.toContain('not-the-secret');
    expect(bench.sockets.size).toBe(0);
    expect(bench.stored.signedIn).toBe(false);
    await bench.stop();
  });

  it('where the service is ill: another try is offered, not another secret', async () => {
    const bench = new ApplicationBench();
    bench.simulator.steering.fault({
      kind: 'tokenStatus',
      status: 503,
      times: 100,
      retryAfter: null,
      html: true,
    });
    void bench.signIn({ ...withSecret, clientSecret: bench.simulator.ready.clientSecret });
    await bench.until(() => viewOf(bench).state === 'signedOut', 'failed');
    expect(viewOf(bench)).toMatchObject({ error: { code: 'signIn.failed' } });
    expect(JSON.stringify(viewOf(bench))).toContain('Try again.');
    await bench.stop();
  });

  it('without a secret asks for it', async () => {
    const bench = new ApplicationBench();
    await bench.signIn({ ...withSecret, clientSecret: '  ' });
    expect(viewOf(bench)).toMatchObject({ error: { code: 'clientSecret' } });
    await bench.stop();
  });

  it('on channels watches the queues that were chosen, and says so where there is none', async () => {
    const bench = new ApplicationBench();
    void bench.signIn(watched(bench));
    await bench.until(() => bench.connection.state === 'blocked', 'blocked');
    expect(bench.connection).toMatchObject({ code: 'nothingPermitted', headline: 'Nothing to watch' });
    const queue = bench.simulator.directory.queues[0];
    if (queue === undefined) throw new Error('no queue');
    await bench.application.handlers.setWatch({ ...bench.stored.watch, queues: [queue] });
    await bench.application.handlers.retryConnection(null);
    await bench.untilConnected();
    bench.simulator.steering.start({ queueId: queue.id, text: 'Anybody?' });
    await bench.clock.advance(3_000);
    expect(bench.toasts).toHaveLength(1);
    await bench.stop();
  });
});

describe('a keychain', () => {
  it.each(['locked', 'unavailable'] as const)(
    'that is %s lets a sign-in hold for this run, and says why',
    async (kind) => {
      const bench = new ApplicationBench({ secrets: troubledSecrets(kind) });
      void bench.signIn();
      await bench.untilConnected();
      expect(viewOf(bench)).toMatchObject({
        state: 'signedIn',
        kept: { kind: 'thisRunOnly', reason: `The keyring is ${kind}. Unlock or install it.` },
      });
      await bench.stop();
    },
  );

  it.each(['browser', 'clientCredentials'] as const)(
    'that is locked at the start is named (%s)',
    async (method) => {
      const bench = new ApplicationBench({ secrets: troubledSecrets('locked') });
      bench.stored = { ...bench.stored, account: { ...bench.account(), method }, signedIn: true };
      await bench.restart();
      await bench.clock.advance(100);
      expect(viewOf(bench)).toMatchObject({ state: 'signedOut', error: { code: 'keychain.locked' } });
      await bench.stop();
    },
  );

  it('that does not forget at signing out is named', async () => {
    const memory = memorySecretStore();
    const secrets: SecretStore = { ...memory, delete: (entry) => troubledSecrets('locked').delete(entry) };
    const bench = await ApplicationBench.connected({ secrets });
    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(10_000);
    await signingOut;
    expect(viewOf(bench)).toMatchObject({ state: 'signedOut', error: { code: 'keychain.locked' } });
    expect(JSON.stringify(viewOf(bench))).toContain('still in the keychain');
    await bench.stop();
  });
});

describe('a sign-in that is cancelled while the keychain is being asked', () => {
  it.each(['browser', 'clientCredentials'] as const)('leaves nothing behind (%s)', async (method) => {
    const memory = memorySecretStore();
    const stored: string[] = [];
    let goOn: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (goOn = resolve));
    const secrets: SecretStore = {
      ...memory,
      set: async (entry, secret) => {
        stored.push(entry);
        await asked;
        return memory.set(entry, secret);
      },
    };
    const bench = new ApplicationBench({ secrets });
    const { clientSecret } = bench.simulator.ready;
    const signingIn = bench.signIn({ method, clientSecret });
    await bench.until(() => stored.length === 1, 'the keychain is asked');
    await bench.application.handlers.cancelSignIn(null);
    goOn();
    await bench.clock.advance(10_000);
    await signingIn;
    expect(viewOf(bench)).toMatchObject({ state: 'signedOut', error: null });
    expect(await memory.get(stored[0] ?? '')).toEqual({ kind: 'missing' });
    expect(bench.simulator.record.requests.some(({ method: how }) => how === 'DELETE')).toBe(
      method === 'browser',
    );
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });
});

describe('a keychain that refuses to forget', () => {
  it('says nothing any more once somebody has signed in again', async () => {
    const memory = memorySecretStore();
    let goOn: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (goOn = resolve));
    const secrets: SecretStore = {
      ...memory,
      delete: async (entry) => {
        await asked;
        return troubledSecrets('locked').delete(entry);
      },
    };
    const bench = await ApplicationBench.connected({ secrets });
    const signingOut = bench.application.handlers.signOut(null);
    void bench.signIn();
    await bench.until(() => viewOf(bench).state === 'signedIn', 'signed in');
    goOn();
    await bench.clock.advance(10_000);
    await signingOut;
    expect(viewOf(bench)).toMatchObject({ state: 'signedIn', endsSoon: null });
    expect(
      bench.changes.some(({ signIn }) => JSON.stringify(signIn ?? null).includes('still in the keychain')),
    ).toBe(false);
    await bench.stop();
  });
});

describe('signing out', () => {
  it('revokes, forgets and wipes', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('My card number is 1234');
    await bench.application.handlers.muteConversation({ id, muted: true });
    bench.windowIsSilent();
    const other = await bench.conversation();
    bench.simulator.steering.message(other, 'a second');
    await bench.clock.advance(100);
    expect(bench.journal.entries.size).toBe(1);

    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(10_000);
    await signingOut;
    const { accessToken, clientId } = bench.simulator.ready;
    expect(bench.simulator.record.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      path: '/api/v2/tokens/me',
      status: 200,
    });
    expect(await bench.secrets.get(`session ${clientId} 127.0.0.1:4040`)).toEqual({ kind: 'missing' });
    expect(bench.application.view()).toMatchObject({
      signIn: { state: 'signedOut', error: null },
      conversations: [],
      connection: { state: 'signedOut', gaps: [] },
    });
    expect(bench.window.conversations.size).toBe(0);
    expect(bench.stored).toMatchObject({ signedIn: false, muted: [], unwatched: [] });
    expect(bench.deliveries).toEqual([]);
    expect(bench.journal.entries.size).toBe(0);
    expect(bench.tray).toMatchObject({ icon: 'signedOut', unread: 0, signedIn: false });
    expect(bench.files.at(-1)).not.toContain(accessToken);
    // What was on the screen is taken away, and nothing comes any more.
    const shown = bench.screen.calls.length;
    await bench.clock.advance(60_000);
    expect(bench.screen.calls).toHaveLength(shown);
    expect(bench.screen.calls.filter(({ what }) => what === 'closeInWindow').length).toBeGreaterThan(0);
    await bench.restart();
    await bench.clock.advance(1_000);
    expect(bench.connection.state).toBe('signedOut');
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('drops what waits for its text', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.simulator.steering.fault({ kind: 'restHang', path: '/conversations/messages/', times: 100 });
    bench.simulator.steering.message(id, 'secret');
    await bench.clock.advance(200);
    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(60_000);
    await signingOut;
    expect(bench.toasts).toEqual([]);
    expect(bench.journal.entries.size).toBe(0);
    await bench.stop();
  });
});

describe('signing in again', () => {
  it('is asked for when the sign-in has ended; what was missed meanwhile alerts, once', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('before');
    bench.simulator.steering.fault({ kind: 'revokeToken' });
    await bench.until(() => bench.connection.state === 'blocked', 'blocked');
    expect(bench.connection).toMatchObject({ headline: 'Sign in again', action: 'signIn' });
    expect(bench.tray.icon).toBe('blocked');
    const missed = await bench.message(id, 'while signed out');
    void bench.signIn();
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.delivery(missed)).toMatchObject({ missed: true, fate: { kind: 'handedOver' } });
    expect(bench.row(id).unread).toBe(2);
    expect(bench.toasts).toHaveLength(2);
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('that is cancelled or refused leaves the sign-in that holds, and says so', async () => {
    const bench = await ApplicationBench.connected();
    const { browse } = bench;
    bench.browse = () => new Promise(() => undefined);
    const signingIn = bench.signIn();
    await bench.clock.advance(10);
    expect(viewOf(bench).state).toBe('signingIn');
    await bench.application.handlers.cancelSignIn(null);
    await signingIn;
    expect(viewOf(bench)).toMatchObject({ state: 'signedIn', endsSoon: null });
    const { name } = bench.simulator.directory.agents[0] ?? { name: '' };
    expect(viewOf(bench)).toMatchObject({ userName: name });

    bench.browse = browse;
    await bench.signIn({ address: 'nowhere at all' });
    expect(viewOf(bench)).toMatchObject({ state: 'signedIn', account: bench.account() });
    expect(JSON.stringify(viewOf(bench))).toContain('You were not signed in again.');
    expect(bench.connection.state).toBe('connected');
    await bench.stop();
  });

  /** From now on it is somebody else who signs in. */
  function asOther(bench: ApplicationBench): string {
    const other = bench.simulator.directory.agents.find(({ id }) => id !== bench.simulator.ready.userId);
    if (other === undefined) throw new Error('no other agent');
    const { browse } = bench;
    bench.browse = (url) => browse(`${url}&user=${other.id}`);
    return other.name;
  }

  function userName(bench: ApplicationBench): string | null {
    const view = viewOf(bench);
    return view.state === 'signedIn' ? view.userName : null;
  }

  it.each(['connected', 'ended', 'ended, and nobody says at once who it is'])(
    'of another person takes away all that the first one saw (%s)',
    async (how) => {
      const bench = await ApplicationBench.connected();
      const id = await bench.conversation('for the first');
      await bench.application.handlers.muteConversation({ id, muted: true });
      if (how !== 'connected') {
        bench.simulator.steering.fault({ kind: 'revokeToken' });
        await bench.until(() => bench.connection.state === 'blocked', 'blocked');
      }
      const name = asOther(bench);
      if (how.includes('nobody')) {
        bench.simulator.steering.fault({
          kind: 'restStatus',
          path: '/users/me',
          status: 503,
          times: 1,
          retryAfter: null,
          html: false,
        });
      }
      void bench.signIn();
      await bench.until(() => userName(bench) === name, 'the other person');
      await bench.untilConnected();
      await bench.clock.advance(5_000);
      expect(bench.window.conversations.has(id)).toBe(false);
      expect(bench.deliveries).toEqual([]);
      expect(bench.stored).toMatchObject({ signedIn: true, muted: [] });
      await bench.message(id, 'still for the first');
      expect(bench.toasts).toEqual(['Jane: for the first']);
      expect(bench.sockets.size).toBe(1);
      expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
    },
  );

  it('while connected keeps the connection, the list and the name', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('unread');
    const { since } = bench.connection;
    const before = viewOf(bench);
    const signingIn = bench.signIn();
    await bench.until(() => bench.openedPages.length === 1 && viewOf(bench).state === 'signedIn', 'again');
    await signingIn;
    await bench.clock.advance(1_000);
    expect(bench.connection).toMatchObject({ state: 'connected', since });
    expect(bench.row(id).unread).toBe(1);
    expect(viewOf(bench)).toEqual(before);
    await bench.stop();
  });

  it('and out before it is known who it is stays signed out', async () => {
    const bench = await ApplicationBench.connected();
    bench.simulator.steering.fault({ kind: 'restDelay', path: '/users/me', ms: 10_000, times: 1 });
    void bench.signIn();
    await bench.until(() => bench.openedPages.length === 1 && viewOf(bench).state === 'signedIn', 'again');
    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(30_000);
    await signingOut;
    expect(bench.connection.state).toBe('signedOut');
    await bench.application.handlers.openInGenesys({ id: 'anything' });
    expect(bench.openedExternally).toEqual([]);
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('with another client forgets what the keychain held of the first', async () => {
    const bench = await ApplicationBench.connected();
    const { clientId, clientSecret } = bench.simulator.ready;
    void bench.signIn({ ...withSecret, clientSecret });
    await bench.until(() => viewOf(bench).account.protocol === 'direct', 'asked');
    await bench.until(() => viewOf(bench).state === 'signedIn', 'signed in');
    await bench.clock.advance(10_000);
    expect(await bench.secrets.get(`session ${clientId} 127.0.0.1:4040`)).toEqual({ kind: 'missing' });
    expect(bench.connection.state).toBe('connected');
    expect(bench.sockets.size).toBe(1);
    await bench.stop();
  });
});
