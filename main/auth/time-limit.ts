import type { Clock } from '../effects/clock.ts';

/** What work under a time limit came to. */
export type Limited<T> =
  | { kind: 'done'; value: T }
  | { kind: 'failed'; error: unknown }
  | { kind: 'timedOut' }
  | { kind: 'aborted' };

/**
 * Runs `work`, but waits for it no longer than the limit. Never rejects.
 * @param limitMs how long to wait, in ms.
 * @param signal ends the waiting early; null where nothing can.
 * @param work is given a signal that is aborted when the waiting ends. Work that cannot be stopped may go on; what it
 * comes to then is dropped.
 */
export function withTimeLimit<T>(
  clock: Clock,
  limitMs: number,
  signal: AbortSignal | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Limited<T>> {
  if (signal?.aborted === true) return Promise.resolve({ kind: 'aborted' });
  return new Promise((resolve) => {
    const inner = new AbortController();
    const settle = (outcome: Limited<T>) => {
      timer.cancel();
      signal?.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const abort = () => {
      settle({ kind: 'aborted' });
      inner.abort();
    };
    const timer = clock.after(limitMs, () => {
      settle({ kind: 'timedOut' });
      inner.abort();
    });
    signal?.addEventListener('abort', abort, { once: true });
    const started = async () => work(inner.signal);
    started().then(
      (value) => {
        settle({ kind: 'done', value });
      },
      (error: unknown) => {
        settle({ kind: 'failed', error });
      },
    );
  });
}
