import type { Clock } from '../effects/clock.ts';

/** How long a 403 is believed, in ms: permissions are given during the day. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * Remembers which texts the person may not read. While nothing could be read at all, one refusal speaks for every
 * conversation. Once something could, it speaks for its own: permissions may differ between divisions.
 */
export class TextRefusals {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();
  #allUntil = -Infinity;
  #anyRead = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isRefused(conversationId: string): boolean {
    const now = this.#clock.monotonic();
    return now < this.#allUntil || now < (this.#until.get(conversationId) ?? -Infinity);
  }

  refused(conversationId: string): void {
    const now = this.#clock.monotonic();
    for (const [id, until] of this.#until) if (until <= now) this.#until.delete(id);
    if (this.#anyRead) this.#until.set(conversationId, now + REMEMBERED_MS);
    else this.#allUntil = now + REMEMBERED_MS;
  }

  read(): void {
    this.#anyRead = true;
    this.#allUntil = -Infinity;
  }
}
