import { messageIdOf, readMessage } from '../genesys/snapshot-reader.ts';
import type { ConversationSnapshot, MessageEntry, ParticipantSnapshot } from '../genesys/snapshot.ts';
import type { Conversation, ConversationChange, NewMessage } from './conversation.ts';
import { newsTest, type Acquaintance, type WatchStart } from './history.ts';
import { readLegState, type LegState } from './leg-state.ts';
import type { WatchRules } from './watch-rules.ts';

export interface FoldContext {
  rules: WatchRules;
  start: WatchStart;
  /** What stands in the snapshot was there before watching began: nothing in it is new. */
  baseline: boolean;
  /** Monotonic, ms. */
  now: number;
}

export interface FoldResult {
  /** The same object as before if the snapshot brought nothing. */
  conversation: Conversation;
  /** Inbound messages that are news, oldest first. */
  messages: readonly NewMessage[];
  /** Null where nothing happened that a person would call a change (new messages are not one). */
  change: ConversationChange | null;
}

/**
 * Folds a snapshot into what is known of its conversation. What is known only grows: ids are united, an end is final,
 * so neither an old answer nor a reordered frame removes or revives anything.
 */
export function foldSnapshot(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  context: FoldContext,
): FoldResult {
  const legs = readLegState(previous, snapshot, context.rules);
  const unseen = unseenMessages(previous, snapshot);
  const customer = customerOf(snapshot);
  const replyId = lastReplyId(snapshot, context.rules) ?? previous?.lastReplyId ?? null;
  const customerName = customer?.name ?? customer?.address ?? previous?.customerName ?? null;
  const messengerType = customer?.messengerType ?? previous?.messengerType ?? null;

  if (
    previous !== undefined &&
    unseen.length === 0 &&
    sameLegs(previous, legs) &&
    previous.lastReplyId === replyId &&
    previous.customerName === customerName &&
    previous.messengerType === messengerType
  ) {
    return { conversation: previous, messages: [], change: null };
  }

  const news = context.baseline ? [] : newsOf(previous, snapshot, unseen, context);
  const answered = replyId !== null && replyId !== previous?.lastReplyId;
  const media = snapshot.media === 'other' ? (previous?.media ?? 'other') : snapshot.media;
  const conversation: Conversation = {
    id: snapshot.id,
    media,
    messengerType,
    customerName,
    state: legs.state,
    concerned: legs.concerned,
    seen: unseen.length === 0 ? (previous?.seen ?? new Set()) : withIds(previous?.seen, unseen),
    unread: unreadAfter(previous, news, answered ? replyTime(snapshot, context.rules) : undefined),
    lastInbound: unseen.at(-1) ?? previous?.lastInbound ?? null,
    lastReplyId: replyId,
    answeredLegs: legs.answeredLegs,
    endedLegs: legs.endedLegs,
    over: legs.over,
    endedAt: legs.state === 'ended' ? (previous?.endedAt ?? context.now) : null,
  };
  return {
    conversation,
    messages: news.map(({ id, time }) => ({
      conversationId: snapshot.id,
      id,
      time,
      from: customerName,
      media: messengerType ?? media,
    })),
    change: context.baseline ? null : changeBetween(previous, conversation),
  };
}

/** The agent has looked: nothing is unread. The same object if nothing was. */
export function markSeen(conversation: Conversation): Conversation {
  return conversation.unread.length === 0 ? conversation : { ...conversation, unread: [] };
}

function unseenMessages(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
): readonly MessageEntry[] {
  let unseen: MessageEntry[] | null = null;
  const seen = previous?.seen;
  for (const participant of snapshot.participants) {
    if (participant.purpose !== 'customer') continue;
    for (const raw of participant.messages) {
      const id = messageIdOf(raw);
      if (id === null || seen?.has(id) === true) continue;
      const message = readMessage(raw);
      if (message !== null) (unseen ??= []).push(message);
    }
  }
  if (unseen === null) return [];
  const once = new Map(unseen.map((message) => [message.id, message]));
  return [...once.values()].sort(byTime);
}

function newsOf(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  unseen: readonly MessageEntry[],
  { rules, start }: FoldContext,
): readonly MessageEntry[] {
  if (unseen.length === 0) return [];
  const acquaintance: Acquaintance =
    previous === undefined ? 'firstSeen' : previous.concerned ? 'concerned' : 'unconcerned';
  return unseen.filter(newsTest(snapshot, rules, acquaintance, start));
}

/** An answer clears what came before it, and leaves what came after it. */
function unreadAfter(
  previous: Conversation | undefined,
  news: readonly MessageEntry[],
  answeredAt: string | null | undefined,
): readonly MessageEntry[] {
  const before = previous?.unread ?? [];
  const unread = news.length === 0 ? before : [...before, ...news];
  if (answeredAt === undefined) return unread;
  return answeredAt === null ? news : unread.filter(({ time }) => time === null || time > answeredAt);
}

function changeBetween(previous: Conversation | undefined, next: Conversation): ConversationChange | null {
  if (previous?.state === next.state) {
    const same = previous.customerName === next.customerName && previous.messengerType === next.messengerType;
    return same ? null : 'updated';
  }
  switch (next.state) {
    case 'offered':
      return 'offered';
    case 'connected':
      return 'connected';
    case 'ended':
      return previous === undefined ? null : 'ended';
    case 'waiting':
    case 'held':
    case 'parked':
    case 'afterCallWork':
      return 'updated';
  }
}

function customerOf(snapshot: ConversationSnapshot): ParticipantSnapshot | undefined {
  return snapshot.participants.find(({ purpose }) => purpose === 'customer');
}

function ownReplies(snapshot: ConversationSnapshot, rules: WatchRules): readonly unknown[] {
  if (rules.mine === null) return [];
  for (let index = snapshot.participants.length - 1; index >= 0; index -= 1) {
    const participant = snapshot.participants[index];
    if (participant?.userId === rules.mine && participant.messages.length > 0) return participant.messages;
  }
  return [];
}

function lastReplyId(snapshot: ConversationSnapshot, rules: WatchRules): string | null {
  const replies = ownReplies(snapshot, rules);
  for (let index = replies.length - 1; index >= 0; index -= 1) {
    const id = messageIdOf(replies[index]);
    if (id !== null) return id;
  }
  return null;
}

function replyTime(snapshot: ConversationSnapshot, rules: WatchRules): string | null {
  const id = lastReplyId(snapshot, rules);
  const raw = ownReplies(snapshot, rules).find((entry) => messageIdOf(entry) === id);
  return readMessage(raw)?.time ?? null;
}

function sameLegs(previous: Conversation, legs: LegState): boolean {
  return (
    previous.state === legs.state &&
    previous.concerned === legs.concerned &&
    previous.over === legs.over &&
    previous.answeredLegs === legs.answeredLegs &&
    previous.endedLegs === legs.endedLegs
  );
}

function withIds(
  seen: ReadonlySet<string> | undefined,
  unseen: readonly MessageEntry[],
): ReadonlySet<string> {
  const all = new Set(seen);
  for (const { id } of unseen) all.add(id);
  return all;
}

function byTime(a: MessageEntry, b: MessageEntry): number {
  return a.time === null || b.time === null || a.time === b.time ? 0 : a.time < b.time ? -1 : 1;
}
