import type { ConversationRow, ConversationState, Media } from '../../preload/contract.ts';
import { safeLine } from '../ui/safe-text.ts';
import { counted, shortDuration, spokenDuration } from '../ui/time-words.ts';

const NAME_LENGTH = 80;
const PREVIEW_LENGTH = 160;

export const STATE_WORDS: Record<ConversationState, string> = {
  waiting: 'In queue',
  offered: 'Offered',
  connected: 'Connected',
  held: 'On hold',
  parked: 'Parked',
  afterCallWork: 'Wrapping up',
  ended: 'Ended',
};

const MEDIA_WORDS: Record<Media, string> = {
  message: 'Message',
  email: 'E-mail',
  chat: 'Chat',
  callback: 'Callback',
  call: 'Call',
  other: 'Other',
};

/** The messengers of docs/genesys-cloud.md §2.2; another one is shown as it is called there. */
const MESSENGER_WORDS: ReadonlyMap<string, string> = new Map([
  ['webmessaging', 'Web message'],
  ['sms', 'SMS'],
  ['whatsapp', 'WhatsApp'],
  ['facebook', 'Facebook'],
  ['instagram', 'Instagram'],
  ['twitter', 'X'],
  ['line', 'LINE'],
  ['viber', 'Viber'],
  ['wechat', 'WeChat'],
  ['telegram', 'Telegram'],
  ['kakao', 'Kakao'],
  ['apple', 'Apple Messages'],
  ['open', 'Open messaging'],
  ['unknown', 'Message'],
]);

/** What a conversation is held over: `WhatsApp`, `E-mail`. */
export function mediaWord(row: Pick<ConversationRow, 'media' | 'messengerType'>): string {
  if (row.messengerType === null) return MEDIA_WORDS[row.media];
  return MESSENGER_WORDS.get(row.messengerType.toLowerCase()) ?? safeLine(row.messengerType, 24);
}

/** The customer's name, or what stands for it. */
export function customerName(row: Pick<ConversationRow, 'customer'>): string {
  const name = safeLine(row.customer ?? '', NAME_LENGTH);
  return name === '' ? 'Unknown customer' : name;
}

/** The last message in one line; null where it has no words. */
export function previewText(row: Pick<ConversationRow, 'lastText'>): string | null {
  const text = safeLine(row.lastText ?? '', PREVIEW_LENGTH);
  return text === '' ? null : text;
}

/** What stands in the place of a message without words. */
export function missingPreview(row: ConversationRow): string {
  if (!row.alerts) return `No message alerts for ${mediaNoun(row.media)}`;
  return row.lastAt === null ? 'No message yet' : 'Message without text';
}

function mediaNoun(media: Media): string {
  switch (media) {
    case 'email':
      return 'e-mails';
    case 'chat':
      return 'chats';
    case 'callback':
      return 'callbacks';
    case 'call':
      return 'calls';
    case 'message':
    case 'other':
      return 'this medium';
  }
}

/** `Waiting 4 min` for who waits, else how long ago the last message came; null where that is not known. */
export function ageWords(row: ConversationRow, now: number): string | null {
  if (row.unread > 0 && row.waitingSince !== null) {
    const duration = shortDuration(now - row.waitingSince);
    return duration === 'now' ? 'just now' : `waiting ${duration}`;
  }
  return row.lastAt === null ? null : shortDuration(now - row.lastAt);
}

/** A whole row in one sentence, in the order of what matters, for a screen reader. */
export function spokenRow(row: ConversationRow, now: number, gone: boolean): string {
  const text = previewText(row);
  return [
    customerName(row),
    gone ? 'no longer in the list' : STATE_WORDS[row.state],
    row.unread > 0 ? counted(row.unread, 'unread message') : null,
    row.unread > 0 && row.waitingSince !== null
      ? `waiting ${spokenDuration(now - row.waitingSince)}`
      : row.lastAt === null
        ? null
        : `last message ${spokenDuration(now - row.lastAt)} ago`,
    mediaWord(row),
    row.muted ? 'muted' : null,
    row.alerts ? null : `no message alerts for ${mediaNoun(row.media)}`,
    row.polled ? 'checked every 30 seconds' : null,
    text,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
