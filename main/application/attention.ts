import type { ConversationDetail, ViewChange } from '../../preload/contract.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import type { ConversationList, ListChange } from './conversation-list.ts';

export interface AttentionDependencies {
  list: ConversationList;
  alerts: AlertService;
  isWindowInFront: () => boolean;
  /** Tells the engine that the agent has looked at a conversation. */
  markSeen: (conversationId: string) => void;
  onList: (change: ListChange) => void;
  onChange: (change: ViewChange) => void;
}

/** Which conversation the agent looks at. */
export class Attention {
  readonly #dependencies: AttentionDependencies;
  #open: string | null = null;

  constructor(dependencies: AttentionDependencies) {
    this.#dependencies = dependencies;
  }

  /** The window shows a conversation. @returns its messages; null for one that is not in the list. */
  open(conversationId: string): ConversationDetail | null {
    this.#open = conversationId;
    this.look(conversationId);
    return this.#dependencies.list.detail(conversationId);
  }

  /** The window shows none any longer, or is gone. */
  close(): void {
    this.#open = null;
  }

  /** What the page says it shows counts only while its window is in front. */
  isLookedAt(conversationId: string): boolean {
    return this.#open === conversationId && this.#dependencies.isWindowInFront();
  }

  /** The agent has looked at a conversation: nothing of it is unread here. */
  look(conversationId: string): void {
    const { list, alerts, markSeen, onList } = this.#dependencies;
    markSeen(conversationId);
    alerts.attended(conversationId);
    onList(list.seen(conversationId));
  }

  /** The messages of a conversation have changed: the window is told if it shows them. */
  showMessages(conversationId: string): void {
    const { list, onChange } = this.#dependencies;
    if (this.#open === conversationId) onChange({ openMessages: list.detail(conversationId) });
  }
}
