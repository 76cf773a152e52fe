/** A decision that was written down and not seen to be handed over. */
export interface UnfinishedAlert {
  messageId: string;
  conversationId: string;
}

/** Remembers, across a kill, what was decided and what was handed over. Ids only, never a text or a name. */
export interface Journal {
  /** Writes down that a message will be alerted; resolves when that is safe on the disk. Never rejects. */
  decided(messageId: string, conversationId: string): Promise<void>;
  /** Writes down that nothing more is to be done about it. Never rejects. */
  finished(messageId: string): Promise<void>;
}
