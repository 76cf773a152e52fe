import type { ConnectionView, GapView } from '../../preload/contract.ts';
import { clockTime, countdown } from '../ui/time-words.ts';

/** How much a state of the connection asks for attention. */
export type Urgency = 'calm' | 'busy' | 'warning' | 'stopped';

/** The look of the strip for a state of the connection. */
export function urgency(state: ConnectionView['state']): Urgency {
  switch (state) {
    case 'connected':
      return 'calm';
    case 'connecting':
    case 'suspended':
    case 'signedOut':
      return 'busy';
    case 'reconnecting':
    case 'offline':
      return 'warning';
    case 'blocked':
      return 'stopped';
  }
}

/** Since when it is so, or when the next attempt comes; null where neither is known. */
export function timing(connection: ConnectionView, now: number): string | null {
  if (connection.retryAt !== null) {
    const left = countdown(connection.retryAt, now);
    return left === null ? 'trying now' : `next try in ${left}`;
  }
  return connection.since === null ? null : `since ${clockTime(connection.since, now)}`;
}

/** The sentence about a gap. */
export function gapWords(gap: GapView, now: number): string {
  const from = clockTime(gap.from, now);
  const to = clockTime(gap.to, now);
  return from === to
    ? `Messages around ${from} may be missing`
    : `Messages between ${from} and ${to} may be missing`;
}

/** Tells one gap from another. */
export function gapKey(gap: GapView): string {
  return `${gap.from}-${gap.to}`;
}
