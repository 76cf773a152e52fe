/** A longer wait than this is taken for a fault: alerts must not stay away for a day because of one header. */
const LONGEST_WAIT_MS = 60 * 60_000;

/**
 * Reads a `Retry-After` header: whole seconds (docs/genesys-cloud.md §3.3) or an HTTP date.
 * @param header the header's value, null where there is none.
 * @param now the wall clock, ms since 1970.
 * @returns how long to wait, in ms, at most an hour; null where the header says nothing that can be used.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS);
}

/** Date.parse takes far more than HTTP dates ("-1", "1.5"); those begin with the day's name. */
function httpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN;
}
