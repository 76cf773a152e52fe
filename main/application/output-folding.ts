import type { AlertService } from '../alerts/alert-service.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { EngineOutput, MessageReport } from '../engine/output.ts';
import type { Attention } from './attention.ts';
import type { ConnectionStory } from './connection-story.ts';
import type { ConversationList, ListChange } from './conversation-list.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { SignIn } from './sign-in.ts';

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
  /** Fetches the words of a conversation's last message where they have not come by. */
  fetchLastText: (conversationId: string) => void;
  onList: (change: ListChange) => void;
  onConnection: () => void;
}

/** Brings what the engine says to the list, the alerts and the strip. */
export class OutputFolding {
  readonly #dependencies: OutputFoldingDependencies;

  constructor(dependencies: OutputFoldingDependencies) {
    this.#dependencies = dependencies;
  }

  take(output: EngineOutput): void {
    const { list, alerts, story, signIn, attention, logger, onList, onConnection } = this.#dependencies;
    switch (output.type) {
      case 'status':
        story.status(output.status);
        onConnection();
        return;
      case 'message':
        this.#message(output.message);
        return;
      case 'lateText': {
        const { messageId, conversationId, text } = output.message;
        if (messageId === null) return;
        onList(list.lateText(conversationId, messageId, text));
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
        onConnection();
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
        onConnection();
        return;
      }
      case 'event':
      case 'socket':
        return;
    }
  }

  #known(conversation: Conversation): void {
    const { list, alerts, settings, clock, fetchLastText, onList } = this.#dependencies;
    const { id } = conversation;
    if (settings.isUnwatched(id)) return;
    if (conversation.unread.length === 0) alerts.attended(id);
    onList(list.know(conversation, clock.now()));
    fetchLastText(id);
    // A chosen conversation that no topic brings is told of once before it is read again and again.
    if (!settings.stored.watch.conversations.includes(id)) return;
    queueMicrotask(() => {
      onList(list.refresh(id));
    });
  }

  #message(message: MessageReport): void {
    const { list, alerts, settings, clock, newId, attention, onList } = this.#dependencies;
    const { conversationId } = message;
    // Where the protocol tells no id, each report stands for itself: the engine has made sure that it comes once.
    const messageId = message.messageId ?? newId();
    if (!settings.isUnwatched(conversationId)) onList(list.message(message, messageId, clock.now()));
    alerts.message({ ...message, messageId });
    attention.showMessages(conversationId);
    if (attention.isLookedAt(conversationId)) attention.look(conversationId);
  }
}
