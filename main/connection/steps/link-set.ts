import { emit, removeLink, update, type Draft } from '../draft.ts';
import type { Link } from '../link.ts';
import type { DropReason } from '../status.ts';

/** Whether `other` brings the events of `link`'s shard in its stead. */
export function serves(other: Link, link: Link): boolean {
  return other.id !== link.id && other.shard === link.shard && other.phase.name === 'live';
}

/** Whether another link brings the events of this one's shard. */
export function isServedByAnother(draft: Draft, link: Link): boolean {
  return draft.state.links.some((other) => serves(other, link));
}

/** The newer link that is to take over from this one. */
export function successorOf(draft: Draft, link: Link): Link | undefined {
  return draft.state.links.find(
    (other) => other.shard === link.shard && other.id > link.id && other.phase.name !== 'draining',
  );
}

/** Ends whatever is under way for a link: its attempt, and the socket that it is moving away from. */
export function abandonLink(draft: Draft, link: Link, how: 'close' | 'terminate'): void {
  emit(draft, { type: 'abandon', link: link.id, attempt: link.attempt, how });
  if (link.previousAttempt !== null) {
    emit(draft, { type: 'abandon', link: link.id, attempt: link.previousAttempt, how });
  }
}

/** Ends a link for good. */
export function discard(draft: Draft, link: Link, how: 'close' | 'terminate'): void {
  abandonLink(draft, link, how);
  removeLink(draft, link.id);
}

/**
 * Keeps in mind since when messages may be missed, unless another link brings them. After a sleep the two clocks
 * disagree about how long ago the socket was heard: the longer time holds, so that a gap is never told too short.
 */
export function noteMissed(draft: Draft, link: Link, reason: DropReason): void {
  const { context, state } = draft;
  const listening = link.phase.name === 'live' || link.phase.name === 'subscribing';
  if (!listening || isServedByAnother(draft, link)) return;
  const from = Math.min(
    context.heardWallAt(link.id),
    context.wall - Math.max(0, context.now - context.heardAt(link.id)),
  );
  update(draft, {
    shards: state.shards.map((shard, index) =>
      index === link.shard && shard.everLive && shard.missed === null
        ? { ...shard, missed: { from, reason } }
        : shard,
    ),
  });
}
