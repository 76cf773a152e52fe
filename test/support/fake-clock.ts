import type { Clock, Timer } from '../../main/effects/clock.ts';

interface Pending {
  at: number;
  order: number;
  run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  readonly #start: number;
  #elapsed = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  /** @param start the wall clock's first reading, ms since 1970. */
  constructor(start = Date.UTC(2026, 0, 5, 10, 0, 0)) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, run: () => void): Timer {
    const pending = { at: this.#elapsed + Math.max(0, ms), order: this.#order++, run };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** How many timers are waiting: a leak shows here. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** When the next timer is due, as a monotonic time; null when none is waiting. */
  get nextDue(): number | null {
    return this.#next()?.at ?? null;
  }

  /** Moves time on by `ms`, firing each timer at its own moment and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#elapsed = next.at;
      this.#pending.delete(next);
      next.run();
      await settle();
    }
    this.#elapsed = end;
    await settle();
  }

  #next(): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (
        first === undefined ||
        pending.at < first.at ||
        (pending.at === first.at && pending.order < first.order)
      ) {
        first = pending;
      }
    }
    return first;
  }
}

/** Lets everything that is already resolved run to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
