import type { ConversationSnapshot, MessageEntry, ParticipantSnapshot } from '../genesys/snapshot.ts';
import type { Conversation } from './conversation.ts';
import { parseTime } from './service-time.ts';
import {
  isAgent,
  isConcerningLeg,
  isCustomerInWatchedQueue,
  isLive,
  isWatchedAsWhole,
  type WatchRules,
} from './watch-rules.ts';

/** What tells new messages from old ones in a conversation that is seen for the first time. */
export interface WatchStart {
  /** When watching began, by the service's clock, ms since 1970; null if that cannot be known. */
  since: number | null;
  /** A message of this time or later is new in any case: the event that brought the snapshot is about it. */
  newFrom: number | null;
}

/** `open`: it does not concern the watcher yet. If the conversation comes to them, it is judged then. */
export type Verdict = 'new' | 'history' | 'open';

/** A stretch of the service's time in which the conversation concerned the watcher, in ms; it may have no end. */
interface Leg {
  from: number;
  until: number;
}

/**
 * Makes the test for messages whose id is not known yet: does this one come as news? By times within the snapshot,
 * never by this computer's clock; in doubt it is news.
 */
export function newsTest(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
  start: WatchStart,
): (message: MessageEntry) => Verdict {
  const watched = previous?.concerned === true;
  const oldBefore = watched ? -Infinity : Math.min(start.since ?? -Infinity, start.newFrom ?? Infinity);
  const verdict = isWatchedAsWhole(snapshot.id, rules)
    ? (): Verdict => 'new'
    : legTest(previous, snapshot, rules);
  return ({ time }) => {
    const at = parseTime(time);
    return at !== null && at < oldBefore ? 'history' : verdict(at);
  };
}

/** Judges a message by its time (null if it is not told) and the legs of the conversation that concern the watcher. */
function legTest(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
): (at: number | null) => Verdict {
  const takings = takenByOthers(snapshot, rules);
  const legs = concerningLegs(snapshot, rules, takings);
  if (legs.length === 0) return () => 'open';
  const watched = previous?.concerned === true;
  return (at) => {
    if (at === null) return wasOverBefore(previous, snapshot, rules) ? 'open' : 'new';
    if (legs.some((leg) => at >= leg.from && at <= leg.until)) return 'new';
    const next = legs.findIndex(({ from }) => from > at);
    const leg = legs[next];
    if (leg === undefined) return 'open';
    const before = legs[next - 1];
    // All ids up to now are known: what is not among them is new, whatever its time.
    if (watched && before === undefined) return 'new';
    // Before the first leg or between two: history if it came with a transfer, else nobody has answered it yet.
    const from = before?.from ?? -Infinity;
    return takings.some((taken) => taken >= from && taken <= leg.from) ? 'history' : 'new';
  };
}

function concerningLegs(
  snapshot: ConversationSnapshot,
  rules: WatchRules,
  takings: readonly number[],
): readonly Leg[] {
  const legs: Leg[] = [];
  let waiting: ParticipantSnapshot | null = null;
  for (const participant of snapshot.participants) {
    if (isCustomerInWatchedQueue(participant, rules)) waiting ??= participant;
    if (!isConcerningLeg(participant, rules)) continue;
    const until = endOf(participant);
    const begunBy = parseTime(participant.connectedTime) ?? until;
    legs.push({ from: parseTime(participant.startTime) ?? latest(takings, begunBy), until });
  }
  legs.sort((a, b) => a.from - b.from);
  if (waiting === null) return legs;
  // When the customer came into the queue is not told: not before the queue's last leg ended.
  const from = legs.length === 0 ? latest(takings, Infinity) : Math.max(...legs.map(({ until }) => until));
  return [...legs, { from, until: endOf(waiting) }];
}

/** When agents other than the watcher took the conversation, if they did. */
function takenByOthers(snapshot: ConversationSnapshot, rules: WatchRules): readonly number[] {
  const takings: number[] = [];
  for (const participant of snapshot.participants) {
    if (!isAgent(participant) || isConcerningLeg(participant, rules)) continue;
    const taken = parseTime(participant.connectedTime);
    if (taken !== null) takings.push(taken);
  }
  return takings;
}

/** Whether the conversation was known to have left the watcher, and has not come back. */
function wasOverBefore(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
): boolean {
  if (previous === undefined || previous.concerned) return false;
  return snapshot.participants.every(
    (participant) =>
      previous.endedLegs.has(participant.id) ||
      !(isConcerningLeg(participant, rules) || isCustomerInWatchedQueue(participant, rules)),
  );
}

/**
 * The person shape's events do not tell when an agent's leg began to ring (docs/genesys-cloud.md §2.2); it was not
 * before another agent had taken the conversation.
 */
function latest(takings: readonly number[], until: number): number {
  return takings.reduce((found, taken) => (taken <= until ? Math.max(found, taken) : found), -Infinity);
}

function endOf(participant: ParticipantSnapshot): number {
  return isLive(participant) ? Infinity : (parseTime(participant.endTime) ?? Infinity);
}
