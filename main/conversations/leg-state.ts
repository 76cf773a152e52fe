import type { ConversationSnapshot, ParticipantSnapshot } from '../genesys/snapshot.ts';
import type { Conversation, ConversationState } from './conversation.ts';
import { isConcerningLeg, isLive, isWatchedAsWhole, type WatchRules } from './watch-rules.ts';

/** Where a conversation stands, and what must be remembered so that a late picture does not turn it back. */
export interface LegState {
  state: ConversationState;
  concerned: boolean;
  answeredLegs: ReadonlySet<string>;
  endedLegs: ReadonlySet<string>;
  over: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Reads where a conversation stands. Snapshots carry no version and may come late or out of order, so what is final
 * (a participant has left, the conversation is over) or one-way (a call was answered) is remembered and wins.
 */
export function readLegState(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
): LegState {
  let answered = previous?.answeredLegs ?? NONE;
  let ended = previous?.endedLegs ?? NONE;
  let live: ParticipantSnapshot | null = null;
  let hadLeg = false;
  let wrappingUp = false;
  let agentConnected = false;
  let customers = 0;
  let liveCustomers = 0;
  for (const participant of snapshot.participants) {
    if (participant.purpose === 'customer') {
      customers += 1;
      if (isLive(participant) && !ended.has(participant.id)) liveCustomers += 1;
      else ended = withId(ended, participant.id);
      continue;
    }
    if (participant.purpose === 'agent' && isLive(participant) && participant.connectedTime !== null) {
      agentConnected = true;
    }
    if (!isConcerningLeg(participant, rules)) continue;
    hadLeg = true;
    if (!isLive(participant) || ended.has(participant.id)) {
      ended = withId(ended, participant.id);
      wrappingUp ||= participant.inAfterCallWork && participant.userId === rules.mine;
      continue;
    }
    if (participant.connectedTime !== null || participant.state === 'connected') {
      answered = withId(answered, participant.id);
    }
    live = preferred(live, participant, rules);
  }
  const over = customers > 0 && liveCustomers === 0;
  const whole = isWatchedAsWhole(snapshot.id, rules);
  return {
    state: stateOf(live, answered, { hadLeg, wrappingUp, agentConnected, over, whole }),
    concerned: whole || (live !== null && !over),
    answeredLegs: answered,
    endedLegs: ended,
    over,
  };
}

interface Surroundings {
  hadLeg: boolean;
  wrappingUp: boolean;
  agentConnected: boolean;
  over: boolean;
  whole: boolean;
}

function stateOf(
  live: ParticipantSnapshot | null,
  answered: ReadonlySet<string>,
  { hadLeg, wrappingUp, agentConnected, over, whole }: Surroundings,
): ConversationState {
  if (live === null || over) {
    if (wrappingUp) return 'afterCallWork';
    if (over || (hadLeg && !whole)) return 'ended';
    return agentConnected ? 'connected' : 'waiting';
  }
  if (live.purpose !== 'agent' && live.purpose !== 'user') return agentConnected ? 'connected' : 'waiting';
  if (live.state === 'parked') return 'parked';
  if (live.held) return 'held';
  return answered.has(live.id) ? 'connected' : 'offered';
}

/** The agent's own leg says more than a queue's. */
function preferred(
  current: ParticipantSnapshot | null,
  next: ParticipantSnapshot,
  rules: WatchRules,
): ParticipantSnapshot {
  return current !== null && current.userId === rules.mine && next.userId !== rules.mine ? current : next;
}

function withId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? ids : new Set([...ids, id]);
}
