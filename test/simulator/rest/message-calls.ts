import type { Conversation, Message, Participant } from '../conversations/conversation.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { findMessage } from '../conversations/messages.ts';
import { isTextList } from '../fields.ts';
import type { Token } from '../oauth/tokens.ts';
import { iso } from '../service-time.ts';
import { requireAnyPermission, requireScope } from './access.ts';
import { badRequest, notFound } from './error-body.ts';
import { jsonResponse } from './http.ts';
import type { Call, Route } from './router.ts';

const messagesPath = '/api/v2/conversations/messages';
const bulkLimit = 1_000;

/** The text of messages (docs/genesys-cloud.md §2.4). */
export function messageCalls(conversations: Conversations): Route[] {
  const findConversation = ({ token, params }: Call): Conversation => {
    requireTextAccess(token);
    const conversation = conversations.find(params['conversationId'] ?? '');
    if (conversation?.media !== 'message') throw notFound('The message conversation');
    return conversation;
  };
  const render = (call: Call, conversation: Conversation, messageId: string) => {
    const found = findMessage(conversation, messageId);
    return found === undefined
      ? null
      : renderMessage(conversation, found, call.query.get('useNormalizedMessage') === 'true');
  };
  return [
    {
      method: 'GET',
      path: `${messagesPath}/{messageId}/details`,
      run: (call) => {
        requireTextAccess(call.token);
        const messageId = call.params['messageId'] ?? '';
        for (const conversation of conversations.all()) {
          const entity = render(call, conversation, messageId);
          if (entity !== null) return jsonResponse(200, entity);
        }
        throw notFound('The message');
      },
    },
    {
      method: 'POST',
      path: `${messagesPath}/{conversationId}/messages/bulk`,
      run: (call) => {
        const conversation = findConversation(call);
        const ids = call.json();
        if (!isTextList(ids)) throw badRequest('The request body must be a list of message ids.');
        if (ids.length > bulkLimit) throw badRequest(`At most ${bulkLimit} message ids can be given.`);
        const entities = ids.map((id) => render(call, conversation, id)).filter((entity) => entity !== null);
        return jsonResponse(200, { entities });
      },
    },
    {
      method: 'GET',
      path: `${messagesPath}/{conversationId}/messages/{messageId}`,
      run: (call) => {
        const entity = render(call, findConversation(call), call.params['messageId'] ?? '');
        if (entity === null) throw notFound('The message');
        return jsonResponse(200, entity);
      },
    },
  ];
}

function requireTextAccess(token: Token): void {
  requireScope(token, 'conversation:view');
  requireAnyPermission(token, ['conversation:message:view', 'conversation:webmessaging:view']);
}

/** `MessageData`; the deprecated text only where the normalized form was not asked for. */
function renderMessage(
  conversation: Conversation,
  { message, by }: { message: Message; by: Participant },
  normalizedOnly: boolean,
): unknown {
  const direction = by.purpose === 'customer' ? 'inbound' : 'outbound';
  return {
    id: message.id,
    conversationId: conversation.id,
    timestamp: iso(message.time),
    direction,
    messengerType: conversation.type,
    status: message.status,
    ...(by.address === null ? {} : { fromAddress: by.address }),
    ...(normalizedOnly || message.text === null ? {} : { textBody: message.text }),
    normalizedMessage: {
      id: message.id,
      channel: {
        type: 'Private',
        platform: conversation.type,
        time: iso(message.time),
        from: { nickname: by.name },
      },
      type: message.kind === 'event' ? 'Event' : 'Text',
      ...(message.text === null ? {} : { text: message.text }),
      ...(message.kind === 'event' ? { events: [{ eventType: 'Typing', typing: { type: 'On' } }] } : {}),
      ...(message.kind === 'picture'
        ? { content: [{ contentType: 'Attachment', attachment: { mediaType: 'Image', id: message.id } }] }
        : {}),
      originatingEntity: by.purpose === 'workflow' ? 'Bot' : 'Human',
      direction: direction === 'inbound' ? 'Inbound' : 'Outbound',
    },
    selfUri: `${messagesPath}/${conversation.id}/messages/${message.id}`,
  };
}
