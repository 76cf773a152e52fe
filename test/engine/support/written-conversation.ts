import { readConversation } from '../../../main/genesys/snapshot-reader.ts';
import type { ConversationSnapshot } from '../../../main/genesys/snapshot.ts';

/** A message as a test writes it. */
export interface WrittenMessage {
  id: string;
  by: 'customer' | 'agent';
  /** The service's time, ms since 1970; null for one that tells none. */
  at: number | null;
}

export interface WrittenConversation {
  id: string;
  messages: readonly WrittenMessage[];
  /** Where the agent came from; null for no queue. */
  queueId?: string | null;
  agentEndTime?: string | null;
}

/** The answer of `GET /conversations/messages/{id}` (docs/genesys-cloud.md §2.2). Synthetic. */
export function messageConversation({ id, messages, queueId, agentEndTime }: WrittenConversation) {
  const by = (writer: WrittenMessage['by']) =>
    messages
      .filter((message) => message.by === writer)
      .map(({ id: messageId, at }) => ({
        messageId,
        messageStatus: 'received',
        ...(at === null ? {} : { messageTime: new Date(at).toISOString() }),
      }));
  return {
    id,
    participants: [
      {
        id: 'P1',
        purpose: 'customer',
        state: 'connected',
        name: 'Jane',
        type: 'webmessaging',
        messages: by('customer'),
      },
      {
        id: 'P2',
        purpose: 'agent',
        state: agentEndTime == null ? 'connected' : 'disconnected',
        user: { id: 'U1' },
        ...(queueId == null ? {} : { queue: { id: queueId } }),
        connectedTime: '2026-01-05T09:00:00.000Z',
        ...(agentEndTime == null ? {} : { endTime: agentEndTime }),
        messages: by('agent'),
      },
    ],
  };
}

export function snapshotOf(conversation: WrittenConversation): ConversationSnapshot {
  const snapshot = readConversation(messageConversation(conversation), 'message');
  if (snapshot === null) throw new TypeError('not a conversation');
  return snapshot;
}
