/** A new set has room for this many fingerprints; a power of two. */
const FIRST_SLOTS = 1_024;

/**
 * Remembers texts by 64-bit fingerprints: 16 to 32 bytes each, nothing for the garbage collector to follow, and none of
 * the text itself is kept. Two of a million texts have the same one with a chance of 1 in 37 million.
 */
export class FingerprintSet {
  /** Pairs of halves, at the place that the first half tells or after it; an empty place holds zeros. */
  #slots = new Uint32Array(2 * FIRST_SLOTS);
  #size = 0;

  has(text: string): boolean {
    if (this.#size === 0) return false;
    const { high, low } = fingerprintOf(text);
    return !this.#isEmptyAt(this.#find(high, low));
  }

  /** Adds a text. @returns whether it is new. */
  add(text: string): boolean {
    const { high, low } = fingerprintOf(text);
    const at = this.#find(high, low);
    if (!this.#isEmptyAt(at)) return false;
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
    this.#size += 1;
    // Half of the places stay empty, so that a search is short.
    if (this.#size * 4 > this.#slots.length) this.#grow();
    return true;
  }

  /** Where a fingerprint is, or would be put. */
  #find(high: number, low: number): number {
    const slots = this.#slots;
    const last = slots.length - 2;
    let at = (high * 2) & last;
    while (!(slots[at] === high && slots[at + 1] === low) && !this.#isEmptyAt(at)) at = (at + 2) & last;
    return at;
  }

  #isEmptyAt(at: number): boolean {
    return this.#slots[at] === 0 && this.#slots[at + 1] === 0;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (let from = 0; from < before.length; from += 2) {
      const high = before[from] ?? 0;
      const low = before[from + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      const at = this.#find(high, low);
      this.#slots[at] = high;
      this.#slots[at + 1] = low;
    }
  }
}

/** Two multiplicative hashes with different factors, mixed at the end (the finaliser of MurmurHash3). Never all zeros. */
function fingerprintOf(text: string): { high: number; low: number } {
  let high = 0x2545_f491;
  let low = 0x41c6_ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e37_79b1);
    low = Math.imul(low ^ unit, 0x5f35_6495);
  }
  return { high: mix(high), low: mix(low ^ (high >>> 15)) || 1 };
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
