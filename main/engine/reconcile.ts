import type { Gap } from '../connection/state.ts';
import { readMessageConversation, readOwnMessageConversations } from '../genesys/conversations-api.ts';
import type { Rest, RestResult } from '../genesys/rest.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import { topicSubject, type TopicSubject } from '../genesys/topics.ts';

/** So many conversations are read at the same time. */
const AT_ONCE = 4;

export interface ReconcileDependencies {
  rest: Rest;
  /** Ids of the conversations that are known and have not ended. */
  knownConversations: () => readonly string[];
  fold: (snapshot: ConversationSnapshot) => void;
}

/** What reading again came to. `unsure` says what still cannot be known; null if nothing. */
export type Reconciled = { kind: 'done'; unsure: string | null } | { kind: 'retry' };

/**
 * Reads again, on channels, what may have changed while nobody listened: the user's own conversations in one call,
 * the known ones that are missing there by id (they may have ended unread), a queue's known ones by id. There is no
 * replay (docs/genesys-cloud.md §1.5).
 */
export async function reconcileChannels(
  topics: readonly string[],
  gap: Gap | null,
  { rest, knownConversations, fold }: ReconcileDependencies,
  signal: AbortSignal,
): Promise<Reconciled> {
  const kinds = new Set<TopicSubject['kind']>(topics.map((topic) => topicSubject(topic).kind));
  const listed = new Set<string>();
  let unsure: string | null = null;
  if (kinds.has('user')) {
    const own = await readOwnMessageConversations(rest, signal);
    if (own.kind === 'ok') {
      for (const snapshot of own.value) {
        listed.add(snapshot.id);
        fold(snapshot);
      }
    } else if (mayComeRight(own)) {
      return { kind: 'retry' };
    } else {
      unsure = 'the own conversations may not be listed with this sign-in';
    }
  }
  // At the first start there was nothing before: only what changed since the baseline is of interest.
  const known = gap === null && kinds.has('user') ? [] : knownConversations().filter((id) => !listed.has(id));
  const read = await readKnown(known, { rest, fold }, signal);
  if (read.kind === 'retry') return read;
  unsure ??= read.unsure;
  if (kinds.has('queue') || kinds.has('other')) {
    unsure ??= 'conversations that began and ended in this time cannot be listed';
  }
  return { kind: 'done', unsure };
}

/** Reads conversations again by their ids. */
export async function readKnown(
  ids: readonly string[],
  { rest, fold }: Omit<ReconcileDependencies, 'knownConversations'>,
  signal: AbortSignal,
): Promise<Reconciled> {
  const waiting = [...ids];
  let refused = 0;
  /** Whether all that the worker came across could be read, now or never. */
  const worker = async (): Promise<boolean> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const result = await readMessageConversation(rest, id, 'reconcile', signal);
      if (result.kind === 'ok') fold(result.value);
      else if (mayComeRight(result)) return false;
      else if (result.kind === 'forbidden') refused += 1;
    }
    return true;
  };
  const settled = await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (settled.includes(false)) return { kind: 'retry' };
  return {
    kind: 'done',
    unsure:
      refused === 0
        ? null
        : `${refused} known ${refused === 1 ? 'conversation' : 'conversations'} may not be read`,
  };
}

function mayComeRight(result: Exclude<RestResult<unknown>, { kind: 'ok' }>): boolean {
  return result.kind === 'transient' || result.kind === 'limited' || result.kind === 'unauthorized';
}
