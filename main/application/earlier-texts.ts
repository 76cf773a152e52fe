import type { MessageEntry } from '../genesys/snapshot.ts';
import type { ConversationList, ListChange } from './conversation-list.ts';

/** So many conversations show their last words at once; the others when they are opened: requests are few. */
const TEXTS_FOR_THE_LIST = 20;

export interface EarlierTextsDependencies {
  list: ConversationList;
  /** Null where it cannot be had in good time. */
  readText: (conversationId: string, messageId: string) => Promise<string | null>;
  onText: (conversationId: string, change: ListChange) => void;
}

/** What was written before the program started has not come by: its text is fetched once it is of interest. */
export class EarlierTexts {
  readonly #dependencies: EarlierTextsDependencies;
  /** Messages whose texts were asked for. */
  readonly #asked = new Set<string>();

  constructor(dependencies: EarlierTextsDependencies) {
    this.#dependencies = dependencies;
  }

  /** A conversation is in the list. */
  listed(conversationId: string): void {
    if (this.#asked.size < TEXTS_FOR_THE_LIST) this.opened(conversationId);
  }

  /** A conversation is looked at. */
  opened(conversationId: string): void {
    const last = this.#dependencies.list.lastWithoutText(conversationId);
    if (last === null || this.#asked.has(last.id)) return;
    this.#asked.add(last.id);
    void this.#fetch(conversationId, last);
  }

  /** Somebody has signed out. */
  forget(): void {
    this.#asked.clear();
  }

  async #fetch(conversationId: string, last: MessageEntry): Promise<void> {
    const { list, readText, onText } = this.#dependencies;
    const text = await readText(conversationId, last.id);
    if (text !== null) onText(conversationId, list.earlier(conversationId, last, text));
  }
}
