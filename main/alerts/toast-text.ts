import type { AlertMessage, AlertSettings } from './alert.ts';

/** Longer names and texts are cut: systems show about this much, and some slow down on more. */
const LONGEST_TITLE = 80;
const LONGEST_BODY = 240;

/** What a toast says. */
export interface ToastText {
  title: string;
  body: string;
}

/** What the toast of one message says, as much as the person wants it to. */
export function messageToast(message: AlertMessage, settings: AlertSettings): ToastText {
  const missed = message.missed ? 'Missed while the connection was down' : null;
  const name = harmless(message.from ?? '', LONGEST_TITLE) || 'A customer';
  switch (settings.content) {
    case 'nothing':
      return { title: 'New customer message', body: missed ?? '' };
    case 'name':
      return { title: name, body: missed ?? 'New message' };
    case 'nameAndText': {
      const text = harmless(message.text ?? '', LONGEST_BODY) || 'New message';
      return { title: name, body: missed === null ? text : `${missed}: ${text}` };
    }
  }
}

/** What the toast says that stands for several messages. */
export function summaryToast(messages: number, conversations: number): ToastText {
  const where = conversations === 1 ? 'one conversation' : `${conversations} conversations`;
  return { title: messages === 1 ? '1 new message' : `${messages} new messages`, body: `In ${where}` };
}

/** What the toast of an offered conversation says. */
export function offeredToast(customer: string | null, settings: AlertSettings): ToastText {
  const name = settings.content === 'nothing' ? '' : harmless(customer ?? '', LONGEST_TITLE);
  return { title: 'New conversation', body: name === '' ? 'A conversation is offered to you' : name };
}

/**
 * A customer's words as one harmless line: control characters would be read as line breaks or worse, and direction
 * controls turn the words around them.
 */
function harmless(text: string, longest: number): string {
  const line = text
    .replace(/[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  if (line.length <= longest) return line;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (cut.length + segment.length >= longest) break;
    cut += segment;
  }
  return `${cut}…`;
}
