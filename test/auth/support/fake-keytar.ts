import type { Keytar } from '../../../main/auth/keytar.ts';

/**
 * A keychain as keytar shows it. `locked` is that of a Linux desktop without a dialog (seen with gnome-keyring 42):
 * null for reading, false for deleting, an error for writing.
 */
export class FakeKeytar {
  readonly entries = new Map<string, string>();
  readonly calls: string[] = [];
  isLocked = false;
  /** Rejects every call. */
  failure: Error | null = null;
  /** Holds every call back until it is resolved. */
  gate: Promise<void> = Promise.resolve();
  /** How many calls are under way now, and were at most. */
  running = 0;
  mostRunning = 0;

  readonly keytar = {
    getPassword: (service, account) =>
      this.#call(`get ${account}`, () =>
        this.isLocked ? null : (this.entries.get(`${service}/${account}`) ?? null),
      ),
    setPassword: (service, account, password) =>
      this.#call(`set ${account}`, () => {
        if (this.isLocked) throw new Error('Cannot create an item in a locked collection');
        this.entries.set(`${service}/${account}`, password);
      }),
    deletePassword: (service, account) =>
      this.#call(`delete ${account}`, () => !this.isLocked && this.entries.delete(`${service}/${account}`)),
  } satisfies Keytar;

  async #call<T>(name: string, act: () => T): Promise<T> {
    this.calls.push(name);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      await this.gate;
      if (this.failure !== null) throw this.failure;
      return act();
    } finally {
      this.running -= 1;
    }
  }
}
