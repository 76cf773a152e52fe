import type { ConversationDetail } from '../../preload/contract.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import type { ConversationList } from './conversation-list.ts';
import type { ViewNews } from './view-news.ts';

export interface AttentionDependencies {
  list: ConversationList;
  alerts: AlertService;
  isWindowInFront: () => boolean;
  /** Tells the engine that the agent has looked at a conversation. */
  markSeen: (conversationId: string) => void;
  news: ViewNews;
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
    const { list, alerts, markSeen, news } = this.#dependencies;
    markSeen(conversationId);
    alerts.attended(conversationId);
    news.list(list.seen(conversationId));
  }

  /** The messages of a conversation have changed: the window is told if it shows them. */
  showMessages(conversationId: string): void {
    const { list, news } = this.#dependencies;
    if (this.#open === conversationId) news.openMessages(list.detail(conversationId));
  }
}
