import { recordAt, recordsAt, stringAt, textAt } from './json.ts';

/** What can be had of a message's text. */
export type MessageText =
  /** `from` is the sender's name, where the message tells one. */
  | { kind: 'text'; text: string; from: string | null }
  /** The message has no text: a picture or a file, or an event. */
  | { kind: 'none'; attachments: number }
  /** The person may not read messages (403). */
  | { kind: 'refused' }
  /** It could not be had, or nobody waited for it any more. */
  | { kind: 'unavailable' };

/** Reads a `MessageData`; docs/genesys-cloud.md §2.4. Never throws. */
export function readMessageText(data: unknown): MessageText {
  const normalized = recordAt(data, 'normalizedMessage');
  // textBody is deprecated, but some answers still hold nothing else.
  const text = stringAt(normalized, 'text') ?? stringAt(data, 'textBody') ?? '';
  if (text.trim() !== '') return { kind: 'text', text, from: senderName(normalized) };
  const attachments = recordsAt(normalized, 'content').filter(
    (part) => recordAt(part, 'attachment') !== null,
  );
  return { kind: 'none', attachments: attachments.length || recordsAt(data, 'media').length };
}

function senderName(normalized: unknown): string | null {
  const from = recordAt(recordAt(normalized, 'channel'), 'from');
  const fullName = [textAt(from, 'firstName'), textAt(from, 'lastName')]
    .filter((name) => name !== null)
    .join(' ');
  return textAt(from, 'nickname') ?? (fullName || null);
}
