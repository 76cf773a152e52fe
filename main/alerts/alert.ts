/** A toast: what is on the screen, as far as the program decides it. */
export interface Alert {
  alertId: string;
  /** Null for one that stands for several conversations. */
  conversationId: string | null;
  title: string;
  body: string;
  silent: boolean;
}

/** Who puts a toast on the screen. */
export type Shower = 'window' | 'main';

/** What became of the decision to alert about a message. */
export type AlertFate =
  /** Decided, and on its way. */
  | { kind: 'waiting' }
  | { kind: 'handedOver'; by: Shower }
  /** A later message of its conversation came before its toast: that toast stands for both. */
  | { kind: 'mergedInto'; alertId: string }
  /** Counted in a toast that stands for several messages. */
  | { kind: 'summarized'; alertId: string }
  | { kind: 'heldBack'; rule: HoldRule }
  | { kind: 'failed'; reason: string };

export type HoldRule = ConversationRule | 'doNotDisturb';

/** Why the messages of one conversation do not alert. */
export type ConversationRule =
  | 'muted'
  | 'notWatched'
  /** The agent is looking at it. */
  | 'conversationOpen';

/** What the system or the person did with a toast. */
export type AlertOutcome = 'handedOver' | 'clicked' | 'dismissed' | 'failed';

/** One decision about one message: what the promise and the tests count. */
export interface AlertRecord {
  messageId: string;
  conversationId: string;
  /** Wall clock, ms. */
  decidedAt: number;
  fate: AlertFate;
  outcome: AlertOutcome | null;
  missed: boolean;
  /** It was decided before the program was killed, and may have been on the screen. */
  possiblyRepeated: boolean;
}

/** A message to decide about. */
export interface AlertMessage {
  /** The message's id; where the protocol tells none, one that stands for its event. */
  messageId: string;
  conversationId: string;
  from: string | null;
  text: string | null;
  /** The agent's own conversation, or one that was chosen; otherwise it is only in a watched queue. */
  own: boolean;
  missed: boolean;
}

/** What the person has set. */
export interface AlertSettings {
  content: 'nameAndText' | 'name' | 'nothing';
  sound: 'oncePerConversation' | 'everyMessage' | 'off';
  /** A conversation that is offered alerts, silently. */
  offered: boolean;
}
