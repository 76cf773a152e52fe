import type { AlertService } from '../alerts/alert-service.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { EngineOutput, MessageReport } from '../engine/output.ts';
import type { Attention } from './attention.ts';
import type { ConnectionStory } from './connection-story.ts';
import type { ConversationList } from './conversation-list.ts';
import type { EarlierTexts } from './earlier-texts.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { SignIn } from './sign-in.ts';
import type { UnfinishedAlerts } from './unfinished-alerts.ts';
import type { ViewNews } from './view-news.ts';

export interface OutputFoldingDependencies {
  list: ConversationList;
  alerts: AlertService;
  settings: SettingsKeeper;
  story: ConnectionStory;
  signIn: SignIn;
  clock: Clock;
  logger: Logger;
  newId: () => string;
  attention: Attention;
  earlierTexts: EarlierTexts;
  unfinished: UnfinishedAlerts;
  /** Null where it cannot be had in good time. */
  readText: (conversationId: string, messageId: string) => Promise<string | null>;
  news: ViewNews;
}

/** Brings what the engine says to the list, the alerts and the strip. */
export class OutputFolding {
  readonly #dependencies: OutputFoldingDependencies;

  constructor(dependencies: OutputFoldingDependencies) {
    this.#dependencies = dependencies;
  }

  take(output: EngineOutput): void {
    const { list, alerts, story, signIn, attention, logger, news } = this.#dependencies;
    switch (output.type) {
      case 'status':
        story.status(output.status);
        news.connection();
        if (output.status.state === 'connected') this.#repeatUnfinished();
        return;
      case 'message':
        this.#message(output.message);
        return;
      case 'lateText': {
        const { messageId, conversationId, text } = output.message;
        if (messageId === null) return;
        news.list(list.lateText(conversationId, messageId, text));
        attention.showMessages(conversationId);
        alerts.lateText({ ...output.message, messageId });
        return;
      }
      case 'known':
        this.#known(output.conversation);
        return;
      case 'conversation':
        if (output.change === 'offered')
          alerts.offered(output.conversationId, list.customerOf(output.conversationId));
        return;
      case 'gap':
        story.gap(output.gap);
        news.connection();
        return;
      case 'user':
        signIn.named(output.user.name);
        return;
      case 'error': {
        const { code } = output.error;
        logger.warn('The engine reports an error', { code });
        if (code === 'signInSoon') signIn.endsSoon(output.error.message);
        if (code !== 'forbiddenConversation') return;
        story.unwatchable(output.error);
        news.connection();
        return;
      }
      case 'event':
      case 'socket':
        return;
    }
  }

  #known(conversation: Conversation): void {
    const { list, alerts, settings, clock, earlierTexts, news } = this.#dependencies;
    const { id } = conversation;
    if (settings.isUnwatched(id)) return;
    if (conversation.unread.length === 0) alerts.attended(id);
    news.list(list.know(conversation, clock.now()));
    earlierTexts.listed(id);
    // A chosen conversation that no topic brings is told of once before it is read again and again.
    if (!settings.stored.watch.conversations.includes(id)) return;
    queueMicrotask(() => {
      news.list(list.refresh(id));
    });
  }

  #message(message: MessageReport): void {
    const { list, alerts, settings, clock, newId, attention, news } = this.#dependencies;
    const { conversationId } = message;
    // Where the protocol tells no id, each report stands for itself: the engine has made sure that it comes once.
    const messageId = message.messageId ?? newId();
    if (!settings.isUnwatched(conversationId)) news.list(list.message(message, messageId, clock.now()));
    alerts.message({ ...message, messageId });
    attention.showMessages(conversationId);
    if (attention.isLookedAt(conversationId)) attention.look(conversationId);
  }

  #repeatUnfinished(): void {
    const { list, alerts, unfinished, readText } = this.#dependencies;
    void unfinished.repeat(
      ({ conversationId, messageId }) => readText(conversationId, messageId),
      ({ conversationId, messageId, text }) => {
        const from = list.customerOf(conversationId);
        alerts.message({ messageId, conversationId, from, text, own: true, missed: true }, true);
      },
    );
  }
}
