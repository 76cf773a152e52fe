import { linkFailure } from '../connection/protocols/channels.ts';
import { directTopics } from '../connection/protocols/direct.ts';
import type { PrepareResult } from '../connection/state.ts';
import { isLive, nothingWatched, type WatchRules } from '../conversations/watch-rules.ts';
import {
  readAnyConversation,
  readOwnMessageConversations,
  readOwnUser,
  type SignedInUser,
} from '../genesys/conversations-api.ts';
import type { Rest, RestResult } from '../genesys/rest.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import { ownConversationTopics, queueMessagesTopic } from '../genesys/topics.ts';
import type { ErrorReport, WatchRequest } from './output.ts';

/** What is watched, and how it will be known. */
export interface WatchPlan {
  topics: readonly string[];
  rules: WatchRules;
  /** Chosen conversations that no topic covers: read again and again instead. */
  polled: readonly string[];
  /** What was there before watching began. */
  baseline: readonly ConversationSnapshot[];
  problems: readonly ErrorReport[];
}

export type PlanResult =
  | { kind: 'plan'; plan: WatchPlan }
  /** It cannot be known, for now or for good. */
  | Exclude<PrepareResult, { kind: 'ready' }>;

/** The plan of the direct protocol: the socket brings what was asked for, and all of that is watched. */
export function planDirect(request: WatchRequest): WatchPlan {
  const conversations = new Set(request.conversations);
  return {
    topics: directTopics(request.conversations),
    rules: { ...nothingWatched, conversations, everything: conversations.size === 0 },
    polled: [],
    baseline: [],
    problems: [],
  };
}

/**
 * Finds out what to subscribe on channels: whose conversations, which queues, and for a chosen conversation the topic
 * that covers it: the user's own, its queue's, or none, and then it is polled.
 * @param onUserKnown called once the service has answered for the first time, before anything is read as history.
 */
export async function planChannels(
  request: WatchRequest,
  rest: Rest,
  onUserKnown: (user: SignedInUser) => void,
  signal: AbortSignal,
): Promise<PlanResult> {
  const ownTopics: string[] = [];
  const baseline = new Map<string, ConversationSnapshot>();
  let mine: string | null = null;
  if (request.mine) {
    const user = await readOwnUser(rest, signal);
    if (user.kind !== 'ok') return linkFailure(user);
    onUserKnown(user.value);
    const own = await readOwnMessageConversations(rest, signal);
    if (own.kind === 'ok') for (const snapshot of own.value) baseline.set(snapshot.id, snapshot);
    else if (own.kind !== 'forbidden' && own.kind !== 'refused') return linkFailure(own);
    mine = user.value.id;
    ownTopics.push(...ownConversationTopics(mine));
  }
  const chosen = await coverChosen(request, rest, new Set(baseline.keys()), signal);
  if (chosen.kind === 'failure') return chosen.failure;
  for (const snapshot of chosen.snapshots) baseline.set(snapshot.id, snapshot);
  const narrowed = request.conversations.length > 0;
  const queues = new Set(request.queues);
  return {
    kind: 'plan',
    plan: {
      topics: [
        ...ownTopics,
        ...[...new Set([...request.queues, ...chosen.queues])].map(queueMessagesTopic),
        ...request.topics,
      ],
      rules: narrowed
        ? { ...nothingWatched, conversations: new Set(request.conversations) }
        : { mine, queues, conversations: new Set(), everything: request.topics.length > 0 },
      polled: chosen.polled,
      baseline: [...baseline.values()],
      problems: chosen.problems,
    },
  };
}

type Coverage =
  | {
      kind: 'covered';
      queues: readonly string[];
      polled: readonly string[];
      snapshots: readonly ConversationSnapshot[];
      problems: readonly ErrorReport[];
    }
  | { kind: 'failure'; failure: Exclude<PrepareResult, { kind: 'ready' }> };

async function coverChosen(
  request: WatchRequest,
  rest: Rest,
  own: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Coverage> {
  const queues: string[] = [];
  const polled: string[] = [];
  const snapshots: ConversationSnapshot[] = [];
  const problems: ErrorReport[] = [];
  for (const id of request.conversations) {
    if (own.has(id)) continue;
    const result = await readAnyConversation(rest, id, 'connection', signal);
    if (result.kind === 'ok') {
      snapshots.push(result.value);
      const queue = liveQueue(result.value);
      if (queue === null) polled.push(id);
      else if (!request.queues.includes(queue)) queues.push(queue);
    } else if (result.kind === 'forbidden' || result.kind === 'notFound' || result.kind === 'refused') {
      // What arrives on the other topics is still filtered for it.
      problems.push({ code: 'forbiddenConversation', message: refusal(id, result), topic: id });
    } else {
      return { kind: 'failure', failure: linkFailure(result) };
    }
  }
  return { kind: 'covered', queues, polled, snapshots, problems };
}

/** The queue that the conversation is in: one that a participant has left tells of it no more. */
function liveQueue({ participants }: ConversationSnapshot): string | null {
  const inQueue = participants.findLast(
    (participant) =>
      participant.queueId !== null && participant.purpose !== 'customer' && isLive(participant),
  );
  return inQueue?.queueId ?? null;
}

function refusal(
  id: string,
  result: Extract<RestResult<unknown>, { kind: 'forbidden' | 'notFound' | 'refused' }>,
): string {
  switch (result.kind) {
    case 'notFound':
      return `There is no conversation ${id} that this sign-in may see.`;
    case 'forbidden':
      return `The conversation ${id} may not be read with this sign-in; the permission ${
        result.permission ?? 'conversation:communication:view'
      } is missing. It is watched only as far as other topics bring it.`;
    case 'refused':
      return `The service does not take ${id} as a conversation: ${result.message}`;
  }
}
