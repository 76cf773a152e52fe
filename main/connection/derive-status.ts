import { isCaughtUp, type Link, type LivePhase, type Resubscribe } from './link.ts';
import type { ConnectionState } from './state.ts';
import type { ConnectionStatus, DropReason } from './status.ts';

/**
 * The one state that a person sees, from all that is known. The same object comes back while nothing changes.
 * @param now monotonic, ms.
 */
export function deriveStatus(state: ConnectionState, now: number): ConnectionStatus {
  const before = state.status;
  const since = (name: ConnectionStatus['state']) =>
    'since' in before && sameStretch(before.state, name) ? before.since : now;
  const next = describe(state, since);
  return equal(before, next) ? before : next;
}

function describe(
  state: ConnectionState,
  since: (name: ConnectionStatus['state']) => number,
): ConnectionStatus {
  const { stage } = state;
  if (stage.name === 'signedOut') return { state: 'signedOut' };
  if (stage.name === 'blocked') {
    return { state: 'blocked', since: since('blocked'), code: stage.code, message: stage.message };
  }
  if (state.suspendedAt !== null) return { state: 'suspended', since: since('suspended') };
  if (stage.name !== 'running') {
    return waiting(state, since, state.stageFailures, stage.retryAt, stage.reason);
  }
  const carriers = state.shards.map((_, shard) => carrier(state.links, shard));
  if (carriers.every((link) => link !== undefined && isCaughtUp(link))) {
    const live = carriers.filter((link) => link !== undefined);
    return {
      state: 'connected',
      since: since('connected'),
      attempt: Math.max(...live.map((link) => link.failures)) + 1,
      topics: live.reduce((sum, link) => sum + link.topics, 0),
      refused: live.flatMap((link) => link.refused),
    };
  }
  const worst = carriers.find((link) => link === undefined || !isCaughtUp(link));
  return waiting(state, since, failuresOf(worst), retryAtOf(worst, state), reasonOf(worst, state));
}

/** Of the links of a shard, the one that serves it best. */
function carrier(links: readonly Link[], shard: number): Link | undefined {
  const own = links.filter((link) => link.shard === shard && link.phase.name !== 'draining');
  return own.find(isCaughtUp) ?? own.find((link) => link.phase.name === 'live') ?? own[0];
}

function waiting(
  state: ConnectionState,
  since: (name: ConnectionStatus['state']) => number,
  failures: number,
  retryAt: number | null,
  reason: DropReason,
): ConnectionStatus {
  const attempt = failures + 1;
  if (!state.everConnected && failures === 0)
    return { state: 'connecting', since: since('connecting'), attempt };
  const name = state.networkDown ? 'offline' : 'reconnecting';
  return { state: name, since: since(name), attempt, retryAt, reason };
}

/** A first connection that cannot catch up has failed too: it must not be shown as one that is just beginning. */
function failuresOf(link: Link | undefined): number {
  if (link === undefined) return 0;
  return link.failures + (link.phase.name === 'live' ? waitOf(link.phase).failures : 0);
}

function retryAtOf(link: Link | undefined, state: ConnectionState): number | null {
  if (link?.phase.name === 'live') return waitOf(link.phase).retryAt;
  if (link?.phase.name !== 'dead') return null;
  return link.phase.retryAt ?? (state.renewal.name === 'due' ? state.renewal.at : null);
}

function reasonOf(link: Link | undefined, state: ConnectionState): DropReason {
  if (link?.phase.name === 'dead') return link.phase.reason;
  if (link?.phase.name === 'live') return waitOf(link.phase).reason;
  const before = state.status;
  if (before.state === 'reconnecting' || before.state === 'offline') return before.reason;
  return (link === undefined ? null : state.shards[link.shard]?.missed?.reason) ?? 'moved';
}

/** What a live link waits for. */
function waitOf({ catchUp, resubscribe }: LivePhase): Resubscribe {
  switch (catchUp.name) {
    case 'waiting':
      return { ...catchUp, reason: 'catchingUp' };
    case 'running':
      return { failures: catchUp.failures, retryAt: null, reason: 'catchingUp' };
    case 'done':
      return resubscribe ?? { failures: 0, retryAt: null, reason: 'catchingUp' };
  }
}

/** With or without a network, it is one stretch of time without a connection. */
function sameStretch(before: ConnectionStatus['state'], next: ConnectionStatus['state']): boolean {
  const down = (name: ConnectionStatus['state']) => name === 'reconnecting' || name === 'offline';
  return before === next || (down(before) && down(next));
}

function equal(a: ConnectionStatus, b: ConnectionStatus): boolean {
  if (a.state === 'connected' && b.state === 'connected') {
    return (
      a.since === b.since &&
      a.attempt === b.attempt &&
      a.topics === b.topics &&
      a.refused.length === b.refused.length &&
      a.refused.every((refused, index) => refused.topic === b.refused[index]?.topic)
    );
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
