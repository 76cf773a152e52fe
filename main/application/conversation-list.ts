import type { ConversationDetail, ConversationMessage, ConversationRow } from '../../preload/contract.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { markSeen } from '../conversations/fold.ts';
import type { MessageReport } from '../engine/output.ts';
import type { MessageEntry } from '../genesys/snapshot.ts';

/** So many messages of a conversation are kept to be looked at. */
const KEPT_MESSAGES = 50;

/** An ended conversation without unread messages leaves the list after this, in ms. */
const SHOWN_AFTER_END_MS = 30 * 60_000;

/** One whose end is never told, because only its messages are known, leaves the list so long after the last, in ms. */
const SHOWN_AFTER_LAST_MESSAGE_MS = 24 * 60 * 60_000;

interface Entry {
  conversation: Conversation | null;
  id: string;
  messages: readonly ConversationMessage[];
  /** Unread messages of a conversation of which nothing but its events is known. */
  unreadEvents: number;
  /** Since when it has ended for the watcher; wall clock, ms. */
  endedAt: number | null;
  row: ConversationRow;
}

export interface ListChange {
  changed: readonly ConversationRow[];
  removed: readonly string[];
}

const NO_CHANGE: ListChange = { changed: [], removed: [] };

/** The list that the window shows, from what the engine knows and the texts that came by. Texts stay in memory. */
export class ConversationList {
  readonly #entries = new Map<string, Entry>();
  readonly #isMuted: (id: string) => boolean;
  readonly #isPolled: (id: string) => boolean;
  #unread = 0;

  constructor(isMuted: (id: string) => boolean, isPolled: (id: string) => boolean) {
    this.#isMuted = isMuted;
    this.#isPolled = isPolled;
  }

  rows(): readonly ConversationRow[] {
    return [...this.#entries.values()].map(({ row }) => row);
  }

  /** Unread messages of all conversations that are not muted. */
  get unread(): number {
    return this.#unread;
  }

  customerOf(id: string): string | null {
    return this.#entries.get(id)?.row.customer ?? null;
  }

  detail(id: string): ConversationDetail | null {
    const entry = this.#entries.get(id);
    return entry === undefined ? null : { id, messages: entry.messages };
  }

  /** What is known of a conversation has changed. @param now wall clock, ms. */
  know(conversation: Conversation, now: number): ListChange {
    const { id } = conversation;
    const before = this.#entries.get(id);
    if (before === undefined && !conversation.concerned) return NO_CHANGE;
    const { state } = conversation;
    // It goes on, and no watch rule fits it any longer.
    if (!conversation.concerned && state !== 'ended' && state !== 'afterCallWork')
      return this.remove((row) => row.id === id);
    const endedAt = state === 'ended' ? (before?.endedAt ?? now) : null;
    return this.#set(id, { conversation, endedAt });
  }

  /** A new message was reported. @param now wall clock, ms. */
  message(report: MessageReport, messageId: string, now: number): ListChange {
    const { conversationId } = report;
    const before = this.#entries.get(conversationId);
    const at = report.time === null ? now : Date.parse(report.time);
    const message: ConversationMessage = {
      id: messageId,
      at: Number.isNaN(at) ? now : at,
      text: report.text,
      missed: report.missed,
    };
    const others = (before?.messages ?? []).filter(({ id }) => id !== messageId);
    const messages = [...others, message].sort((a, b) => (a.at ?? 0) - (b.at ?? 0)).slice(-KEPT_MESSAGES);
    const isNew = others.length === (before?.messages.length ?? 0);
    const unreadEvents = (before?.unreadEvents ?? 0) + (report.messageId === null && isNew ? 1 : 0);
    return this.#set(conversationId, { messages, unreadEvents });
  }

  /** The last message, where it came before the program started and its text is not there; null otherwise. */
  lastWithoutText(id: string): MessageEntry | null {
    const entry = this.#entries.get(id);
    const last = entry?.conversation?.lastInbound ?? null;
    return last !== null && entry?.messages.length === 0 && entry.conversation?.media === 'message'
      ? last
      : null;
  }

  /** A message of before the program started. */
  earlier(id: string, { id: messageId, time }: MessageEntry, text: string): ListChange {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.messages.some((message) => message.id === messageId)) return NO_CHANGE;
    const message: ConversationMessage = { id: messageId, at: timeOf(time), text, missed: false };
    return this.#set(id, { messages: [message, ...entry.messages] });
  }

