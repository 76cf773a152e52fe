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

/** Control characters, halves of characters, and what turns or splits the words around it. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]+/gu;

const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** A customer's words as one harmless line; empty where nothing of it would be seen. */
function harmless(text: string, longest: number): string {
  const line = text.replace(HARMFUL, ' ').replace(/\s+/gu, ' ').trim();
  if (!VISIBLE.test(line)) return '';
  return line.length <= longest ? line : `${cut(line, longest - 1)}…`;
}

/** The beginning of a line, at most so long, cut between characters that are read as one. */
function cut(line: string, longest: number): string {
  let beginning = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (beginning.length + segment.length > longest) break;
    beginning += segment;
  }
  if (beginning !== '') return beginning;
  // One character that is too long by itself: at least no half of a pair.
  return line.slice(0, longest).replace(/\p{Cs}$/u, '');
}
