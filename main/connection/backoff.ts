import type { Random } from '../effects/random.ts';

const FIRST_MS = 2_000;
const CAP_MS = 90_000;
const FLOOR_MS = 250;

/** Spreads the programs that were told the same `Retry-After` over a second. */
const RETRY_AFTER_SPREAD_MS = 1_000;

/**
 * How long to wait before the next attempt: exponential from 2 s to 90 s with full jitter, so that a fleet that lost
 * its service together does not come back together. Official clients use the same bounds (docs/genesys-cloud.md §7).
 * @param failures how many attempts have failed in a row; 1 for the first.
 * @param retryAfterMs what the service asked for, which wins; null where it asked for nothing.
 * @returns milliseconds.
 */
export function backoffDelay(failures: number, random: Random, retryAfterMs: number | null): number {
  if (retryAfterMs !== null) return Math.max(FLOOR_MS, retryAfterMs) + random() * RETRY_AFTER_SPREAD_MS;
  const ceiling = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(Math.max(0, failures - 1), 16));
  return Math.max(FLOOR_MS, random() * ceiling);
}
