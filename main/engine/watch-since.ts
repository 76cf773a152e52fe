import type { WatchRules } from '../conversations/watch-rules.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';

/**
 * Since when each thing is watched, by the service's clock: a queue that is added at noon brings no morning's messages,
 * and does not make history of what the agent's own conversations brought in the meantime.
 */
export interface WatchSince {
  /** When watching began at all; null while it has not, or while the service's time is not known. */
  began: number | null;
  /** Of the queues and chosen conversations that were added later, when. */
  added: ReadonlyMap<string, number>;
}

export const notWatching: WatchSince = { began: null, added: new Map() };

/** What changes when the rules change. @param now the service's time, ms; null while it is not known. */
export function withRules(
  since: WatchSince,
  before: WatchRules,
  next: WatchRules,
  now: number | null,
): WatchSince {
  if (since.began === null || now === null) return since;
  const added = new Map<string, number>();
  for (const id of [...next.queues, ...next.conversations]) {
    const known = since.added.get(id);
    if (known !== undefined) added.set(id, known);
    else if (!before.queues.has(id) && !before.conversations.has(id)) added.set(id, now);
  }
  const mine = next.mine;
  if (mine !== null && before.mine !== mine) added.set(mine, now);
  return { began: since.began, added };
}

/** Since when a conversation's messages are watched, by whichever rule came first; null if that cannot be known. */
export function watchedSince(
  since: WatchSince,
  { id, participants }: ConversationSnapshot,
  rules: WatchRules,
): number | null {
  if (since.added.size === 0) return since.began;
  const subjects = new Set<string>();
  if (rules.conversations.has(id)) subjects.add(id);
  for (const { userId, queueId } of participants) {
    if (userId !== null && userId === rules.mine) subjects.add(userId);
    if (queueId !== null && rules.queues.has(queueId)) subjects.add(queueId);
  }
  const times = [...subjects].map((subject) => since.added.get(subject) ?? since.began);
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? since.began : Math.min(...known);
}
