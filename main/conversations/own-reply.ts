import { messageIdOf, readMessage } from '../genesys/snapshot-reader.ts';
import type { ConversationSnapshot, MessageEntry } from '../genesys/snapshot.ts';
import { byTime } from './service-time.ts';
import type { WatchRules } from './watch-rules.ts';

/**
 * The agent's own newest message, if it is newer than the one that is known. A picture without the known one is older
 * than what is known, and tells nothing.
 */
export function newerReply(
  knownId: string | null,
  snapshot: ConversationSnapshot,
  rules: WatchRules,
): MessageEntry | null {
  if (rules.mine === null) return null;
  let newest: MessageEntry | null = null;
  let knownFound = knownId === null;
  for (let index = snapshot.participants.length - 1; index >= 0; index -= 1) {
    const participant = snapshot.participants[index];
    if (participant?.userId !== rules.mine || participant.messages.length === 0) continue;
    const { messages } = participant;
    // Nearly every snapshot ends here: the newest message is last, and known.
    if (newest === null && knownId !== null && messageIdOf(messages[messages.length - 1]) === knownId)
      return null;
    for (const raw of messages) {
      const message = readMessage(raw);
      if (message === null) continue;
      knownFound ||= message.id === knownId;
      if (newest === null || byTime(message, newest) >= 0) newest = message;
    }
  }
  return knownFound && newest?.id !== knownId ? newest : null;
}
