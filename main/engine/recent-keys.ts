import { FingerprintSet } from './fingerprint-set.ts';

/** How long a key is remembered at least, in ms. */
const REMEMBERED_MS = 3_600_000;

/**
 * Remembers keys for an hour or two, in two generations, so that forgetting costs nothing per key. Only fingerprints
 * are kept: a key may hold the text of a message, and there may be hundreds of thousands.
 */
export class RecentKeys {
  #current = new FingerprintSet();
  #previous = new FingerprintSet();
  #since: number;

  /** @param now monotonic, ms. */
  constructor(now: number) {
    this.#since = now;
  }

  /** Adds a key. @returns whether it is new. @param now monotonic, ms. */
  add(key: string, now: number): boolean {
    if (now - this.#since >= REMEMBERED_MS) {
      this.#previous = this.#current;
      this.#current = new FingerprintSet();
      this.#since = now;
    }
    return !this.#previous.has(key) && this.#current.add(key);
  }
}
