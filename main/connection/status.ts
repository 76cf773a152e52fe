/** Why a connection is not there, or went away. */
export type DropReason =
  /** The service was silent and did not answer a probe. */
  | 'silence'
  /** The service closed the socket. */
  | 'closed'
  /** The connection broke, or could not be made. */
  | 'network'
  /** Nothing confirmed the subscription in time. */
  | 'noConfirmation'
  /** The service asked to slow down (429). */
  | 'tooManyRequests'
  /** The service answered with an error of its own (5xx, a page instead of data). */
  | 'serviceError'
  /** The channel is gone: expired, or evicted by another program of the same client id. */
  | 'channelGone'
  /** The token was refused and is being renewed. */
  | 'tokenRefused'
  /** The service announced that it closes this socket. */
  | 'serviceMoves'
  /** The computer was asleep. */
  | 'resumed'
  /** Connected, but what was missed could not be read yet. */
  | 'catchingUp'
  /** Moved by the program itself. */
  | 'moved';

/** Why the program has stopped trying, until somebody does something about it. */
export type BlockCode =
  /** The service does not take the client id and secret. */
  | 'credentialsRejected'
  /** The sign-in has ended. */
  | 'signInAgain'
  /** None of the topics may be subscribed. */
  | 'nothingPermitted'
  /** Channels are evicted again and again. */
  | 'tooManyPrograms'
  /** The service refused the request itself. */
  | 'refused';

/** A topic that may not be subscribed, and the permission that is missing. */
export interface RefusedTopic {
  topic: string;
  reason: string;
  missingPermissions: readonly string[];
}

/** The one state of the connection that a person sees. Times are monotonic, in ms. */
export type ConnectionStatus =
  | { state: 'signedOut' }
  | { state: 'connecting'; since: number; attempt: number }
  | { state: 'connected'; since: number; attempt: number; topics: number; refused: readonly RefusedTopic[] }
  /** `retryAt` is null while an attempt is under way. `offline` is the same while the system has no network. */
  | {
      state: 'reconnecting' | 'offline';
      since: number;
      attempt: number;
      retryAt: number | null;
      reason: DropReason;
    }
  | { state: 'suspended'; since: number }
  | { state: 'blocked'; since: number; code: BlockCode; message: string };
