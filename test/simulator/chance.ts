/** Reproducible chance: the same seed gives the same draws (mulberry32). */
export class Chance {
  #state: number;

  /** @param seed any number; only its lower 32 bits count. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    return this.#draw() / 4_294_967_296;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** True in `share` of all draws; `share` is in [0, 1]. */
  happens(share: number): boolean {
    return this.next() < share;
  }

  /** One of `list`; throws on an empty list. */
  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError('Nothing to pick from.');
    return item;
  }

  /** An id in the form of a version 4 UUID. */
  uuid(): string {
    const hex = this.hex(32);
    const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** `length` hexadecimal digits. */
  hex(length: number): string {
    let digits = '';
    while (digits.length < length) digits += this.#draw().toString(16).padStart(8, '0');
    return digits.slice(0, length);
  }

  /** A stream of its own, so that draws for one purpose do not shift those for another. */
  static stream(seed: number, purpose: string): Chance {
    let hash = seed >>> 0;
    for (const character of purpose) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0;
    }
    return new Chance(hash);
  }

  #draw(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
