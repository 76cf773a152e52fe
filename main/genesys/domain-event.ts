import type { ConversationSnapshot } from './snapshot.ts';
import type { TopicSubject } from './topics.ts';

/** A conversation's whole picture, as a channel brings it. */
interface SnapshotEvent {
  type: 'snapshot';
  subject: TopicSubject;
  snapshot: ConversationSnapshot;
}

/** Something that happened in a conversation, as the direct protocol tells it (docs/direct-protocol.md §3). */
export interface DirectEvent {
  type: 'direct';
  /** The event's own id, where the server gives one. */
  eventId: string | null;
  conversationId: string;
  /** `MessageAdded`, `ConversationUpdated`, `StatusChanged`, or one that is not known yet. */
  eventType: string;
  /** ISO-8601; null where the server left it out. */
  timestamp: string | null;
  /** The text of a `MessageAdded`; null where there is none. */
  text: string | null;
}

/** What either protocol's frames end in. */
export type DomainEvent = SnapshotEvent | DirectEvent;
