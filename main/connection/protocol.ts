import type { AccessToken } from '../auth/token.ts';
import type { Socket } from '../effects/socket.ts';
import type { DomainEvent } from '../genesys/domain-event.ts';
import type { RefusedTopic } from './status.ts';

/** Where a socket connects to. `url` is a secret: whoever has it reads the events. */
export interface Channel {
  id: string;
  url: string;
  /** How long the channel lives from now without being renewed, in ms; null for ever. */
  lifetimeMs: number | null;
}

/** Why an effect of a link did not come off. */
export type LinkFailure =
  | { kind: 'unauthorized' }
  /** Nothing that was asked for is permitted. */
  | { kind: 'forbidden'; refused: readonly RefusedTopic[]; message: string }
  /** The channel does not exist any more. */
  | { kind: 'channelGone' }
  | { kind: 'limited'; retryAfterMs: number | null }
  /** The request itself is wrong in the service's eyes; it would be refused again. */
  | { kind: 'refused'; message: string }
  | { kind: 'transient'; reason: 'network' | 'serviceError'; retryAfterMs: number | null };

export type ChannelResult = { kind: 'channel'; channel: Channel } | LinkFailure;

export type SubscribeResult =
  /** The service has confirmed; `topics` counts what is subscribed. */
  | { kind: 'acknowledged'; topics: number; refused: readonly RefusedTopic[]; lifetimeMs: number | null }
  /** Asked for on the socket: a `confirmed` frame or an event is the acknowledgement. */
  | { kind: 'asked' }
  | LinkFailure;

/** What renewing a channel came to: `unchanged` means that its end did not move. */
export type RenewResult = { kind: 'renewed'; lifetimeMs: number } | { kind: 'unchanged' } | LinkFailure;

/** What one frame says. */
export type Frame =
  | { kind: 'event'; event: DomainEvent }
  /** Proof of life and nothing else. */
  | { kind: 'heartbeat' }
  | { kind: 'confirmed'; subscriptionId: string | null }
  /** The service closes this socket within a minute (docs/genesys-cloud.md §1.5). */
  | { kind: 'closing' }
  /** The subscription is gone though the socket is open. */
  | { kind: 'subscriptionLost' }
  | { kind: 'tokenRevoked' }
  | { kind: 'serverError'; message: string; limited: boolean }
  /** Well-formed, and nothing for us. */
  | { kind: 'other' }
  /** Not JSON, or of no known form. Its content may be anybody's words: only length and shape are kept. */
  | { kind: 'unreadable'; length: number; shape: string };

/** How a protocol behaves, for the machines that drive it. */
export interface ProtocolTraits {
  /** The service is heard from at least this often; longer silence is probed. */
  silenceMs: number;
  /** One subscription at a time: a second socket may be refused with 429. */
  oneSocket: boolean;
  /** What an HTTP status on the upgrade means besides 429 and 5xx. */
  refusedUpgrade(status: number): 'unauthorized' | 'channelGone' | 'serviceError';
}

/** One way of receiving events. Both ways end in the same domain events. */
export interface Protocol {
  readonly name: 'channels' | 'direct';
  readonly traits: ProtocolTraits;
  /** Gets what a socket can be opened on. Never rejects. */
  openChannel(token: AccessToken, signal: AbortSignal): Promise<ChannelResult>;
  /** Subscribes the topics of an open socket, all of them anew. Never rejects. */
  subscribe(
    channel: Channel,
    topics: readonly string[],
    socket: Socket,
    signal: AbortSignal,
  ): Promise<SubscribeResult>;
  /** Prolongs a channel's life. Never rejects. */
  renew(channel: Channel, topics: readonly string[], signal: AbortSignal): Promise<RenewResult>;
  /** Reads one frame. Never throws, whatever the text. */
  decode(text: string): Frame;
  /** Asks for a sign of life. */
  probe(socket: Socket): void;
}
