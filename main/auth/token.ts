/** A token to call the service with. `value` is a secret. */
export interface AccessToken {
  value: string;
  /** How long it lives from the moment it was received, in ms; null where the service did not say. */
  lifetimeMs: number | null;
}

/** What asking for a token came to. */
export type TokenResult =
  | { kind: 'token'; token: AccessToken }
  /** The service will not give one to these credentials: asking again is useless until they change. */
  | { kind: 'rejected'; code: 'credentialsRejected' | 'signInAgain'; message: string }
  /** No answer, or one that says nothing about the credentials (429, 5xx, HTML): ask again later. */
  | { kind: 'transient'; message: string; retryAfterMs: number | null };

/** Where tokens come from: client credentials, a browser sign-in, or one that was handed over. */
export interface TokenSource {
  /**
   * Gives a token. Never throws, never rejects.
   * @param refused a token that the service no longer takes, or that is about to expire: the answer is another one.
   */
  request(refused: AccessToken | null, signal: AbortSignal): Promise<TokenResult>;
}
