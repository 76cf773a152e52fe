/** Calls back once, after `ms`; the answer cancels it. */
export interface Timers {
  after(ms: number, run: () => void): { cancel(): void };
}

/** What is on the screen decides how often the time is told anew. */
export type Pace = 'seconds' | 'halfMinutes' | 'stopped';

const INTERVALS_MS: Record<Exclude<Pace, 'stopped'>, number> = { seconds: 1_000, halfMinutes: 30_000 };

/** A clock for words such as `5 min`: it tells the time at a pace, and not at all while nobody can see it. */
export class Ticking {
  readonly #timers: Timers;
  readonly #tick: () => void;
  #pace: Pace = 'stopped';
  #timer: { cancel(): void } | null = null;

  constructor(timers: Timers, tick: () => void) {
    this.#timers = timers;
    this.#tick = tick;
  }

  /** Sets the pace. A new one tells the time at once, so that nothing stale stays on the screen. */
  setPace(pace: Pace): void {
    if (pace === this.#pace) return;
    this.#pace = pace;
    this.#timer?.cancel();
    this.#timer = null;
    if (pace === 'stopped') return;
    this.#tick();
    this.#next(INTERVALS_MS[pace]);
  }

  #next(intervalMs: number): void {
    this.#timer = this.#timers.after(intervalMs, () => {
      this.#tick();
      this.#next(intervalMs);
    });
  }
}

export const windowTimers: Timers = {
  after(ms, run) {
    const id = setTimeout(run, ms);
    return {
      cancel: () => {
        clearTimeout(id);
      },
    };
  },
};
