import type { Clock } from '../effects/clock.ts';
import { ConversationTexts } from './conversation-texts.ts';
import type { MessageText } from './message-text.ts';
import type { RestClient } from './rest-client.ts';
import { TextRefusals } from './text-refusals.ts';

/** The texts of messages: the events do not carry them (docs/genesys-cloud.md §2.4). */
export interface MessageTexts {
  /**
   * Fetches one message's text. What is asked for at about the same time in one conversation, or while the request
   * budget makes its call wait, goes in one call. Never rejects.
   * @param signal gives up: the answer is `unavailable`, and the call is not made if nobody else waits for it.
   */
  request(conversationId: string, messageId: string, signal?: AbortSignal): Promise<MessageText>;
  /** Whether a request would be answered with `refused` at once. */
  isRefused(conversationId: string): boolean;
}

export interface MessageTextsOptions {
  rest: Pick<RestClient, 'sendWhenAdmitted'>;
  clock: Clock;
  /** How long a first request waits for others of its conversation, in ms. */
  gatherMs?: number;
}

export function createMessageTexts({ rest, clock, gatherMs = 50 }: MessageTextsOptions): MessageTexts {
  const refusals = new TextRefusals(clock);
  const conversations = new Map<string, ConversationTexts>();
  return {
    isRefused: (conversationId) => refusals.isRefused(conversationId),
    request(conversationId, messageId, signal) {
      if (refusals.isRefused(conversationId)) return Promise.resolve({ kind: 'refused' });
      const conversation =
        conversations.get(conversationId) ??
        new ConversationTexts(conversationId, { rest, clock, refusals, gatherMs });
      conversations.set(conversationId, conversation);
      return conversation.request(messageId, signal).finally(() => {
        if (conversation.isIdle && conversations.get(conversationId) === conversation) {
          conversations.delete(conversationId);
        }
      });
    },
  };
}
