import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import type { Conversation } from './conversation.ts';
import { foldSnapshot, markSeen, type FoldContext, type FoldResult } from './fold.ts';

/** What is known of an ended conversation is kept this long: a late picture must not make its messages new again. */
const KEPT_AFTER_END_MS = 24 * 3_600_000;

/** The conversations that are known. The one place where they are held; what happens to each is decided by `foldSnapshot`. */
export class ConversationStore {
  readonly #conversations = new Map<string, Conversation>();

  get(id: string): Conversation | undefined {
    return this.#conversations.get(id);
  }

  all(): Iterable<Conversation> {
    return this.#conversations.values();
  }

  /** Folds a snapshot in and says what came of it. */
  fold(snapshot: ConversationSnapshot, context: FoldContext): FoldResult {
    const before = this.#conversations.get(snapshot.id);
    const result = foldSnapshot(before, snapshot, context);
    if (result.conversation !== before) this.#conversations.set(snapshot.id, result.conversation);
    return result;
  }

  /** The agent has looked at a conversation. */
  markSeen(id: string): void {
    const conversation = this.#conversations.get(id);
    if (conversation !== undefined) this.#conversations.set(id, markSeen(conversation));
  }

  /** Forgets the conversations that ended a day ago. @param now monotonic, ms. */
  forgetEnded(now: number): void {
    for (const [id, { endedAt }] of this.#conversations) {
      if (endedAt !== null && now - endedAt >= KEPT_AFTER_END_MS) this.#conversations.delete(id);
    }
  }
}
