import type { MediaType, MessageEntry } from '../genesys/snapshot.ts';
import type { SeenIds } from './seen-ids.ts';

/** Where a conversation stands, seen from who watches it. */
export type ConversationState =
  /** Nobody has it yet: a watched queue's conversation that waits. */
  'waiting' | 'offered' | 'connected' | 'held' | 'parked' | 'afterCallWork' | 'ended';

/** What is known of a conversation. Replaced as a whole, never changed: an unchanged snapshot gives the same object. */
export interface Conversation {
  id: string;
  media: MediaType;
  messengerType: string | null;
  customerName: string | null;
  state: ConversationState;
  /** It fits a watch rule now. */
  concerned: boolean;
  /**
   * Ids of the inbound messages that are known, as history or as new. One that was written while the conversation did
   * not concern the agent is not among them: it is judged when the conversation comes to them.
   */
  seen: SeenIds;
  /** Inbound messages since the agent last looked or answered, oldest first. */
  unread: readonly MessageEntry[];
  lastInbound: MessageEntry | null;
  /** Id of the agent's own newest message. */
  lastReplyId: string | null;
  /** The participant by which it concerns the agent, and whose state is shown; null while there is none. */
  shownLeg: string | null;
  /** Participants that were connected once: a late picture of them ringing is out of date. */
  answeredLegs: ReadonlySet<string>;
  /** Participants that have left. That is final, whatever a late picture shows. */
  endedLegs: ReadonlySet<string>;
  /** All customers have left. */
  over: boolean;
  /** When it was seen to have ended for the watcher; monotonic, ms. */
  endedAt: number | null;
}

/** A new inbound message. */
export interface NewMessage extends MessageEntry {
  conversationId: string;
  from: string | null;
  /** `webmessaging`, `whatsapp`, …; the medium where the service does not say more. */
  media: string;
  /** The agent takes part in the conversation, or chose it; otherwise it is only in a watched queue. */
  own: boolean;
}

/** What happened to a conversation, in the words of the terminal's contract. */
export type ConversationChange = 'offered' | 'connected' | 'updated' | 'ended';
