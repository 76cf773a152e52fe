import type { Clock } from '../effects/clock.ts';
import { keychainNotLoaded, keychainSilent, keychainTrouble } from './keychain-trouble.ts';
import { loadKeytar } from './keytar.ts';
import type { Keytar } from './keytar.ts';
import type {
  SecretDeleteResult,
  SecretReadResult,
  SecretStore,
  SecretStoreTrouble,
} from './secret-store.ts';
import { withTimeLimit } from './time-limit.ts';

/** Long enough to type a password into the dialog that asks for it. */
const TIME_LIMIT_MS = 20_000;

/** Written and removed again to learn whether the keyring is open. */
const PROBE = { account: 'is-it-unlocked', secret: 'yes' };

export interface KeychainOptions {
  /** What the entries are filed under, for example `Conversation Tray`. */
  service: string;
  clock: Clock;
  /** How long a call may take, in ms; 20 s where left out. */
  timeLimitMs?: number;
  load?: () => Promise<Keytar>;
  platform?: NodeJS.Platform;
}

export interface KeychainSecretStore extends SecretStore {
  /**
   * Whether a call is under way. While one hangs, Node does not end, not even by `process.exit`, which waits for the
   * thread (seen with Node 20): whoever must end now has to send SIGKILL to its own process.
   */
  isWaiting(): boolean;
}

/**
 * The system's keychain: macOS keychain, Windows Credential Manager, or the Secret Service of a Linux desktop.
 *
 * Calls are made one at a time, so that a keychain that hangs on a dialog holds one thread of Node's pool and not all
 * four. A call that is still waiting for its turn when its time is up is not made, except for a delete: what is to be
 * forgotten is forgotten as soon as the keychain answers.
 */
export function keychainSecretStore(options: KeychainOptions): KeychainSecretStore {
  const {
    service,
    clock,
    timeLimitMs = TIME_LIMIT_MS,
    load = loadKeytar,
    platform = process.platform,
  } = options;
  const isSecretService = platform !== 'darwin' && platform !== 'win32';
  let loaded: Keytar | null = null;
  let turns: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const call = async <T>(
    when: 'inTime' | 'evenLate',
    secrets: readonly string[],
    work: (keytar: Keytar) => Promise<T>,
  ): Promise<T | SecretStoreTrouble> => {
    const outcome = await withTimeLimit(clock, timeLimitMs, null, (signal) => {
      const turn = turns.then(async () => {
        if (signal.aborted && when === 'inTime') throw new Error('Its time was up.');
        try {
          loaded ??= await load();
        } catch {
          throw new NotLoaded();
        }
        return work(loaded);
      });
      waiting += 1;
      turns = turn
        .catch(() => undefined)
        .finally(() => {
          waiting -= 1;
        });
      return turn;
    });
    switch (outcome.kind) {
      case 'done':
        return outcome.value;
      case 'failed':
        return outcome.error instanceof NotLoaded
          ? keychainNotLoaded(platform)
          : keychainTrouble(platform, outcome.error, secrets);
      case 'timedOut':
      case 'aborted':
        return keychainSilent(platform, timeLimitMs);
    }
  };

  /**
   * libsecret gives null and false for an entry that does not exist as well as for one in a locked keyring (seen with
   * gnome-keyring 42). Writing tells the two apart: a locked keyring refuses it with an error.
   */
  const proveUnlocked = async (keytar: Keytar): Promise<void> => {
    await keytar.setPassword(service, PROBE.account, PROBE.secret);
    await keytar.deletePassword(service, PROBE.account);
  };

  return {
    isWaiting: () => waiting > 0,
    get(account) {
      return call('inTime', [], async (keytar): Promise<SecretReadResult> => {
        let secret = await keytar.getPassword(service, account);
        if (secret === null && isSecretService) {
          await proveUnlocked(keytar);
          // The proof may have made the person unlock it.
          secret = await keytar.getPassword(service, account);
        }
        return secret === null ? { kind: 'missing' } : { kind: 'found', secret };
      });
    },
    set(account, secret) {
      return call('inTime', [secret], async (keytar) => {
        await keytar.setPassword(service, account, secret);
        return { kind: 'stored' };
      });
    },
    delete(account) {
      return call('evenLate', [], async (keytar): Promise<SecretDeleteResult> => {
        let isDeleted = await keytar.deletePassword(service, account);
        if (!isDeleted && isSecretService) {
          await proveUnlocked(keytar);
          isDeleted = await keytar.deletePassword(service, account);
        }
        return { kind: isDeleted ? 'deleted' : 'missing' };
      });
    },
  };
}

/** Loading failed, whatever the reason: keytar hides it. */
class NotLoaded extends Error {}
