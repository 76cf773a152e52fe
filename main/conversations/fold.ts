import { messageIdOf, readMessage } from '../genesys/snapshot-reader.ts';
import type { ConversationSnapshot, MediaType, MessageEntry } from '../genesys/snapshot.ts';
import type { Conversation, ConversationChange, NewMessage } from './conversation.ts';
import { newsTest, type WatchStart } from './history.ts';
import { readLegState, type LegState } from './leg-state.ts';
import { newerReply } from './own-reply.ts';
import { SeenIds } from './seen-ids.ts';
import { byTime } from './service-time.ts';
import { unreadAfter } from './unread.ts';
import { isOwn, type WatchRules } from './watch-rules.ts';

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
  const facts = readFacts(previous, snapshot);
  const reply = newerReply(previous?.lastReplyId ?? null, snapshot, context.rules);
  const { known, news } = judge(previous, snapshot, context);

  if (
    previous !== undefined &&
    known.length === 0 &&
    reply === null &&
    sameLegs(previous, legs) &&
    sameFacts(previous, facts)
  ) {
    return { conversation: previous, messages: [], change: null };
  }

  const conversation: Conversation = {
    id: snapshot.id,
    media: facts.media,
    messengerType: facts.messengerType,
    customerName: facts.customerName,
    state: legs.state,
    concerned: legs.concerned,
    shownLeg: legs.shownLeg,
    answeredLegs: legs.answeredLegs,
    endedLegs: legs.endedLegs,
    over: legs.over,
    seen: (previous?.seen ?? SeenIds.none).with(known.map(({ id }) => id)),
    unread: unreadAfter(previous?.unread ?? [], news, reply),
    lastInbound: newest(previous?.lastInbound ?? null, known),
    lastReplyId: reply?.id ?? previous?.lastReplyId ?? null,
    endedAt: endOf(previous, legs, context.now),
  };
  return {
    conversation,
    messages: news.map(({ id, time }) => ({
      conversationId: snapshot.id,
      id,
      time,
      from: facts.customerName,
      media: facts.messengerType ?? facts.media,
      own: isOwn(snapshot, context.rules),
    })),
    change: context.baseline ? null : changeBetween(previous, conversation),
  };
}

/** The agent has looked: nothing is unread. The same object if nothing was. */
export function markSeen(conversation: Conversation): Conversation {
  return conversation.unread.length === 0 ? conversation : { ...conversation, unread: [] };
}

interface Judged {
  /** Messages that are known from now on, oldest first. */
  known: readonly MessageEntry[];
  /** Those among them that are news. */
  news: readonly MessageEntry[];
}

const NOTHING: Judged = { known: [], news: [] };

function judge(
  previous: Conversation | undefined,
  snapshot: ConversationSnapshot,
  { rules, start, baseline }: FoldContext,
): Judged {
  const unseen = unseenMessages(previous?.seen ?? SeenIds.none, snapshot);
  if (unseen === null) return NOTHING;
  if (baseline) return { known: unseen, news: [] };
  const verdictOn = newsTest(previous, snapshot, rules, start);
  const known: MessageEntry[] = [];
  const news: MessageEntry[] = [];
  for (const message of unseen) {
    const verdict = verdictOn(message);
    if (verdict !== 'open') known.push(message);
    if (verdict === 'new') news.push(message);
  }
  return { known, news };
}

function unseenMessages(seen: SeenIds, snapshot: ConversationSnapshot): readonly MessageEntry[] | null {
  let unseen: MessageEntry[] | null = null;
  let ids: Set<string> | null = null;
  // Nearly every picture lists what is known in the order in which it became known: then no id needs to be looked up.
  let place = 0;
  for (const participant of snapshot.participants) {
    if (participant.purpose !== 'customer') continue;
    for (const raw of participant.messages) {
      const id = messageIdOf(raw);
      if (id === null) continue;
      if (id === seen.at(place)) {
        place += 1;
        continue;
      }
      if (seen.has(id)) continue;
      const message = readMessage(raw);
      if (message === null) continue;
      if (unseen === null) unseen = [message];
      else {
        ids ??= new Set(unseen.map((other) => other.id));
        if (!ids.has(id)) unseen.push(message);
        ids.add(id);
      }
    }
  }
  if (unseen === null) return null;
  return unseen.length < 2 ? unseen : unseen.sort(byTime);
}

type Facts = Pick<Conversation, 'media' | 'messengerType' | 'customerName'>;

/** What is told of a conversation once and may be left out later. */
function readFacts(previous: Conversation | undefined, snapshot: ConversationSnapshot): Facts {
  const customer = snapshot.participants.find(({ purpose }) => purpose === 'customer');
  return {
    media: moreTelling(previous?.media ?? 'other', snapshot.media),
    messengerType: customer?.messengerType ?? previous?.messengerType ?? null,
    customerName: customer?.name ?? previous?.customerName ?? customer?.address ?? null,
  };
}

/** A conversation may have several media, each told of under its own topic; messages are what alerts are for. */
function moreTelling(known: MediaType, told: MediaType): MediaType {
  return known === 'other' || told === 'message' ? told : known;
}

/** After-call work may come after the end that the customer made; an end for the watcher alone can be undone. */
function endOf(previous: Conversation | undefined, legs: LegState, now: number): number | null {
  if (legs.state === 'ended') return previous?.endedAt ?? now;
  return legs.over ? (previous?.endedAt ?? null) : null;
}

function changeBetween(previous: Conversation | undefined, next: Conversation): ConversationChange | null {
  const isOthers = !next.concerned && (next.state === 'waiting' || next.state === 'connected');
  if (isOthers) return previous?.concerned === true ? 'updated' : null;
  if (previous?.state === next.state) return sameFacts(previous, next) ? null : 'updated';
  switch (next.state) {
    case 'offered':
      return 'offered';
    case 'connected':
      return 'connected';
    case 'ended':
      if (previous === undefined) return null;
      return previous.endedAt === null ? 'ended' : 'updated';
    case 'waiting':
    case 'held':
    case 'parked':
    case 'afterCallWork':
      return 'updated';
  }
}

function sameLegs(previous: LegState, next: LegState): boolean {
  return (
    previous.state === next.state &&
    previous.concerned === next.concerned &&
    previous.shownLeg === next.shownLeg &&
    previous.over === next.over &&
    previous.answeredLegs === next.answeredLegs &&
    previous.endedLegs === next.endedLegs
  );
}

function sameFacts(previous: Facts, next: Facts): boolean {
  return (
    previous.media === next.media &&
    previous.messengerType === next.messengerType &&
    previous.customerName === next.customerName
  );
}

function newest(known: MessageEntry | null, added: readonly MessageEntry[]): MessageEntry | null {
  const last = added.at(-1) ?? null;
  return known === null || (last !== null && byTime(last, known) >= 0) ? last : known;
}
