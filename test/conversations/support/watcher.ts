import type { Conversation, ConversationChange } from '../../../main/conversations/conversation.ts';
import type { FoldContext, FoldResult } from '../../../main/conversations/fold.ts';
import { ConversationStore } from '../../../main/conversations/store.ts';
import { nothingWatched, type WatchRules } from '../../../main/conversations/watch-rules.ts';
import type { ConversationSnapshot } from '../../../main/genesys/snapshot.ts';
import { STORY_START, type Shape, type Story } from './story.ts';

export const ME = 'U-me';
export const OTHER = 'U-other';
export const QUEUE = 'Q1';

export const mine: WatchRules = { ...nothingWatched, mine: ME };
export const queue: WatchRules = { ...nothingWatched, queues: new Set([QUEUE]) };
export const chosen: WatchRules = { ...nothingWatched, conversations: new Set(['C1']) };
export const everything: WatchRules = { ...nothingWatched, everything: true };

/** Somebody who watches: a store, and what it reported. */
export class Watcher {
  readonly store = new ConversationStore();
  readonly reported: string[] = [];
  readonly changes: ConversationChange[] = [];
  readonly #context: FoldContext;

  constructor(rules: WatchRules, context: Partial<FoldContext> = {}) {
    this.#context = {
      rules,
      start: { since: STORY_START - 60_000, newFrom: null },
      baseline: false,
      now: 0,
      ...context,
    };
  }

  /** Sees the story as it stands. */
  sees(story: Story, shape: Shape = 'mediaEvent', context: Partial<FoldContext> = {}): FoldResult {
    return this.fold(story.snapshot(shape), context);
  }

  fold(snapshot: ConversationSnapshot, context: Partial<FoldContext> = {}): FoldResult {
    const result = this.store.fold(snapshot, { ...this.#context, ...context });
    this.reported.push(...result.messages.map(({ id }) => id));
    if (result.change !== null) this.changes.push(result.change);
    return result;
  }

  /** What is known of the story's conversation. */
  get known(): Conversation {
    const conversation = this.store.get('C1');
    if (conversation === undefined) throw new Error('Nothing is known of the conversation.');
    return conversation;
  }

  get unread(): readonly string[] {
    return this.known.unread.map(({ id }) => id);
  }
}
