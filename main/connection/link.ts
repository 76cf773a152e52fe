import type { Channel, ProtocolTraits } from './protocol.ts';
import type { DropReason, RefusedTopic } from './status.ts';

/** Where one link stands. All times are monotonic, in ms. */
type LinkPhase =
  /** Asking for a channel. */
  | { name: 'creating' }
  /** The socket is being opened. */
  | { name: 'opening'; until: number }
  /** The socket is open; the subscription is not acknowledged yet. */
  | { name: 'subscribing'; until: number }
  | LivePhase
  /** Replaced by a newer link; still listened to for what is under way. */
  | { name: 'draining'; until: number }
  /** No socket. `retryAt` is null while something else must happen first (a token, say). */
  | { name: 'dead'; retryAt: number | null; reason: DropReason };

export interface LivePhase {
  name: 'live';
  since: number;
  /** A sign of life that was asked for and is not there yet. */
  probe: { sentAt: number; until: number } | null;
  catchUp: CatchUp;
  /** Changed topics could not be subscribed; null while the service has those that are wanted. */
  resubscribe: Resubscribe | null;
}

/** `retryAt` is null while an attempt is under way, or a token must come first. */
export interface Resubscribe {
  failures: number;
  retryAt: number | null;
  reason: DropReason;
}

/** Whether what was missed has been read. */
type CatchUp =
  | { name: 'running'; failures: number }
  | { name: 'waiting'; failures: number; retryAt: number }
  | { name: 'done' };

/** One channel, or one direct subscription, with its socket. */
export interface Link {
  id: number;
  /** Which part of the topics it carries. */
  shard: number;
  /** Identifies this attempt; never used twice, so that the result of a past attempt is known as such. */
  attempt: number;
  /** Attempts that have failed in a row. */
  failures: number;
  channel: Channel | null;
  /** The channel has carried an acknowledged subscription: if it is gone, somebody evicted it. */
  channelProven: boolean;
  renewAt: number | null;
  /** Counts the tokens; a link of an older one is replaced. */
  tokenGeneration: number;
  /** The attempt whose socket stays open until this one is acknowledged (a move on the same channel). */
  previousAttempt: number | null;
  movedAt: number | null;
  /** The topics of the request that is under way: one at a time, since a service may answer two in either order. */
  requested: readonly string[] | null;
  topics: number;
  refused: readonly RefusedTopic[];
  phase: LinkPhase;
}

/** A link that has not begun. */
export function newLink(id: number, shard: number, tokenGeneration: number): Link {
  return {
    id,
    shard,
    attempt: 0,
    failures: 0,
    channel: null,
    channelProven: false,
    renewAt: null,
    tokenGeneration,
    previousAttempt: null,
    movedAt: null,
    requested: null,
    topics: 0,
    refused: [],
    phase: { name: 'dead', retryAt: null, reason: 'moved' },
  };
}

/** Subscribed to what is wanted, and nothing missed that could be read. */
export function isCaughtUp(link: Link): boolean {
  const { phase } = link;
  return phase.name === 'live' && phase.catchUp.name === 'done' && phase.resubscribe === null;
}

/**
 * When a link next needs a look, as a monotonic time in ms; Infinity for never.
 * @param heardAt when its socket was last heard.
 * @param stableAfterMs how long it must be connected to count as stable.
 */
export function linkDeadline(
  link: Link,
  heardAt: number,
  traits: ProtocolTraits,
  stableAfterMs: number,
): number {
  const { phase } = link;
  switch (phase.name) {
    case 'creating':
      return Infinity;
    case 'opening':
    case 'subscribing':
    case 'draining':
      return phase.until;
    case 'dead':
      return phase.retryAt ?? Infinity;
    case 'live':
      return Math.min(
        phase.probe?.until ?? heardAt + traits.silenceMs,
        link.renewAt ?? Infinity,
        phase.catchUp.name === 'waiting' ? phase.catchUp.retryAt : Infinity,
        phase.resubscribe?.retryAt ?? Infinity,
        link.failures > 0 && isCaughtUp(link) ? phase.since + stableAfterMs : Infinity,
      );
  }
}
