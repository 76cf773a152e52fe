/** The media that the program lists. `other` is anything that is yet to be invented. */
export type MediaType = 'message' | 'email' | 'chat' | 'callback' | 'call' | 'other';

/**
 * A conversation as one event or one REST answer shows it, whichever of the service's three shapes it came in
 * (docs/genesys-cloud.md §2.2). Always a whole picture, never a change.
 */
export interface ConversationSnapshot {
  id: string;
  media: MediaType;
  participants: readonly ParticipantSnapshot[];
}

/** One participant of a conversation. Times are the service's ISO-8601 strings, parsed only where they matter. */
export interface ParticipantSnapshot {
  id: string;
  /** `customer`, `agent`, `acd`, `workflow`, …; a free string, lower-cased. */
  purpose: string;
  /** `alerting`, `connected`, `parked`, `disconnected`, …; null where the shape does not say. */
  state: string | null;
  held: boolean;
  userId: string | null;
  queueId: string | null;
  name: string | null;
  address: string | null;
  /** `webmessaging`, `whatsapp`, …; null for other media. */
  messengerType: string | null;
  startTime: string | null;
  connectedTime: string | null;
  endTime: string | null;
  /** After-conversation work has begun and not ended. */
  inAfterCallWork: boolean;
  /**
   * The participant's messages, raw: `messageIdOf` and `readMessage` read one. They stay raw because a snapshot
   * repeats the whole history with every event, and nearly all of it is known already.
   */
  messages: readonly unknown[];
}

/** One message of a participant. */
export interface MessageEntry {
  id: string;
  /** ISO-8601, by the service's clock. */
  time: string | null;
}
