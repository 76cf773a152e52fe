import type { ConversationSnapshot, ParticipantSnapshot } from '../genesys/snapshot.ts';
import type { Conversation, ConversationState } from './conversation.ts';
import {
  isAgent,
  isConcerningLeg,
  isLive,
  isWatchedAsWhole,
  isCustomerInWatchedQueue,
  type WatchRules,
} from './watch-rules.ts';

/** Where a conversation stands, and what must be remembered so that a late picture does not turn it back. */
export type LegState = Pick<
  Conversation,
  'state' | 'concerned' | 'shownLeg' | 'answeredLegs' | 'endedLegs' | 'over'
>;

const NONE: ReadonlySet<string> = new Set();

/**
 * Reads where a conversation stands. Snapshots carry no version and may come late or out of order, so what is final
 * (a participant has left, the conversation is over) or one-way (an offer was answered) is remembered and wins, and
 * a picture that lacks a participant who is known says nothing about the state.
 */
export function readLegState(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
): LegState {
  const seen = surveyParticipants(previous, snapshot, rules);
  const { answeredLegs, endedLegs, over, leg } = seen;
  const whole = isWatchedAsWhole(snapshot.id, rules);
  const state = stateOf(seen, whole);
  const concerned = whole || (!over && (leg !== null || seen.customerWaits));
  const shownLeg = leg?.id ?? null;
  const differs =
    previous !== undefined &&
    (previous.state !== state || previous.concerned !== concerned || previous.shownLeg !== shownLeg);
  if (differs && isLate(previous, snapshot, seen)) {
    return {
      state: previous.state,
      concerned: previous.concerned,
      shownLeg: previous.shownLeg,
      answeredLegs,
      endedLegs,
      over,
    };
  }
  return { state, concerned, shownLeg, answeredLegs, endedLegs, over };
}

interface Survey {
  answeredLegs: ReadonlySet<string>;
  endedLegs: ReadonlySet<string>;
  /** All customers have left. */
  over: boolean;
  /** The participant still there that makes the conversation concern the watcher. */
  leg: ParticipantSnapshot | null;
  /** Any agent still there who has taken the conversation. */
  agent: ParticipantSnapshot | null;
  hadLeg: boolean;
  customerWaits: boolean;
  wrappingUp: boolean;
}

function surveyParticipants(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
): Survey {
  let answeredLegs = previous?.answeredLegs ?? NONE;
  let endedLegs = previous?.endedLegs ?? NONE;
  let leg: ParticipantSnapshot | null = null;
  let agent: ParticipantSnapshot | null = null;
  let hadLeg = false;
  let customerWaits = false;
  let wrappingUp = false;
  let customers = 0;
  let liveCustomers = 0;
  for (const participant of snapshot.participants) {
    const isCustomer = participant.purpose === 'customer';
    const concerning = isConcerningLeg(participant, rules);
    if (isCustomer) customers += 1;
    else if (concerning) hadLeg = true;
    else if (!isAgent(participant)) continue;
    if (!isLive(participant) || endedLegs.has(participant.id)) {
      wrappingUp ||= participant.userId === rules.mine && concerning && isWrappingUp(previous, participant);
      endedLegs = withId(endedLegs, participant.id);
      continue;
    }
    if (isCustomer) {
      liveCustomers += 1;
      customerWaits ||= isCustomerInWatchedQueue(participant, rules);
      continue;
    }
    if (participant.connectedTime !== null || participant.state === 'connected') {
      answeredLegs = withId(answeredLegs, participant.id);
    }
    if (isAgent(participant) && answeredLegs.has(participant.id)) agent = participant;
    if (concerning) leg = preferred(leg, participant, rules);
  }
  const over = customers === 0 ? previous?.over === true : liveCustomers === 0;
  return { answeredLegs, endedLegs, over, leg, agent, hadLeg, customerWaits, wrappingUp };
}

function stateOf(seen: Survey, whole: boolean): ConversationState {
  const { leg, agent, over, answeredLegs } = seen;
  if (leg !== null && !over && isAgent(leg)) {
    if (leg.state === 'parked') return 'parked';
    if (leg.held) return 'held';
    return answeredLegs.has(leg.id) ? 'connected' : 'offered';
  }
  if (leg === null || over) {
    if (seen.wrappingUp) return 'afterCallWork';
    if (over || (seen.hadLeg && !whole && !seen.customerWaits)) return 'ended';
  }
  return agent === null ? 'waiting' : 'connected';
}

/** Whether somebody who has left does their after-call work. Its end is final too. */
function isWrappingUp(previous: Conversation | undefined, participant: ParticipantSnapshot): boolean {
  const wasEnded = previous?.state === 'ended' && previous.endedLegs.has(participant.id);
  if (participant.inAfterCallWork) return !wasEnded;
  // A late picture of a leg that goes on tells nothing of the work after it.
  return isLive(participant) && previous?.state === 'afterCallWork';
}

/** Participants stay on a conversation's list for good: a picture without one that is known is older. */
function isLate(
  previous: Conversation,
  snapshot: ConversationSnapshot,
  { leg, over, endedLegs }: Survey,
): boolean {
  const { shownLeg } = previous;
  if (over !== previous.over || (shownLeg !== null && endedLegs.has(shownLeg))) return false;
  const isNews = leg !== null && leg.id !== shownLeg && !previous.answeredLegs.has(leg.id);
  if (isNews) return false;
  const present = new Set(snapshot.participants.map(({ id }) => id));
  const lacks = (id: string) => !present.has(id);
  return (
    (shownLeg !== null && lacks(shownLeg)) ||
    [...previous.answeredLegs].some(lacks) ||
    [...previous.endedLegs].some(lacks)
  );
}

/** The agent's own leg says more than a queue's. */
function preferred(
  current: ParticipantSnapshot | null,
  next: ParticipantSnapshot,
  { mine }: WatchRules,
): ParticipantSnapshot {
  return mine !== null && current?.userId === mine && next.userId !== mine ? current : next;
}

function withId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? ids : new Set([...ids, id]);
}
