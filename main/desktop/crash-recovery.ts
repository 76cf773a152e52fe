import type { Clock, Timer } from '../effects/clock.ts';

const WINDOW_MS = 60_000;
const MOST_RELOADS = 3;

/**
 * Reloads a page that crashed: at once, but after three crashes within a minute only when that minute is over. A page
 * that crashes as it loads would else keep the computer busy for ever.
 */
export class CrashRecovery {
  readonly #clock: Clock;
  readonly #reload: () => void;
  #crashes: readonly number[] = [];
  #timer: Timer | null = null;

  constructor(clock: Clock, reload: () => void) {
    this.#clock = clock;
    this.#reload = reload;
  }

  /** @returns how long the reload waits, in ms. */
  crashed(): number {
    const now = this.#clock.monotonic();
    this.#crashes = [...this.#crashes.filter((at) => now - at < WINDOW_MS), now];
    const [first = now] = this.#crashes;
    const waitMs = this.#crashes.length < MOST_RELOADS ? 0 : first + WINDOW_MS - now;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(waitMs, this.#reload);
    return waitMs;
  }

  /** Ends the timer. */
  stop(): void {
    this.#timer?.cancel();
  }
}
