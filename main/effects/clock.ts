/** A timer that is under way; cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/** Time, passed in so that tests own it. All values are milliseconds. */
export interface Clock {
  /** The wall clock: ms since 1970. Only for what a person reads; it may jump. */
  now(): number;
  /** A clock that never goes back. For every duration and deadline. */
  monotonic(): number;
  /** Calls `run` once, after `ms`. */
  after(ms: number, run: () => void): Timer;
}

/** setTimeout fires at once when it is given more than 2^31-1 ms. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timeout = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_TIMEOUT_MS));
    return {
      cancel: () => {
        clearTimeout(timeout);
      },
    };
  },
};

/** Resolves after `ms`, or as soon as `signal` is aborted; never rejects. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = () => {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });
}
