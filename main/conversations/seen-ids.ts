/** Up to here, going through a list is as fast as an index, and takes no memory. */
const SHORT = 64;

/**
 * The ids of the messages that are known of a conversation, in the order in which they became known. A list, since
 * pictures repeat them in that order: most are recognised by their place, and adding one copies no hash table.
 * Never changed: adding makes another one.
 */
export class SeenIds implements Iterable<string> {
  static readonly none = new SeenIds([]);
  readonly #ids: readonly string[];
  #index: ReadonlySet<string> | null = null;

  private constructor(ids: readonly string[]) {
    this.#ids = ids;
  }

  get size(): number {
    return this.#ids.length;
  }

  /** The id at a place; undefined after the last one. */
  at(place: number): string | undefined {
    return this.#ids[place];
  }

  has(id: string): boolean {
    if (this.#ids.length <= SHORT) return this.#ids.includes(id);
    return (this.#index ??= new Set(this.#ids)).has(id);
  }

  /** These ids and more. @param ids none of which is here yet. */
  with(ids: readonly string[]): SeenIds {
    return ids.length === 0 ? this : new SeenIds([...this.#ids, ...ids]);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#ids.values();
  }
}
