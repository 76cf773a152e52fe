/** How long a key is remembered at least, in ms. */
const REMEMBERED_MS = 3_600_000;

/** Remembers keys for an hour or two, in two generations, so that forgetting costs nothing per key. */
export class RecentKeys {
  #current = new Set<string>();
  #previous = new Set<string>();
  #since: number;

  /** @param now monotonic, ms. */
  constructor(now: number) {
    this.#since = now;
  }

  /** Adds a key. @returns whether it is new. @param now monotonic, ms. */
  add(key: string, now: number): boolean {
    if (now - this.#since >= REMEMBERED_MS) {
      this.#previous = this.#current;
      this.#current = new Set();
      this.#since = now;
    }
    if (this.#current.has(key) || this.#previous.has(key)) return false;
    this.#current.add(key);
    return true;
  }
}
