import { describe, expect, it } from 'vitest';
import { deferred } from '../../main/auth/deferred.ts';
import { keychainSecretStore } from '../../main/auth/keychain-secret-store.ts';
import { memorySecretStore } from '../../main/auth/memory-secret-store.ts';
import type { SecretStore } from '../../main/auth/secret-store.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { FakeKeytar } from './support/fake-keytar.ts';

const service = 'Conversation Tray';

function keychain(platform: NodeJS.Platform, fake = new FakeKeytar(), clock = new FakeClock()) {
  return keychainSecretStore({
    service,
    clock,
    platform,
    timeLimitMs: 1000,
    load: () => Promise.resolve(fake.keytar),
  });
}

const stores: [string, () => SecretStore][] = [
  ['memory', memorySecretStore],
  ['the keychain of linux', () => keychain('linux')],
  ['the keychain of darwin', () => keychain('darwin')],
  ['the keychain of win32', () => keychain('win32')],
];

describe.each(stores)('a secret store in %s', (_name, open) => {
  it('finds what was stored last, and nothing once it is deleted', async () => {
    const store = open();
    expect(await store.get('a')).toEqual({ kind: 'missing' });
    expect(await store.set('a', 'one')).toEqual({ kind: 'stored' });
    expect(await store.set('a', 'two')).toEqual({ kind: 'stored' });
    expect(await store.set('b', 'other')).toEqual({ kind: 'stored' });
    expect(await store.get('a')).toEqual({ kind: 'found', secret: 'two' });
    expect(await store.delete('a')).toEqual({ kind: 'deleted' });
    expect(await store.get('a')).toEqual({ kind: 'missing' });
    expect(await store.delete('a')).toEqual({ kind: 'missing' });
    expect(await store.get('b')).toEqual({ kind: 'found', secret: 'other' });
  });

  it('takes calls in the order in which they are made', async () => {
    const store = open();
    const results = await Promise.all([
      store.set('a', 'one'),
      store.get('a'),
      store.delete('a'),
      store.get('a'),
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(['stored', 'found', 'deleted', 'missing']);
  });
});

describe('the keychain', () => {
  it('says "locked" for what a locked Linux keyring calls null and false', async () => {
    const fake = new FakeKeytar();
    const store = keychain('linux', fake);
    await store.set('a', 'kept');
    fake.isLocked = true;
    for (const result of [
      await store.get('a'),
      await store.get('none'),
      await store.set('b', 'x'),
      await store.delete('a'),
    ]) {
      expect(result).toMatchObject({ kind: 'locked' });
    }
    fake.isLocked = false;
    expect(await store.get('a')).toEqual({ kind: 'found', secret: 'kept' });
    expect([...fake.entries.keys()]).toEqual([`${service}/a`]);
  });

  it('leaves no trace of the proof', async () => {
    const fake = new FakeKeytar();
    await keychain('linux', fake).get('none');
    expect(fake.calls).toHaveLength(4);
    expect([...fake.entries.keys()]).toEqual([]);
  });

  it('reads again when proving it open made the person unlock it', async () => {
    const fake = new FakeKeytar();
    const store = keychain('linux', fake);
    await store.set('a', 'kept');
    fake.isLocked = true;
    const { setPassword } = fake.keytar;
    fake.keytar.setPassword = (...argument) => {
      fake.isLocked = false;
      return setPassword(...argument);
    };
    expect(await store.get('a')).toEqual({ kind: 'found', secret: 'kept' });
    fake.isLocked = true;
    expect(await store.delete('a')).toEqual({ kind: 'deleted' });
  });

  it.each(['darwin', 'win32'] as const)('writes no proof on %s, where null is certain', async (platform) => {
    const fake = new FakeKeytar();
    const store = keychain(platform, fake);
    await store.get('a');
    await store.delete('a');
    expect(fake.calls).toEqual(['get a', 'delete a']);
  });

  it.each<[string, NodeJS.Platform, string, string, RegExp]>([
    ['a locked collection', 'linux', 'Cannot create an item in a locked collection', 'locked', /Unlock it/],
    [
      'a macOS keychain that may not ask',
      'darwin',
      'User interaction is not allowed.',
      'locked',
      /macOS keychain/,
    ],
    ['a dialog that was dismissed', 'linux', 'The prompt was dismissed', 'locked', /cancelled/],
    ['no D-Bus', 'linux', 'Cannot autolaunch D-Bus without X11 $DISPLAY', 'unavailable', /no D-Bus/],
    [
      'a bus that is gone',
      'linux',
      'Could not connect: No such file or directory',
      'unavailable',
      /no D-Bus/,
    ],
    [
      'no Secret Service',
      'linux',
      'The name org.freedesktop.secrets was not provided by any .service files',
      'unavailable',
      /Install and start one/,
    ],
    [
      'no collection',
      'linux',
      'Object does not exist at path "/org/freedesktop/secrets/collection/login"',
      'unavailable',
      /never set up/,
    ],
    [
      'what nobody has seen',
      'win32',
      'Element 0x57 is broken.',
      'unavailable',
      /refused: Element 0x57 is broken\. Check/,
    ],
  ])('tells of %s', async (_case, platform, text, kind, message) => {
    const fake = new FakeKeytar();
    fake.failure = new Error(text);
    const store = keychain(platform, fake);
    for (const result of [await store.get('a'), await store.set('a', 'x-secret'), await store.delete('a')]) {
      expect(result).toEqual({ kind, message: expect.stringMatching(message) as unknown });
    }
  });

  it('does not show a secret that an error quotes', async () => {
    const fake = new FakeKeytar();
    fake.failure = new Error('cannot store "x-secret"');
    const result = await keychain('win32', fake).set('a', 'x-secret');
    expect(result.kind).toBe('unavailable');
    expect(JSON.stringify(result)).not.toContain('x-secret');
  });

  it.each([
    ['linux', /libsecret-1-0/],
    ['darwin', /Install it again/],
    ['win32', /Install it again/],
  ] as const)(
    'says what is missing on %s when keytar cannot be loaded, and tries again later',
    async (platform, cure) => {
      const fake = new FakeKeytar();
      let loads = 0;
      const store = keychainSecretStore({
        service,
        clock: new FakeClock(),
        platform,
        load: () =>
          ++loads === 1 ? Promise.reject(new Error('Failed to load')) : Promise.resolve(fake.keytar),
      });
      expect(await store.get('a')).toEqual({
        kind: 'unavailable',
        message: expect.stringMatching(cure) as unknown,
      });
      expect(await store.get('a')).toEqual({ kind: 'missing' });
      await store.get('a');
      expect(loads).toBe(2);
    },
  );
});

describe('a keychain that hangs', () => {
  it('is given up after the limit, one call at a time, and what is to be forgotten is forgotten later', async () => {
    const fake = new FakeKeytar();
    const clock = new FakeClock();
    const store = keychain('linux', fake, clock);
    await store.set('a', 'old');
    await store.set('d', 'doomed');
    expect(store.isWaiting()).toBe(false);
    fake.calls.length = 0;

    const gate = deferred<undefined>();
    fake.gate = gate.promise.then(() => undefined);
    const results = Promise.all([store.get('a'), store.set('a', 'new'), store.delete('d')]);
    await clock.advance(999);
    expect(store.isWaiting()).toBe(true);
    await clock.advance(1);
    const timedOut = { kind: 'timedOut', message: expect.stringContaining('within 1 s') as unknown };
    expect(await results).toEqual([timedOut, timedOut, timedOut]);
    expect(fake.calls).toEqual(['get a']);
    expect(clock.pendingTimers).toBe(0);
    expect(store.isWaiting()).toBe(true);

    gate.resolve(undefined);
    await settle();
    expect(store.isWaiting()).toBe(false);
    expect(fake.calls).toEqual(['get a', 'delete d']);
    expect(fake.mostRunning).toBe(1);
    expect(await store.get('a')).toEqual({ kind: 'found', secret: 'old' });
    expect(await store.get('d')).toEqual({ kind: 'missing' });
  });

  it('counts the loading of the library too', async () => {
    const clock = new FakeClock();
    const store = keychainSecretStore({
      service,
      clock,
      platform: 'linux',
      load: () => new Promise(() => undefined),
    });
    const result = store.get('a');
    await clock.advance(20_000);
    expect(await result).toMatchObject({
      kind: 'timedOut',
      message: expect.stringContaining('within 20 s') as unknown,
    });
  });
});
