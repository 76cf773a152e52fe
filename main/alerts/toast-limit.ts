/** In so long a time … A toast may come 100 ms after it was counted. */
const WINDOW_MS = 10_000 + 100;

/** … at most so many toasts come one by one; further messages are counted in one that stands for them. */
const MOST_TOASTS = { own: 5, queue: 1 } as const;

/** When toasts were shown, by the kind of conversation; monotonic, ms. */
export interface ToastHistory {
  own: readonly number[];
  queue: readonly number[];
}

export const noToasts: ToastHistory = { own: [], queue: [] };

/**
 * Whether one more toast may be shown for a message of its own. A watched queue brings more than a person can read:
 * its messages are counted in a summary after the first.
 */
export function mayShowToast(history: ToastHistory, kind: keyof ToastHistory, now: number): boolean {
  return recent(history[kind], now).length < MOST_TOASTS[kind];
}

/** The history with one more toast. */
export function withToast(history: ToastHistory, kind: keyof ToastHistory, now: number): ToastHistory {
  return { ...history, [kind]: [...recent(history[kind], now), now] };
}

function recent(times: readonly number[], now: number): readonly number[] {
  return times.filter((at) => now - at < WINDOW_MS);
}
