import type { SocketClose } from '../../effects/socket.ts';
import { emit, removeLink, update, updateLink, type Draft } from '../draft.ts';
import type { Link } from '../link.ts';
import type { LinkFailure } from '../protocol.ts';
import { EVICTIONS_TOLERATED, EVICTION_WINDOW_MS } from '../timing.ts';
import { drop } from './attempts.ts';
import { discard, isServedByAnother, noteMissed, serves } from './link-set.ts';
import { block } from './stages.ts';
import { refuseToken } from './tokens.ts';

/** An effect of a link did not come off. */
export function onFailure(draft: Draft, link: Link, failure: LinkFailure): void {
  switch (failure.kind) {
    case 'unauthorized': {
      const outdated = link.tokenGeneration !== draft.state.tokenGeneration;
      drop(draft, link, 'tokenRefused', outdated ? 'now' : 'onToken');
      if (!outdated) refuseToken(draft);
      return;
    }
    case 'channelGone':
      onChannelGone(draft, link);
      return;
    case 'forbidden':
    case 'refused':
      onRefusal(draft, link, failure);
      return;
    case 'limited':
      drop(draft, link, 'tooManyRequests', 'backoff', failure.retryAfterMs);
      return;
    case 'transient':
      drop(draft, link, failure.reason, 'backoff', failure.retryAfterMs);
  }
}

/** A socket has come to its end, or never opened. */
export function onClosed(draft: Draft, link: Link, close: SocketClose): void {
  const { phase } = link;
  if (phase.name === 'draining') {
    removeLink(draft, link.id);
    return;
  }
  if (phase.name === 'dead' || phase.name === 'creating') return;
  switch (close.kind) {
    case 'failed':
      drop(draft, link, 'network', 'backoff');
      return;
    case 'closed':
      drop(draft, link, 'closed', 'backoff');
      return;
    case 'refused':
      onUpgradeRefused(draft, link, close.status, close.retryAfterMs);
  }
}

/** Asking again would be answered in the same way; but while an older link still works, nothing is given up. */
function onRefusal(
  draft: Draft,
  link: Link,
  failure: Extract<LinkFailure, { kind: 'forbidden' | 'refused' }>,
): void {
  if (isServedByAnother(draft, link)) {
    drop(draft, link, 'serviceError', 'backoff');
    return;
  }
  if (failure.kind === 'refused') {
    block(draft, 'refused', failure.message);
    return;
  }
  for (const refused of failure.refused)
    emit(draft, { type: 'report', report: { code: 'forbiddenTopic', refused } });
  block(draft, 'nothingPermitted', failure.message);
}

function onUpgradeRefused(draft: Draft, link: Link, status: number, retryAfterMs: number | null): void {
  const { traits } = draft.context;
  if (status === 429) {
    const current = draft.state.links.find((other) => serves(other, link));
    if (traits.oneSocket && current !== undefined) closeFirst(draft, current, link);
    else onFailure(draft, link, { kind: 'limited', retryAfterMs });
    return;
  }
  switch (status >= 500 ? 'serviceError' : traits.refusedUpgrade(status)) {
    case 'unauthorized':
      onFailure(draft, link, { kind: 'unauthorized' });
      return;
    case 'channelGone':
      onFailure(draft, link, { kind: 'channelGone' });
      return;
    case 'serviceError':
      onFailure(draft, link, { kind: 'transient', reason: 'serviceError', retryAfterMs });
  }
}

/** No second socket is admitted: close the old one, open the new one, own up to the gap (docs/direct-protocol.md §2). */
function closeFirst(draft: Draft, current: Link, successor: Link): void {
  noteMissed(draft, current, 'moved');
  discard(draft, current, 'close');
  drop(draft, successor, 'moved', 'now');
}

/** A channel that worked and is gone was evicted, or has expired; one that never worked is the service's trouble. */
function onChannelGone(draft: Draft, link: Link): void {
  const { now } = draft.context;
  updateLink(draft, link.id, { channel: null, channelProven: false });
  // The channel of an older token ends with that token: nobody has evicted it.
  if (!link.channelProven || link.tokenGeneration !== draft.state.tokenGeneration) {
    drop(draft, link, 'channelGone', 'backoff');
    return;
  }
  const evictions = [...draft.state.evictions, now].filter((at) => now - at <= EVICTION_WINDOW_MS);
  update(draft, { evictions });
  if (evictions.length >= EVICTIONS_TOLERATED) {
    block(
      draft,
      'tooManyPrograms',
      `Genesys Cloud has dropped this program's channel ${evictions.length} times in 10 minutes: too many programs use the same client id. Close the others, or give each its own client id.`,
    );
  } else {
    drop(draft, link, 'channelGone', 'now');
  }
}
