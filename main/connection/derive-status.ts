import { isCaughtUp, type Link } from './link.ts';
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
  return waiting(state, since, worst?.failures ?? 0, retryAtOf(worst), reasonOf(worst, state));
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

function retryAtOf(link: Link | undefined): number | null {
  if (link?.phase.name === 'dead') return link.phase.retryAt;
  if (link?.phase.name === 'live' && link.phase.catchUp.name === 'waiting') return link.phase.catchUp.retryAt;
  return null;
}

function reasonOf(link: Link | undefined, state: ConnectionState): DropReason {
  if (link?.phase.name === 'dead') return link.phase.reason;
  if (link?.phase.name === 'live') return 'catchingUp';
  const before = state.status;
  return before.state === 'reconnecting' || before.state === 'offline' ? before.reason : 'moved';
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
