import { numberAt, recordsAt, stringAt } from './json.ts';
import type { Rest, RestPriority, RestResult } from './rest.ts';
import { readConversation } from './snapshot-reader.ts';
import type { ConversationSnapshot } from './snapshot.ts';

/** A list that goes on for longer than this is not followed: something is wrong with it. */
const MOST_PAGES = 50;

/** The signed-in user, as far as the program needs to know. */
export interface SignedInUser {
  id: string;
  name: string | null;
}

/** Who the token belongs to; refused with 400 for client credentials (docs/genesys-cloud.md §3.1). */
export async function readOwnUser(rest: Rest, signal: AbortSignal): Promise<RestResult<SignedInUser>> {
  const result = await rest.send({ method: 'GET', path: '/api/v2/users/me', priority: 'connection' }, signal);
  if (result.kind !== 'ok') return result;
  const id = stringAt(result.value, 'id');
  if (id === null)
    return { kind: 'transient', answered: true, reason: 'the answer names no user', retryAfterMs: null };
  return { kind: 'ok', value: { id, name: stringAt(result.value, 'name') } };
}

/** The user's active message conversations, all pages of them: the call to reconcile with (docs/genesys-cloud.md §3.1). */
export async function readOwnMessageConversations(
  rest: Rest,
  signal: AbortSignal,
): Promise<RestResult<readonly ConversationSnapshot[]>> {
  const snapshots = new Map<string, ConversationSnapshot>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const path = `/api/v2/conversations/messages${page === 1 ? '' : `?pageNumber=${page}`}`;
    const result = await rest.send({ method: 'GET', path, priority: 'reconcile' }, signal);
    if (result.kind !== 'ok') return result;
    for (const entity of recordsAt(result.value, 'entities')) {
      const snapshot = readConversation(entity, 'message');
      if (snapshot !== null) snapshots.set(snapshot.id, snapshot);
    }
    if (page >= (numberAt(result.value, 'pageCount') ?? 1)) break;
  }
  return { kind: 'ok', value: [...snapshots.values()] };
}

/** One message conversation, whoever's it is. */
export function readMessageConversation(
  rest: Rest,
  conversationId: string,
  priority: RestPriority,
  signal: AbortSignal,
): Promise<RestResult<ConversationSnapshot>> {
  const path = `/api/v2/conversations/messages/${encodeURIComponent(conversationId)}`;
  return readOne(rest, path, 'message', priority, signal);
}

/** One conversation of any medium; needs `conversation:communication:view`. */
export function readAnyConversation(
  rest: Rest,
  conversationId: string,
  priority: RestPriority,
  signal: AbortSignal,
): Promise<RestResult<ConversationSnapshot>> {
  return readOne(rest, `/api/v2/conversations/${encodeURIComponent(conversationId)}`, null, priority, signal);
}

async function readOne(
  rest: Rest,
  path: string,
  media: 'message' | null,
  priority: RestPriority,
  signal: AbortSignal,
): Promise<RestResult<ConversationSnapshot>> {
  const result = await rest.send({ method: 'GET', path, priority }, signal);
  if (result.kind !== 'ok') return result;
  const snapshot = readConversation(result.value, media);
  if (snapshot === null)
    return {
      kind: 'transient',
      answered: true,
      reason: 'the answer holds no conversation',
      retryAfterMs: null,
    };
  return { kind: 'ok', value: snapshot };
}
