import { setMaxListeners } from 'node:events';
import type { Clock, Timer } from '../effects/clock.ts';
import {
  admitOne,
  decide,
  holdAll,
  learnRateLimit,
  newBudget,
  type BudgetState,
  type RateLimit,
} from './budget-decision.ts';
import type { RestPriority } from './rest.ts';

/** Half of what the service allows one user of one OAuth client (docs/genesys-cloud.md §3.3). */
const DEFAULT_PER_MINUTE = 150;

/** A call that has waited this long moves up one priority, in ms: nothing waits for ever behind a busy one. */
const MOVES_UP_AFTER_MS = 120_000;

const PRIORITIES: readonly RestPriority[] = ['connection', 'reconcile', 'text', 'background'];

/** Leave to send one request. */
export interface Admission {
  /** Its number: which requests an answer's rate limit has counted is told by it. */
  order: number;
}

interface WaitingCall {
  priority: RestPriority;
  since: number;
  admit: (admission: Admission) => void;
}

/**
 * Keeps this program's requests below a number a minute, and slower where others spend the shared allowance. Served by
 * priority, first come first served within one; each priority leaves some to those above it.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #waiting: WaitingCall[] = [];
  #state: BudgetState;
  #timer: Timer | null = null;

  /**
   * @param perMinute the most requests in any 60 seconds.
   * @throws RangeError where `perMinute` is no whole number above 0.
   */
  constructor(clock: Clock, perMinute = DEFAULT_PER_MINUTE) {
    this.#clock = clock;
    this.#state = newBudget(perMinute);
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when a request may be sent, or with null as soon as `signal` is aborted. Never rejects. */
  admit(priority: RestPriority, signal: AbortSignal): Promise<Admission | null> {
    if (signal.aborted) return Promise.resolve(null);
    // Many calls may wait for one owner; Node takes more than ten listeners for a leak and prints a warning.
    setMaxListeners(0, signal);
    return new Promise((resolve) => {
      const call: WaitingCall = {
        priority,
        since: this.#clock.monotonic(),
        admit: (admission) => {
          signal.removeEventListener('abort', leave);
          resolve(admission);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(call), 1);
        resolve(null);
        this.#serve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(call);
      this.#serve();
    });
  }

  /** Takes the rate limit that the answer to an admitted request told. */
  learn(rateLimit: RateLimit, admission: Admission): void {
    this.#state = learnRateLimit(this.#state, rateLimit, admission.order, this.#clock.monotonic());
    this.#serve();
  }

  /** After a 429: admits nothing for `retryAfterMs`; null where the service did not say how long. */
  hold(retryAfterMs: number | null): void {
    this.#state = holdAll(this.#state, retryAfterMs, this.#clock.monotonic());
    this.#serve();
  }

  #serve(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const now = this.#clock.monotonic();
    for (let call = this.#next(now); call !== undefined; call = this.#next(now)) {
      const decision = decide(this.#state, call.priority, now);
      if (decision.kind === 'wait') {
        this.#timer = this.#clock.after(decision.ms, () => {
          this.#serve();
        });
        return;
      }
      this.#waiting.splice(this.#waiting.indexOf(call), 1);
      this.#state = admitOne(this.#state, now);
      call.admit({ order: this.#state.total });
    }
  }

  #next(now: number): WaitingCall | undefined {
    let next: WaitingCall | undefined;
    for (const call of this.#waiting) {
      if (next === undefined || rank(call, now) < rank(next, now)) next = call;
    }
    return next;
  }
}

/** The lower, the sooner. Waiting never makes a call as urgent as the connection. */
function rank(call: WaitingCall, now: number): number {
  const own = PRIORITIES.indexOf(call.priority);
  return own === 0 ? 0 : Math.max(1, own - Math.floor((now - call.since) / MOVES_UP_AFTER_MS));
}
