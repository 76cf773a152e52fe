import type { Conversation, ConversationChange, NewMessage } from '../conversations/conversation.ts';
import type { ConversationStore } from '../conversations/store.ts';
import { nothingWatched, type WatchRules } from '../conversations/watch-rules.ts';
import type { Clock } from '../effects/clock.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import { notWatching, watchedSince, withRules } from './watch-since.ts';

/** Where a snapshot came from. */
export type SnapshotOrigin = 'event' | 'reconcile' | 'poll' | 'baseline';

export interface WatcherDependencies {
  store: ConversationStore;
  clock: Clock;
  /** The service's time, ms since 1970; null while it is not known. */
  serviceNow: () => number | null;
  /** `text` is null where it must still be fetched. */
  onMessage: (message: NewMessage, missed: boolean, text: string | null) => void;
  onChange: (conversationId: string, change: ConversationChange) => void;
  /** A snapshot that changed what is known of its conversation. */
  onSnapshot: (snapshot: ConversationSnapshot) => void;
  /** What is known of a conversation has changed. */
  onKnown: (conversation: Conversation) => void;
  /** Leaves out messages that were reported before their ids were known. */
  withoutReported: (snapshot: ConversationSnapshot, messages: readonly NewMessage[]) => readonly NewMessage[];
}

/** Folds what comes in by the watch rules, and says of each new message whether it was missed when it came. */
export class Watcher {
  readonly #dependencies: WatcherDependencies;
  #rules: WatchRules = nothingWatched;
  #since = notWatching;
  /** What was missed is being read. */
  #catchingUp = false;
  /** When listening went on after the last gap, by the service's clock; never later than it was. */
  #listeningSince: number | null = null;

  constructor(dependencies: WatcherDependencies) {
    this.#dependencies = dependencies;
  }

  /** Watching begins now, unless it has begun. */
  begin(): void {
    if (this.#since.began === null) this.#since = { ...this.#since, began: this.#dependencies.serviceNow() };
  }

  watch(rules: WatchRules): void {
    this.#since = withRules(this.#since, this.#rules, rules, this.#dependencies.serviceNow());
    this.#rules = rules;
  }

  /** Listening goes on after a gap, and what was missed is about to be read. */
  beginCatchUp(): void {
    this.#catchingUp = true;
    this.#listeningSince = this.#dependencies.serviceNow();
  }

  endCatchUp(): void {
    this.#catchingUp = false;
  }

  /** Folds a snapshot and reports what is new in it. */
  take(snapshot: ConversationSnapshot, origin: SnapshotOrigin): void {
    const folded = this.#fold(snapshot, origin === 'baseline', null);
    if (folded.length === 0) return;
    const messages = this.#dependencies.withoutReported(snapshot, folded);
    messages.forEach((message, index) => {
      this.report(
        message,
        origin === 'reconcile' || this.wasMissed(message, index === messages.length - 1),
        null,
      );
    });
  }

  /** Folds a snapshot and leaves its new messages to the caller. */
  fold(snapshot: ConversationSnapshot, newFrom: number | null): readonly NewMessage[] {
    return this.#fold(snapshot, false, newFrom);
  }

  report(message: NewMessage, missed: boolean, text: string | null): void {
    this.#dependencies.onMessage(message, missed, text);
  }

  /** Ids of the message conversations that are known and go on. */
  openConversations(): readonly string[] {
    const open = (conversation: Conversation) =>
      conversation.media === 'message' && conversation.state !== 'ended' && conversation.concerned;
    return [...this.#dependencies.store.all()].filter(open).map(({ id }) => id);
  }

  #fold(snapshot: ConversationSnapshot, baseline: boolean, newFrom: number | null): readonly NewMessage[] {
    const { store, clock, onChange, onKnown, onSnapshot } = this.#dependencies;
    const before = store.get(snapshot.id);
    const { conversation, messages, change } = store.fold(snapshot, {
      rules: this.#rules,
      // Of a conversation that concerns the agent already nothing is history, whenever watching began.
      start: {
        since: before?.concerned === true ? null : watchedSince(this.#since, snapshot, this.#rules),
        newFrom,
      },
      baseline,
      now: clock.monotonic(),
    });
    if (conversation !== before) {
      onSnapshot(snapshot);
      onKnown(conversation);
    }
    if (change !== null && (conversation.concerned || before?.concerned === true))
      onChange(snapshot.id, change);
    return messages;
  }

  /**
   * Whether a new message came while nobody was listening: it is older than the moment from which the program listened
   * again, or it stands before the newest in an event that comes while what was missed is still being read.
   */
  wasMissed({ time }: NewMessage, isNewest: boolean): boolean {
    const isOlder = this.#listeningSince !== null && time !== null && Date.parse(time) < this.#listeningSince;
    return isOlder || (this.#catchingUp && !isNewest);
  }
}
