import { newSession } from './session.ts';
import type { NewMessage } from '../conversations/conversation.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import { readMessageConversation } from '../genesys/conversations-api.ts';
import type { DirectEvent } from '../genesys/domain-event.ts';
import type { Rest } from '../genesys/rest.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import { datedMessages, matchByTime } from './match-by-time.ts';
import { RecentKeys } from './recent-keys.ts';

/** A message that is not resolved by then is reported as the event told it. */
const RESOLVE_WITHIN_MS = 3_000;

/** Between two readings of a conversation that did not show what an event announced. */
const READ_AGAIN_AFTER_MS = 750;

/** Where conversations may not be read, it is tried again after this. */
const REFUSED_FOR_MS = 10 * 60_000;

/** What is kept of a conversation that nothing happens in is forgotten after this. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

export interface DirectInboxDependencies {
  rest: Rest;
  clock: Clock;
  /** Folds a snapshot; a message from `newFrom` (service time, ms) on is news even in a conversation first seen. */
  fold: (snapshot: ConversationSnapshot, newFrom: number | null) => readonly NewMessage[];
  /** A message that is news; `announced` is the event that told of it, if one did. */
  onMessage: (message: NewMessage, announced: DirectEvent | null) => void;
  /** A message of which nothing but the event is known. */
  onUnresolved: (event: DirectEvent) => void;
  /** Any other event, and a `MessageAdded` that is no news: an agent's own reply, or a message reported before. */
  onEvent: (event: DirectEvent) => void;
}

interface Announced {
  event: DirectEvent;
  /** Service time, ms; NaN where the event tells none. */
  at: number;
  deadline: Timer;
}

/** A message that was reported as its event told it, before its id was known. */
interface Unresolved {
  /** Service time, ms; NaN where the event told none. */
  at: number;
}

interface Correspondence {
  waiting: Announced[];
  unresolved: Unresolved[];
  reading: boolean;
  readAgain: boolean;
  retry: Timer | null;
  /** Not to be read before; monotonic, ms. */
  refusedUntil: number;
  lastAt: number;
}

/**
 * Finds out what the direct protocol leaves open: which message an event is about, and whose it is. The conversation
 * is read over REST, and the fold decides what is news; where that is not permitted the event is reported as it is
 * (docs/direct-protocol.md §6).
 */
export class DirectInbox {
  readonly #dependencies: DirectInboxDependencies;
  readonly #conversations = new Map<string, Correspondence>();
  readonly #recent: RecentKeys;
  #everRead = false;
  #refusedUntil = -Infinity;
  #session = newSession();

  constructor(dependencies: DirectInboxDependencies) {
    this.#dependencies = dependencies;
    this.#recent = new RecentKeys(dependencies.clock.monotonic());
  }

  /** Whether conversations may be read, as far as is known. */
  get mayRead(): boolean {
    return this.#dependencies.clock.monotonic() >= this.#refusedUntil;
  }

  /** Takes an event. */
  take(event: DirectEvent): void {
    const { clock } = this.#dependencies;
    const now = clock.monotonic();
    const key = identityOf(event);
    if (key !== null && !this.#recent.add(key, now)) return;
    if (event.eventType !== 'MessageAdded') {
      this.#dependencies.onEvent(event);
      if (event.eventType === 'StatusChanged' && this.#mayReadOne(event.conversationId, now)) {
        this.#read(event.conversationId);
      }
      return;
    }
    if (!this.#mayReadOne(event.conversationId, now)) {
      this.#dependencies.onUnresolved(event);
      return;
    }
    const correspondence = this.#correspondence(event.conversationId, now);
    const announced: Announced = {
      event,
      at: event.timestamp === null ? NaN : Date.parse(event.timestamp),
      deadline: clock.after(RESOLVE_WITHIN_MS, () => {
        this.#giveUp(event.conversationId, announced);
      }),
    };
    correspondence.waiting.push(announced);
    this.#read(event.conversationId);
  }

  /** Takes the messages of a fold that did not come from here, and leaves out what was reported unresolved. */
  withoutReported(snapshot: ConversationSnapshot, messages: readonly NewMessage[]): readonly NewMessage[] {
    const correspondence = this.#conversations.get(snapshot.id);
    if (correspondence === undefined || correspondence.unresolved.length === 0) return messages;
    const matched = assign(correspondence.unresolved, snapshot, messages);
    correspondence.unresolved = correspondence.unresolved.filter((unresolved) => !matched.has(unresolved));
    const reported = new Set([...matched.values()].map(({ id }) => id));
    return messages.filter(({ id }) => !reported.has(id));
  }

  /** Forgets what is old. */
  forget(): void {
    const now = this.#dependencies.clock.monotonic();
    for (const [id, { waiting, lastAt }] of this.#conversations) {
      if (waiting.length === 0 && now - lastAt >= FORGOTTEN_AFTER_MS) this.#conversations.delete(id);
    }
  }

  /** Reports at once whatever is still open, and reads no more. */
  flush(): void {
    this.#session.abort();
    this.#session = newSession();
    for (const [id, { waiting, retry }] of this.#conversations) {
      retry?.cancel();
      for (const announced of [...waiting]) this.#giveUp(id, announced);
    }
  }

  #mayReadOne(conversationId: string, now: number): boolean {
    const refusedUntil = this.#conversations.get(conversationId)?.refusedUntil ?? -Infinity;
    return now >= this.#refusedUntil && now >= refusedUntil;
  }

