/** Up to here, going through a list is as fast as an index, and takes no memory. */
const SHORT = 64;

/**
 * The ids of the messages that are known of a conversation, in the order in which they became known. A list, since
 * pictures repeat them in that order: most are recognised by their place. Never changed: adding makes another one.
 */
export class SeenIds implements Iterable<string> {
  static readonly none = new SeenIds([], 0);
  readonly size: number;
  /** Shared with those that were made from this one by adding: only the first `size` are its own. */
  readonly #ids: string[];
  #index: ReadonlySet<string> | null = null;

  private constructor(ids: string[], size: number) {
    this.#ids = ids;
    this.size = size;
  }

  /** The id at a place; undefined after the last one. */
  at(place: number): string | undefined {
    return place < this.size ? this.#ids[place] : undefined;
  }

  has(id: string): boolean {
    if (this.size > SHORT) return (this.#index ??= new Set(this)).has(id);
    const place = this.#ids.indexOf(id);
    return place >= 0 && place < this.size;
  }

  /** These ids and more. @param ids none of which is here yet. */
  with(ids: readonly string[]): SeenIds {
    if (ids.length === 0) return this;
    // The newest one goes on in the same list; an older one must not change what the newer ones hold.
    const list = this.size > 0 && this.#ids.length === this.size ? this.#ids : this.#ids.slice(0, this.size);
    for (const id of ids) list.push(id);
    return new SeenIds(list, this.size + ids.length);
  }

  *[Symbol.iterator](): Generator<string> {
    for (let place = 0; place < this.size; place += 1) {
      const id = this.#ids[place];
      if (id !== undefined) yield id;
    }
  }
}
