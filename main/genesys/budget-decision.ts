import type { RestPriority } from './rest.ts';

/** How long a request counts, in ms: the service counts by the minute too (docs/genesys-cloud.md §3.3). */
export const WINDOW_MS = 60_000;

/** What an answer's `inin-ratelimit-*` headers say; docs/genesys-cloud.md §3.3. */
export interface RateLimit {
  /** Requests counted in the current period, by everybody who shares the allowance. */
  count: number;
  /** Requests allowed in a period. */
  allowed: number;
  /** How long until the count starts again, in ms. */
  resetMs: number;
}

interface Allowance {
  allowed: number;
  /** What was left for everybody, the answer's request counted. */
  left: number;
  /** The number of the answer's request: those admitted after it are not in its count. */
  order: number;
  /** When the answer came. */
  seenAt: number;
  resetAt: number;
}

/** All that a decision is made from. Times are readings of the monotonic clock, in ms. */
export interface BudgetState {
  /** The most requests in any 60 seconds. */
  perMinute: number;
  /** When requests were admitted, oldest first; only those that still count. */
  admitted: readonly number[];
  /** How many requests were admitted since the start: the number of the last one. */
  total: number;
  allowance: Allowance | null;
  /** After a 429: nothing before this moment. */
  heldUntil: number;
  /** The number of the last request before the 429. */
  heldAfter: number;
}

export type BudgetDecision = { kind: 'admit' } | { kind: 'wait'; ms: number };

/** A count starts again within a minute. A `reset` far beyond that is a misunderstanding, and not waited for. */
const LONGEST_RESET_MS = 2 * WINDOW_MS;

/** How long a 429 that does not say so holds everything, in ms. */
const UNTOLD_HOLD_MS = 5_000;

/**
 * The share of our own requests that a priority leaves to those above it: a burst of texts must neither delay finding
 * what was missed, nor that keep a connection from being subscribed.
 */
const LEFT_TO_OTHERS: Record<RestPriority, number> = {
  connection: 0,
  reconcile: 0.1,
  text: 0.3,
  background: 0.3,
};

/** When less than this share of the allowance is left, what is left is spread over the time to the reset. */
const SPREAD_BELOW = 0.25;

/** The share of the allowance that is left to the Genesys UI, which spends from the same one (§3.3). */
const UI_SHARE = 0.1;

/** @param perMinute the most requests in any 60 seconds. @throws RangeError where that is no whole number above 0. */
export function newBudget(perMinute: number): BudgetState {
  if (!Number.isInteger(perMinute) || perMinute < 1) {
    throw new RangeError(`The request budget must be a whole number above 0 a minute, not ${perMinute}.`);
  }
  return { perMinute, admitted: [], total: 0, allowance: null, heldUntil: -Infinity, heldAfter: 0 };
}

/**
 * Whether a request of this priority may be sent now, or how long (ms) nothing can change by itself. `connection` is
 * never told to wait longer than the others.
 * @param now the monotonic clock, in ms.
 */
export function decide(state: BudgetState, priority: RestPriority, now: number): BudgetDecision {
  const at = Math.max(
    now,
    state.heldUntil,
    windowOpensAt(state, priority, now),
    spreadTo(state, priority, now),
  );
  return at > now ? { kind: 'wait', ms: Math.ceil(at - now) } : { kind: 'admit' };
}

/** The state after a request was admitted at `now`; its `total` is the request's number. */
export function admitOne(state: BudgetState, now: number): BudgetState {
  return { ...state, admitted: [...counting(state.admitted, now), now], total: state.total + 1 };
}

/**
 * The state after an answer's rate limit headers. Headers that make no sense change nothing, and so do those of a
 * request from before a 429: how long that one holds everything is what it says, and no longer.
 * @param order the number of the answer's request.
 */
export function learnRateLimit(
  state: BudgetState,
  rateLimit: RateLimit,
  order: number,
  now: number,
): BudgetState {
  const { count, allowed, resetMs } = rateLimit;
  const sensible = count >= 0 && allowed > 0 && resetMs >= 0 && resetMs <= LONGEST_RESET_MS;
  if (!sensible || order <= state.heldAfter) return state;
  const allowance = { allowed, left: allowed - count, order, seenAt: now, resetAt: now + resetMs };
  return { ...state, allowance };
}

/** The state after a 429. @param retryAfterMs how long it asks to wait, in ms; null where it does not say. */
export function holdAll(state: BudgetState, retryAfterMs: number | null, now: number): BudgetState {
  const heldUntil = Math.max(state.heldUntil, now + (retryAfterMs ?? UNTOLD_HOLD_MS));
  return retryAfterMs === null
    ? { ...state, heldUntil }
    : { ...state, heldUntil, heldAfter: state.total, allowance: null };
}

function windowOpensAt(state: BudgetState, priority: RestPriority, now: number): number {
  const reserve = Math.floor(state.perMinute * LEFT_TO_OTHERS[priority]);
  const recent = counting(state.admitted, now);
  const mustExpire = recent[recent.length - (state.perMinute - reserve)];
  return mustExpire === undefined ? now : mustExpire + WINDOW_MS;
}

/** When the allowance that all programs of this user share has room for one more; `now` where it has. */
function spreadTo(state: BudgetState, priority: RestPriority, now: number): number {
  const { allowance } = state;
  if (allowance === null || now >= allowance.resetAt) return now;
  const since = state.total - allowance.order;
  const left = allowance.left - since;
  if (left <= 0) return allowance.resetAt;
  if (priority === 'connection' || left >= allowance.allowed * SPREAD_BELOW) return now;
  const ours = left - allowance.allowed * UI_SHARE;
  if (ours < 1) return allowance.resetAt;
  const from = Math.max(allowance.seenAt, since > 0 ? (state.admitted.at(-1) ?? -Infinity) : -Infinity);
  return from + (allowance.resetAt - from) / ours;
}

function counting(admitted: readonly number[], now: number): readonly number[] {
  return admitted.filter((at) => at > now - WINDOW_MS);
}