  #correspondence(conversationId: string, now: number): Correspondence {
    const known = this.#conversations.get(conversationId);
    if (known !== undefined) {
      known.lastAt = now;
      return known;
    }
    const begun: Correspondence = {
      waiting: [],
      unresolved: [],
      reading: false,
      readAgain: false,
      retry: null,
      refusedUntil: -Infinity,
      lastAt: now,
    };
    this.#conversations.set(conversationId, begun);
    return begun;
  }

  #read(conversationId: string): void {
    const { rest, clock } = this.#dependencies;
    const correspondence = this.#correspondence(conversationId, clock.monotonic());
    if (correspondence.reading) {
      correspondence.readAgain = true;
      return;
    }
    correspondence.reading = true;
    correspondence.readAgain = false;
    const { signal } = this.#session;
    void readMessageConversation(rest, conversationId, 'text', signal).then((result) => {
      correspondence.reading = false;
      if (signal.aborted) return;
      switch (result.kind) {
        case 'ok':
          this.#everRead = true;
          this.#resolve(correspondence, result.value);
          break;
        case 'forbidden':
        case 'refused':
        case 'notFound':
          this.#onRefused(conversationId, correspondence);
          return;
        case 'unauthorized':
        case 'limited':
        case 'transient':
          break;
      }
      if (correspondence.readAgain) this.#read(conversationId);
      else if (correspondence.waiting.length > 0) {
        correspondence.retry?.cancel();
        correspondence.retry = clock.after(READ_AGAIN_AFTER_MS, () => {
          if (correspondence.waiting.length > 0 && !correspondence.reading) this.#read(conversationId);
        });
      }
    });
  }

  /** Until one conversation could be read, a refusal is taken as the rule for all. */
  #onRefused(conversationId: string, correspondence: Correspondence): void {
    const until = this.#dependencies.clock.monotonic() + REFUSED_FOR_MS;
    correspondence.refusedUntil = until;
    if (!this.#everRead) this.#refusedUntil = until;
    for (const announced of [...correspondence.waiting]) this.#giveUp(conversationId, announced);
  }

  #resolve(correspondence: Correspondence, snapshot: ConversationSnapshot): void {
    const { fold, onMessage, onEvent } = this.#dependencies;
    const { waiting } = correspondence;
    const dated = waiting.map(({ at }) => at).filter((at) => !Number.isNaN(at));
    const folded = fold(snapshot, dated.length === 0 ? null : Math.min(...dated));
    const news = this.withoutReported(snapshot, folded);
    const matched = assign(waiting, snapshot, news);
    const announcements = new Map([...matched].map(([announced, message]) => [message.id, announced]));
    for (const message of news) onMessage(message, announcements.get(message.id)?.event ?? null);
    const reported = new Set(news.map(({ id }) => id));
    for (const [announced, message] of matched)
      this.#close(correspondence, announced, message, reported, onEvent);
  }

  #close(
    correspondence: Correspondence,
    announced: Announced,
    message: { id: string },
    reported: ReadonlySet<string>,
    onEvent: (event: DirectEvent) => void,
  ): void {
    announced.deadline.cancel();
    correspondence.waiting = correspondence.waiting.filter((other) => other !== announced);
    if (!reported.has(message.id)) onEvent(announced.event);
  }

  #giveUp(conversationId: string, announced: Announced): void {
    const correspondence = this.#conversations.get(conversationId);
    if (correspondence?.waiting.includes(announced) !== true) return;
    announced.deadline.cancel();
    correspondence.waiting = correspondence.waiting.filter((other) => other !== announced);
    correspondence.unresolved.push({ at: announced.at });
    this.#dependencies.onUnresolved(announced.event);
  }
}

/** Pairs events with messages by time; an event without a time takes the next piece of news that is left. */
function assign<T extends { at: number }>(
  events: readonly T[],
  snapshot: ConversationSnapshot,
  news: readonly NewMessage[],
): ReadonlyMap<T, { id: string }> {
  const matched = new Map<T, { id: string }>(matchByTime(events, datedMessages(snapshot)));
  const taken = new Set([...matched.values()].map(({ id }) => id));
  const left = news.filter(({ id }) => !taken.has(id));
  for (const event of events) {
    if (!Number.isNaN(event.at)) continue;
    const next = left.shift();
    if (next !== undefined) matched.set(event, next);
  }
  return matched;
}

/** What makes two events one (docs/direct-protocol.md §3); null where that cannot be told. */
function identityOf({ eventId, conversationId, eventType, timestamp, text }: DirectEvent): string | null {
  if (eventId !== null) return `#${eventId}`;
  if (timestamp === null) return null;
  return `${conversationId}\n${timestamp}\n${eventType}\n${text ?? ''}`;
}
