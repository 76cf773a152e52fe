import type { MessageEntry } from '../genesys/snapshot.ts';
import { byTime, parseTime } from './service-time.ts';

/**
 * What is unread after news and, perhaps, a reply of the agent's own. A reply clears what came before it and leaves
 * what came after it; where a time is missing, what was known before the reply was is taken as answered.
 */
export function unreadAfter(
  before: readonly MessageEntry[],
  news: readonly MessageEntry[],
  reply: MessageEntry | null,
): readonly MessageEntry[] {
  if (reply === null) return news.length === 0 ? before : inOrder([...before, ...news]);
  const answeredAt = parseTime(reply.time);
  return inOrder([
    ...before.filter((message) => cameAfter(answeredAt, message, false)),
    ...news.filter((message) => cameAfter(answeredAt, message, true)),
  ]);
}

function cameAfter(answeredAt: number | null, { time }: MessageEntry, otherwise: boolean): boolean {
  const at = parseTime(time);
  return at === null || answeredAt === null ? otherwise : at > answeredAt;
}

function inOrder(messages: MessageEntry[]): readonly MessageEntry[] {
  return messages.length < 2 ? messages : messages.sort(byTime);
}
