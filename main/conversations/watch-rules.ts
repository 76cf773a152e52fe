import type { ConversationSnapshot, ParticipantSnapshot } from '../genesys/snapshot.ts';

/** Which conversations are watched. A conversation that fits one of the rules concerns the agent. */
export interface WatchRules {
  /** The user whose own conversations are watched; null for none. */
  mine: string | null;
  queues: ReadonlySet<string>;
  conversations: ReadonlySet<string>;
  /** Whatever arrives is watched: the subscription itself is the choice. */
  everything: boolean;
}

export const nothingWatched: WatchRules = {
  mine: null,
  queues: new Set(),
  conversations: new Set(),
  everything: false,
};

/** A participant that makes a conversation concern the agent: their own, or one in a watched queue. */
export function isConcerningLeg(participant: ParticipantSnapshot, rules: WatchRules): boolean {
  if (participant.purpose === 'customer') return false;
  return (rules.mine !== null && participant.userId === rules.mine) || isInWatchedQueue(participant, rules);
}

/** A customer who is in a watched queue: it concerns the agent even where no other participant has that queue. */
export function isCustomerInWatchedQueue(participant: ParticipantSnapshot, rules: WatchRules): boolean {
  return participant.purpose === 'customer' && isInWatchedQueue(participant, rules);
}

/** Whether a conversation is watched whoever takes part in it. */
export function isWatchedAsWhole(conversationId: string, rules: WatchRules): boolean {
  return rules.everything || rules.conversations.has(conversationId);
}

/** Whether a participant is still in the conversation: alerting, connected, held or parked. */
export function isLive(participant: ParticipantSnapshot): boolean {
  return (
    participant.endTime === null && participant.state !== 'disconnected' && participant.state !== 'terminated'
  );
}

/** A person of the contact centre; not a queue, a bot or a customer. */
export function isAgent({ purpose }: ParticipantSnapshot): boolean {
  return purpose === 'agent' || purpose === 'user';
}

function isInWatchedQueue({ queueId }: ParticipantSnapshot, rules: WatchRules): boolean {
  return queueId !== null && rules.queues.has(queueId);
}

/** Whether a conversation is watched for the agent's own sake, and not only for its queue. */
export function isOwn({ id, participants }: ConversationSnapshot, rules: WatchRules): boolean {
  if (isWatchedAsWhole(id, rules)) return true;
  return rules.mine !== null && participants.some(({ userId }) => userId === rules.mine);
}
