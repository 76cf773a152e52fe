/** What a REST call came to. Nothing in it is secret; `message` is the service's own sentence, shortened. */
export type RestResult<T> =
  | { kind: 'ok'; value: T }
  /** 401: the token is missing, expired or revoked. */
  | { kind: 'unauthorized' }
  /** 403. `permission` names what is missing, where the service says so. */
  | { kind: 'forbidden'; permission: string | null; message: string }
  /** 404 or 410. */
  | { kind: 'notFound' }
  /** 429. */
  | { kind: 'limited'; retryAfterMs: number | null }
  /** Any other 4xx: the same call would be refused again. */
  | { kind: 'refused'; status: number; code: string | null; message: string }
  /** No answer, no answer in time, 408, 5xx, or an answer that is not JSON (a captive portal's page, say). */
  | {
      kind: 'transient';
      /** Something answered, though not with what was asked for; false where nothing did. */
      answered: boolean;
      reason: string;
      retryAfterMs: number | null;
    };

/** What is served first when the request budget is short. */
export type RestPriority = 'connection' | 'reconcile' | 'text' | 'background';

export interface RestCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Begins with `/api/v2/`; ids in it are already encoded. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  priority: RestPriority;
}

/** Calls the service's REST API. */
export interface Rest {
  /** Sends one call with the current token, inside the request budget. Never rejects; an abort is `transient`. */
  send(call: RestCall, signal: AbortSignal): Promise<RestResult<unknown>>;
}
