import { readMessage } from '../genesys/snapshot-reader.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';

/** A message of a conversation, anybody's. */
export interface DatedMessage {
  id: string;
  /** ms since 1970. */
  at: number;
}

/** Every message of a conversation that has a time, whoever wrote it. */
export function datedMessages(snapshot: ConversationSnapshot): readonly DatedMessage[] {
  const dated: DatedMessage[] = [];
  for (const participant of snapshot.participants) {
    for (const raw of participant.messages) {
      const message = readMessage(raw);
      const at = message?.time == null ? NaN : Date.parse(message.time);
      if (message !== null && !Number.isNaN(at)) dated.push({ id: message.id, at });
    }
  }
  return dated;
}

/**
 * Pairs events with the messages that they are about. The direct protocol names no message, so the nearest in time is
 * taken, exact ones first, each message once.
 * @param events each with its time, ms since 1970; one without (NaN) is paired with none.
 * @param toleranceMs how far apart the two times may be.
 */
export function matchByTime<T extends { at: number }>(
  events: readonly T[],
  messages: readonly DatedMessage[],
  toleranceMs: number,
): ReadonlyMap<T, DatedMessage> {
  const pairs: { event: T; message: DatedMessage; distance: number }[] = [];
  for (const event of events) {
    for (const message of messages) {
      const distance = Math.abs(event.at - message.at);
      if (distance <= toleranceMs) pairs.push({ event, message, distance });
    }
  }
  pairs.sort((a, b) => a.distance - b.distance);
  const matched = new Map<T, DatedMessage>();
  const taken = new Set<string>();
  for (const { event, message } of pairs) {
    if (matched.has(event) || taken.has(message.id)) continue;
    matched.set(event, message);
    taken.add(message.id);
  }
  return matched;
}
