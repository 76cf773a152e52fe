import type { ServiceTime } from '../service-time.ts';
import type { Faults } from '../steering/faults.ts';
import { ApiError } from './error-body.ts';

const windowMs = 60_000;

/** Requests per minute and token (docs/genesys-cloud.md §3.3). */
export class RateLimits {
  readonly #time: ServiceTime;
  readonly #faults: Faults;
  readonly #allowed: number;
  readonly #windows = new Map<string, { start: number; count: number }>();

  /** @param allowed requests per minute. */
  constructor(time: ServiceTime, faults: Faults, allowed: number) {
    this.#time = time;
    this.#faults = faults;
    this.#allowed = allowed;
  }

  /** Counts one request; throws a 429 over the limit. @param tokenValue null: a request without a valid token. */
  count(tokenValue: string | null): void {
    if (tokenValue === null) return;
    const window = this.#window(tokenValue);
    window.count += 1;
    if (window.count <= this.#allowed) return;
    const seconds = String(this.#secondsLeft(window.start));
    throw new ApiError(
      429,
      'too.many.requests',
      `Rate limit exceeded the maximum. Retry the request in [${seconds}] seconds`,
      {},
      { 'retry-after': seconds },
    );
  }

  headers(tokenValue: string | null): Record<string, string> {
    const { start, count } =
      tokenValue === null ? { start: this.#time.now(), count: 0 } : this.#window(tokenValue);
    const reported = this.#faults.rateHeaders ?? {
      count,
      allowed: this.#allowed,
      reset: this.#secondsLeft(start),
    };
    return {
      'inin-ratelimit-count': String(reported.count),
      'inin-ratelimit-allowed': String(reported.allowed),
      'inin-ratelimit-reset': String(reported.reset),
    };
  }

  #window(tokenValue: string): { start: number; count: number } {
    const now = this.#time.now();
    const known = this.#windows.get(tokenValue);
    if (known !== undefined && now - known.start < windowMs) return known;
    const window = { start: now, count: 0 };
    this.#windows.set(tokenValue, window);
    return window;
  }

  #secondsLeft(start: number): number {
    return Math.max(1, Math.ceil((start + windowMs - this.#time.now()) / 1_000));
  }
}
