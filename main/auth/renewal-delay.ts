import type { Random } from '../effects/random.ts';

const SPARE_MS = 60_000;
const SHORTEST_DELAY_MS = 1000;

/**
 * How long to wait, from the moment a token was received, before asking for the next one: between 81 % and 90 % of its
 * life, spread so that many programs do not ask together, and at least 60 s before its end. A token that lives for less
 * than two minutes is renewed by half of its life. (Lives run from 300 s to 172,800 s: docs/genesys-cloud.md §4.)
 * @param lifetimeMs the token's life, in ms.
 * @returns ms, never under a second: a service that gives out dead tokens must not be asked in a tight loop.
 */
export function renewalDelay(lifetimeMs: number, random: Random): number {
  const latest = Math.max(Math.min(lifetimeMs * 0.9, lifetimeMs - SPARE_MS), lifetimeMs / 2);
  return Math.max(SHORTEST_DELAY_MS, Math.round(latest * (1 - 0.1 * random())));
}
