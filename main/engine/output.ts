import type { ConnectionStatus } from '../connection/status.ts';
import type { SocketHappening } from '../connection/runner.ts';
import type { Conversation, ConversationChange } from '../conversations/conversation.ts';
import type { SignedInUser } from '../genesys/conversations-api.ts';
import type { DirectEvent } from '../genesys/domain-event.ts';

/** A new inbound message, as far as the protocol and the permissions let it be known. */
export interface MessageReport {
  conversationId: string;
  /** Null where only the direct protocol tells of it: neither id, direction, sender nor medium are known then. */
  messageId: string | null;
  direction: 'inbound' | null;
  from: string | null;
  /** Null where it could not be had. */
  text: string | null;
  media: string | null;
  /** When it was written, by the service; ISO-8601. */
  time: string | null;
  /** Found by reading again what came while the program was not listening. */
  missed: boolean;
  /** The agent takes part in the conversation, or chose it; otherwise it is only in a watched queue. */
  own: boolean;
}

/** A time in which messages may have been missed for good. Wall clock, ms. */
export interface GapReport {
  from: number;
  to: number;
  reason: string;
}

export interface ErrorReport {
  /** Stable, for support. */
  code: 'forbiddenTopic' | 'forbiddenConversation' | 'serverError' | 'signInSoon' | 'unreadableFrame';
  message: string;
  topic: string | null;
}

/** Everything that the engine has to say, in the order in which it came to know. */
export type EngineOutput =
  | { type: 'status'; status: ConnectionStatus }
  | { type: 'socket'; happening: SocketHappening }
  | { type: 'message'; message: MessageReport }
  /** The text of a message that was reported without it. */
  | { type: 'lateText'; message: MessageReport }
  /** What is known of a conversation has changed. */
  | { type: 'known'; conversation: Conversation }
  /** Who has signed in. */
  | { type: 'user'; user: SignedInUser }
  | { type: 'conversation'; conversationId: string; change: ConversationChange }
  /** An event of the direct protocol. A `MessageAdded` that is news comes as `message` instead. */
  | { type: 'event'; event: DirectEvent }
  | { type: 'gap'; gap: GapReport }
  | { type: 'error'; error: ErrorReport };

/** What the engine can be asked to watch. */
export interface WatchRequest {
  /** The signed-in user's own conversations. */
  mine: boolean;
  queues: readonly string[];
  /** Only these; empty for all that arrive. */
  conversations: readonly string[];
  /** Further topics of `channels`, whose conversations are watched whatever they are. */
  topics: readonly string[];
}
