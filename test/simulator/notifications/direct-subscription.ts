import { isFields, isTextList, type Fields } from '../fields.ts';

/** One topic of a subscription request (docs/direct-protocol.md §3). */
export interface DirectTopic {
  /** null: every conversation that the client may see. */
  conversationId: string | null;
  /** null: every field. */
  include: readonly string[] | null;
  /** Event types, in lower case. */
  exclude: readonly string[];
}

export interface DirectEvent {
  conversationId: string;
  eventType: 'MessageAdded' | 'ConversationUpdated' | 'StatusChanged';
  timestamp: string;
  message?: { text?: string };
}

/** Reads a subscription request; a text says what is wrong with it. */
export function readSubscriptionRequest(frame: Fields): DirectTopic[] | string {
  const topics = frame['topics'];
  if (!Array.isArray(topics) || topics.length === 0)
    return '"topics" must be a list with at least one topic.';
  const read: DirectTopic[] = [];
  for (const topic of topics) {
    if (!isFields(topic) || topic['type'] !== 'ConversationEvent') {
      return 'The type of a topic must be "ConversationEvent".';
    }
    const filter = topic['filter'] ?? {};
    if (!isFields(filter)) return '"filter" must be an object.';
    const { conversationId = null, include = null, exclude = [] } = filter;
    if (conversationId !== null && typeof conversationId !== 'string') {
      return '"conversationId" must be a text.';
    }
    if (include !== null && !isTextList(include)) return '"include" must be a list of fields.';
    if (!isTextList(exclude)) return '"exclude" must be a list of event types.';
    read.push({
      conversationId,
      include: include === null || include.includes('*') ? null : include,
      exclude: exclude.map((type) => type.toLowerCase()),
    });
  }
  return read;
}

/** What a subscriber gets of an event: its payload with the fields that were asked for, or null. */
export function filterEvent(topics: readonly DirectTopic[], event: DirectEvent): Partial<DirectEvent> | null {
  const topic = topics.find(
    ({ conversationId, exclude }) =>
      (conversationId === null || conversationId === event.conversationId) &&
      !exclude.includes(event.eventType.toLowerCase()),
  );
  if (topic === undefined) return null;
  const { include } = topic;
  if (include === null) return event;
  return Object.fromEntries(Object.entries(event).filter(([field]) => include.includes(field)));
}