  /** The text of a message that was reported without it; of one that is no longer kept, nothing changes. */
  lateText(conversationId: string, messageId: string, text: string | null): ListChange {
    const entry = this.#entries.get(conversationId);
    if (entry === undefined) return NO_CHANGE;
    const messages = entry.messages.map((message) =>
      message.id === messageId ? { ...message, text } : message,
    );
    return this.#set(conversationId, { messages });
  }

  /** The agent has looked at a conversation. */
  seen(id: string): ListChange {
    const entry = this.#entries.get(id);
    if (entry === undefined) return NO_CHANGE;
    const conversation = entry.conversation === null ? null : markSeen(entry.conversation);
    return this.#set(id, { conversation, unreadEvents: 0 });
  }

  /** What a row shows besides has changed: it is muted, say. */
  refresh(id: string): ListChange {
    return this.#entries.has(id) ? this.#set(id, {}) : NO_CHANGE;
  }

  /** Takes conversations out of the list. */
  remove(fits: (row: ConversationRow) => boolean): ListChange {
    const removed = [...this.#entries.values()].filter(({ row }) => fits(row)).map(({ id }) => id);
    for (const id of removed) {
      this.#unread -= counted(this.#entries.get(id)?.row);
      this.#entries.delete(id);
    }
    return removed.length === 0 ? NO_CHANGE : { changed: [], removed };
  }

  /** Takes out what has ended, or seems to, and was seen, some time ago. @param now wall clock, ms. */
  sweep(now: number): ListChange {
    const isOld = ({ id, lastAt }: ConversationRow) => {
      const { endedAt = null, conversation = null } = this.#entries.get(id) ?? {};
      if (conversation === null) return lastAt !== null && now - lastAt >= SHOWN_AFTER_LAST_MESSAGE_MS;
      return endedAt !== null && now - endedAt >= SHOWN_AFTER_END_MS;
    };
    return this.remove((row) => row.unread === 0 && isOld(row));
  }

  #set(id: string, change: Partial<Omit<Entry, 'id' | 'row'>>): ListChange {
    const before = this.#entries.get(id);
    const merged = {
      conversation: null,
      messages: [],
      unreadEvents: 0,
      endedAt: null,
      ...before,
      ...change,
      id,
    };
    const row = this.#row(merged);
    this.#entries.set(id, { ...merged, row });
    this.#unread += counted(row) - counted(before?.row);
    const same = before !== undefined && JSON.stringify(before.row) === JSON.stringify(row);
    return { changed: same ? [] : [row], removed: [] };
  }

  #row({ id, conversation, messages, unreadEvents }: Omit<Entry, 'row'>): ConversationRow {
    const last = messages.at(-1);
    const lastAt = last?.at ?? timeOf(conversation?.lastInbound?.time ?? null);
    return {
      id,
      customer: conversation?.customerName ?? null,
      media: conversation?.media ?? 'message',
      messengerType: conversation?.messengerType ?? null,
      state: conversation?.state ?? 'waiting',
      lastText: last?.text ?? null,
      lastAt,
      unread: (conversation?.unread.length ?? 0) + unreadEvents,
      waitingSince: timeOf(conversation?.unread[0]?.time ?? null) ?? (unreadEvents > 0 ? lastAt : null),
      muted: this.#isMuted(id),
      alerts: conversation === null || conversation.media === 'message' || conversation.media === 'other',
      polled: this.#isPolled(id),
    };
  }
}

function counted(row: ConversationRow | undefined): number {
  return row === undefined || row.muted ? 0 : row.unread;
}

function timeOf(time: string | null): number | null {
  const at = time === null ? NaN : Date.parse(time);
  return Number.isNaN(at) ? null : at;
}
