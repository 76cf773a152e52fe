import type { Clock, Timer } from '../../main/effects/clock.ts';

/** The service's own time: it flows with the injected clock, but does not follow its wall clock's jumps. */
export class ServiceTime {
  readonly #clock: Clock;
  readonly #offset: number;
  readonly #timers = new Set<Timer>();
  #closed = false;

  /** @param aheadMs how far the service's wall clock is ahead of the injected one, in ms. */
  constructor(clock: Clock, aheadMs: number) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic() + aheadMs;
  }

  /** ms since 1970, as the service sees it. */
  now(): number {
    return Math.round(this.#clock.monotonic() + this.#offset);
  }

  /** Calls `run` once after `ms`, unless the simulator is closed before. */
  after(ms: number, run: () => void): Timer {
    if (this.#closed) return { cancel: () => undefined };
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
    return {
      cancel: () => {
        this.#timers.delete(timer);
        timer.cancel();
      },
    };
  }

  /** Cancels every timer; later ones never fire. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}

/** ISO-8601 in UTC, with milliseconds. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
