import type { ConversationSnapshot, MessageEntry, ParticipantSnapshot } from '../genesys/snapshot.ts';
import { isConcerningLeg, isLive, isWatchedAsWhole, type WatchRules } from './watch-rules.ts';

/** How a conversation was known before this snapshot. `unconcerned`: it was transferred away, say. */
export type Acquaintance = 'firstSeen' | 'concerned' | 'unconcerned';

/** What tells new messages from old ones in a conversation that is seen for the first time. */
export interface WatchStart {
  /** When watching began, by the service's clock, ms since 1970; null if that cannot be known. */
  since: number | null;
  /** A message of this time or later is new in any case: the event that brought the snapshot is about it. */
  newFrom: number | null;
}

/** A stretch of the service's time in which the conversation concerned the watcher; it goes on if `until` is null. */
interface Leg {
  from: number;
  until: number | null;
}

/**
 * Makes the test for messages whose id is not known yet: does this one come as news? By times within the snapshot,
 * never by this computer's clock; in doubt it is news.
 */
export function newsTest(
  snapshot: ConversationSnapshot,
  rules: WatchRules,
  acquaintance: Acquaintance,
  start: WatchStart,
): (message: MessageEntry) => boolean {
  const oldBefore =
    acquaintance === 'firstSeen' ? Math.min(start.since ?? -Infinity, start.newFrom ?? Infinity) : -Infinity;
  const concerned = isWatchedAsWhole(snapshot.id, rules)
    ? () => true
    : concernTest(snapshot, rules, acquaintance === 'concerned');
  return ({ time }) => {
    const at = parse(time);
    return at === null ? concerned(null) : at >= oldBefore && concerned(at);
  };
}

/** Whether a message of a time (null if it is not told) concerns the watcher, by the legs of the conversation. */
function concernTest(
  snapshot: ConversationSnapshot,
  rules: WatchRules,
  watchedAllAlong: boolean,
): (at: number | null) => boolean {
  const legs = concerningLegs(snapshot, rules);
  const last = legs.at(-1);
  if (last === undefined) return () => false;
  if (watchedAllAlong) {
    // Its ids are all known up to now: what is not among them is new, whatever its time, while a leg goes on.
    const end = legs.some(({ until }) => until === null) ? Infinity : Math.max(...legs.map(endOf));
    return (at) => at === null || at <= end;
  }
  const others = otherAgents(snapshot, rules);
  return (at) => {
    if (at === null || legs.some((leg) => at >= leg.from && at <= endOf(leg))) return true;
    const next = legs.findIndex(({ from }) => from > at);
    const leg = legs[next];
    if (leg === undefined) return false;
    // Between legs, or before the first: history if it came with a transfer, else nobody has answered it yet.
    const previous = legs[next - 1]?.from ?? -Infinity;
    return !others.some((started) => started >= previous && started < leg.from);
  };
}

function concerningLegs(snapshot: ConversationSnapshot, rules: WatchRules): readonly Leg[] {
  return snapshot.participants
    .filter((participant) => isConcerningLeg(participant, rules))
    .map((participant) => ({
      from: startOf(participant) ?? -Infinity,
      until: isLive(participant) ? null : (parse(participant.endTime) ?? Infinity),
    }))
    .sort((a, b) => a.from - b.from);
}

/** When agents other than the watcher, who did take the conversation, began with it. */
function otherAgents(snapshot: ConversationSnapshot, rules: WatchRules): readonly number[] {
  const starts: number[] = [];
  for (const participant of snapshot.participants) {
    const isAgent = participant.purpose === 'agent' || participant.purpose === 'user';
    if (!isAgent || participant.connectedTime === null || isConcerningLeg(participant, rules)) continue;
    const start = startOf(participant);
    if (start !== null) starts.push(start);
  }
  return starts;
}

function endOf({ until }: Leg): number {
  return until ?? Infinity;
}

function startOf(participant: ParticipantSnapshot): number | null {
  return parse(participant.startTime ?? participant.connectedTime);
}

function parse(time: string | null): number | null {
  const at = time === null ? NaN : Date.parse(time);
  return Number.isNaN(at) ? null : at;
}
