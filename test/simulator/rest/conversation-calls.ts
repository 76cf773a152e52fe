import { isLive, type Conversation } from '../conversations/conversation.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { mediaPlural, renderMediaEntity, renderPersonEntity } from '../conversations/rendering.ts';
import type { Token } from '../oauth/tokens.ts';
import { requireAnyPermission, requireScope } from './access.ts';
import { notFound } from './error-body.ts';
import { jsonResponse } from './http.ts';
import { pageOf } from './listing.ts';
import type { Call, Route } from './router.ts';

const messagesPath = '/api/v2/conversations/messages';
const conversationsPath = '/api/v2/conversations';

/** Reading conversations (docs/genesys-cloud.md §3.1). */
export function conversationCalls(conversations: Conversations): Route[] {
  /** Where the caller takes part now; client credentials take part in nothing. */
  const own = (token: Token): Conversation[] =>
    conversations
      .active()
      .filter(({ participants }) =>
        participants.some((one) => token.userId !== null && one.userId === token.userId && isLive(one)),
      );
  const find = ({ params }: Call): Conversation => {
    const conversation = conversations.find(params['conversationId'] ?? '');
    if (conversation === undefined) throw notFound('The conversation');
    return conversation;
  };
  return [
    {
      method: 'GET',
      path: messagesPath,
      run: ({ token, query }) => {
        requireScope(token, 'conversation:read');
        const found = own(token).filter(({ media }) => media === 'message');
        return jsonResponse(200, pageOf(found.map(renderMediaEntity), messagesPath, query));
      },
    },
    {
      method: 'GET',
      path: `${messagesPath}/{conversationId}`,
      run: (call) => {
        requireScope(call.token, 'conversation:view');
        const conversation = find(call);
        if (conversation.media !== 'message') throw notFound('The message conversation');
        return jsonResponse(200, renderMediaEntity(conversation));
      },
    },
    {
      method: 'GET',
      path: conversationsPath,
      run: ({ token, query }) => {
        requireScope(token, 'conversation:read');
        const type = query.get('communicationType')?.toLowerCase();
        const found = own(token).filter(
          ({ media }) => type === undefined || type === media || type === mediaPlural[media],
        );
        return jsonResponse(200, pageOf(found.map(renderPersonEntity), conversationsPath, query));
      },
    },
    {
      method: 'GET',
      path: `${conversationsPath}/{conversationId}`,
      run: (call) => {
        requireScope(call.token, 'conversation:view');
        requireAnyPermission(call.token, ['conversation:communication:view']);
        return jsonResponse(200, renderPersonEntity(find(call)));
      },
    },
  ];
}
