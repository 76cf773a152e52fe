import type { Clock } from '../effects/clock.ts';

/** The service's time as one answer told it. All values in ms. */
interface Reading {
  /** Our monotonic clock when the answer came. */
  at: number;
  /** The answer's `Date`, ms since 1970. It is cut to the second and was written before the answer came. */
  date: number;
}

/** What is known of the service's time: the readings that could still be the best bound, oldest (and best) first. */
export type ServiceTime = readonly Reading[];

/** A server with a wrong clock, or a sleep that a monotonic clock missed, spoils the estimate no longer than this. */
const REMEMBERED_MS = 60 * 60_000;

/** How much faster than true time our monotonic clock may run: NTP slews by 500 ppm at most. */
const FASTEST_DRIFT = 0.0005;

/**
 * Adds what a `Date` header says.
 * @param header the header's value; null, or one that is no HTTP date, adds nothing.
 * @param at our monotonic clock when the answer came, in ms.
 */
export function learnServiceTime(known: ServiceTime, header: string | null, at: number): ServiceTime {
  const recent = known.filter((reading) => at - reading.at < REMEMBERED_MS);
  const date = readHttpDate(header);
  if (date === null) return recent;
  const reading = { at, date };
  // A reading that is older and no better will never be the best again.
  return [...recent.filter((earlier) => boundFrom(earlier, at) > boundFrom(reading, at)), reading];
}

/**
 * The latest moment that the service's clock has certainly passed, in ms since 1970; null where nothing is known.
 * @param at our monotonic clock, in ms.
 */
export function serviceTimeBound(known: ServiceTime, at: number): number | null {
  const best = known.find((reading) => at - reading.at < REMEMBERED_MS);
  return best === undefined ? null : boundFrom(best, at);
}

/** Tells the service's time from the `Date` headers of its answers. Our own wall clock plays no part: it may be wrong. */
export class ServiceClock {
  readonly #clock: Clock;
  #known: ServiceTime = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the `Date` header of an answer that has just come. */
  learn(header: string | null): void {
    this.#known = learnServiceTime(this.#known, header, this.#clock.monotonic());
  }

  /**
   * The service's time in ms since 1970, never later than its own clock says and usually less than a second and the
   * answer's way behind it; null before the first answer and after an hour without one.
   */
  now(): number | null {
    return serviceTimeBound(this.#known, this.#clock.monotonic());
  }
}

/** Reads an HTTP date (RFC 9110 §5.6.7) into ms since 1970; null for anything else that `Date.parse` would take. */
export function readHttpDate(header: string | null): number | null {
  if (header === null || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), .* GMT$/.test(header)) return null;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : date;
}

function boundFrom(reading: Reading, at: number): number {
  return reading.date + Math.max(0, at - reading.at) * (1 - FASTEST_DRIFT);
}
