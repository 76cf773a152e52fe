import type { AccessToken, TokenResult } from '../auth/token.ts';
import type { Random } from '../effects/random.ts';
import type { SocketClose } from '../effects/socket.ts';
import type { Link } from './link.ts';
import type {
  Channel,
  ChannelResult,
  Frame,
  LinkFailure,
  ProtocolTraits,
  RenewResult,
  SubscribeResult,
} from './protocol.ts';
import type { BlockCode, ConnectionStatus, DropReason, RefusedTopic } from './status.ts';

/** How far the session is. `request` tells answers apart, so that a late one is ignored. */
type Stage =
  | { name: 'signedOut' }
  | { name: 'authorizing'; retryAt: number | null; reason: DropReason }
  | { name: 'preparing'; retryAt: number | null; reason: DropReason }
  | { name: 'running' }
  | { name: 'blocked'; code: BlockCode; message: string };

/** A part of the topics, as much as one channel takes. */
export interface Shard {
  topics: readonly string[];
  /** Since when messages may have been missed; null when nothing is. Wall clock, ms. */
  missed: Gap | null;
  everLive: boolean;
}

/** A time in which the program was not listening. Wall clock, ms. */
export interface Gap {
  from: number;
  reason: DropReason;
}

export interface ConnectionState {
  stage: Stage;
  /** Failures in a row of getting a token or of preparing. */
  stageFailures: number;
  /** The newest request for a token or a preparation; answers to older ones are ignored. */
  request: number;
  token: AccessToken | null;
  tokenGeneration: number;
  /** Tokens refused in a row, without an acknowledged subscription between. */
  tokenRefusals: number;
  /** The generation that was refused last: several links say so at once, and one renewal serves them all. */
  refusedGeneration: number | null;
  renewal:
    { name: 'none' } | { name: 'due'; at: number; failures: number } | { name: 'asked'; failures: number };
  shards: readonly Shard[];
  /** Since when nobody has been listening because everything was stopped; handed on to the shards that come. */
  unheard: Gap | null;
  links: readonly Link[];
  nextLinkId: number;
  nextAttempt: number;
  evictions: readonly number[];
  networkDown: boolean;
  suspendedAt: number | null;
  everConnected: boolean;
  status: ConnectionStatus;
}

/** What preparing came to: the topics to subscribe. */
export type PrepareResult = { kind: 'ready'; topics: readonly string[] } | LinkFailure;

/** Frames that the machine must know of; events themselves go past it. */
export type ControlFrame = Exclude<
  Frame,
  { kind: 'event' } | { kind: 'heartbeat' } | { kind: 'other' } | { kind: 'unreadable' }
>;

/** What the system says about itself. Hints, never gates. */
export type Hint = 'online' | 'offline' | 'suspend' | 'resume' | 'retry';

export type ConnectionInput =
  | { type: 'start' }
  | { type: 'stop' }
  | { type: 'token'; request: number; result: TokenResult }
  | { type: 'prepared'; request: number; result: PrepareResult }
  /** A call beside the links was answered with 401. */
  | { type: 'unauthorized'; token: AccessToken }
  | { type: 'topics'; topics: readonly string[] }
  | { type: 'channel'; link: number; attempt: number; result: ChannelResult }
  | { type: 'opened'; link: number; attempt: number }
  | { type: 'closed'; link: number; attempt: number; close: SocketClose }
  | { type: 'subscribed'; link: number; attempt: number; result: SubscribeResult }
  | { type: 'renewed'; link: number; attempt: number; result: RenewResult }
  | { type: 'reconciled'; link: number; attempt: number; result: 'done' | 'retry' }
  /** An event came before the subscription was acknowledged: it is the acknowledgement. */
  | { type: 'eventSeen'; link: number; attempt: number }
  | { type: 'frame'; link: number; attempt: number; frame: ControlFrame }
  | { type: 'hint'; hint: Hint }
  | { type: 'tick' };

export type ConnectionEffect =
  | { type: 'requestToken'; request: number; refused: AccessToken | null }
  | { type: 'prepare'; request: number }
  | { type: 'openChannel'; link: number; attempt: number; token: AccessToken }
  | { type: 'openSocket'; link: number; attempt: number; channel: Channel }
  | { type: 'subscribe'; link: number; attempt: number; channel: Channel; topics: readonly string[] }
  | { type: 'renewChannel'; link: number; attempt: number; channel: Channel; topics: readonly string[] }
  | { type: 'reconcile'; link: number; attempt: number; topics: readonly string[]; gap: Gap | null }
  | { type: 'probe'; link: number; attempt: number }
  /** Ends whatever is under way for that attempt. `close` says good-bye first. */
  | { type: 'abandon'; link: number; attempt: number; how: 'close' | 'terminate' }
  /** Ends everything that is under way. */
  | { type: 'abandonAll' }
  | { type: 'report'; report: ConnectionReport };

/** What somebody should be told beside the status. */
export type ConnectionReport =
  | { code: 'forbiddenTopic'; refused: RefusedTopic }
  | { code: 'serverError'; message: string }
  | { code: 'signInSoon'; message: string };

/** What a step may look at besides the state. */
export interface StepContext {
  /** Monotonic, ms. */
  now: number;
  /** Wall clock, ms. */
  wall: number;
  random: Random;
  traits: ProtocolTraits;
  /** When a link's socket was last heard; monotonic, ms. */
  heardAt: (link: number) => number;
  /** The same by the wall clock: the monotonic one may stand still while the computer sleeps. */
  heardWallAt: (link: number) => number;
}

export const initialConnection: ConnectionState = {
  stage: { name: 'signedOut' },
  stageFailures: 0,
  request: 0,
  token: null,
  tokenGeneration: 0,
  tokenRefusals: 0,
  refusedGeneration: null,
  renewal: { name: 'none' },
  shards: [],
  unheard: null,
  links: [],
  nextLinkId: 1,
  nextAttempt: 1,
  evictions: [],
  networkDown: false,
  suspendedAt: null,
  everConnected: false,
  status: { state: 'signedOut' },
};
