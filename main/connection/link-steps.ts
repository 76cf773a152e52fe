import type { SocketClose } from '../effects/socket.ts';
import { backoffDelay } from './backoff.ts';
import { emit, linkOf, removeLink, update, updateLink, type Draft } from './draft.ts';
import { newLink, type Link } from './link.ts';
import type { ChannelResult, LinkFailure, RenewResult, SubscribeResult } from './protocol.ts';
import { block, refuseToken } from './session-steps.ts';
import type { DropReason } from './status.ts';
import {
  ACKNOWLEDGE_TIMEOUT_MS,
  CHANNEL_LIFE_MS,
  CHANNEL_RENEWAL_SHARE,
  DRAIN_MS,
  EVICTIONS_TOLERATED,
  EVICTION_WINDOW_MS,
  OPEN_TIMEOUT_MS,
  RENEWAL_RETRY_MS,
} from './timing.ts';

/** A service that announces a move again and again is not followed faster than this. */
const SHORTEST_MOVE_INTERVAL_MS = 10_000;

/** Begins a link for a shard, beside whatever serves it now. */
export function beginLink(draft: Draft, shard: number): void {
  const { state } = draft;
  const link = newLink(state.nextLinkId, shard, state.tokenGeneration);
  update(draft, { links: [...state.links, link], nextLinkId: state.nextLinkId + 1 });
  attempt(draft, link.id);
}

/** Makes the next attempt of a link: on its channel if it has one, else on a new one. */
export function attempt(draft: Draft, id: number): void {
  const link = linkOf(draft, id);
  const { token, nextAttempt, tokenGeneration } = draft.state;
  if (link === undefined || token === null) return;
  update(draft, { nextAttempt: nextAttempt + 1 });
  if (link.channel === null) {
    updateLink(draft, id, { attempt: nextAttempt, tokenGeneration, phase: { name: 'creating' } });
    emit(draft, { type: 'openChannel', link: id, attempt: nextAttempt, token });
    return;
  }
  const until = draft.context.now + OPEN_TIMEOUT_MS;
  updateLink(draft, id, { attempt: nextAttempt, phase: { name: 'opening', until } });
  emit(draft, { type: 'openSocket', link: id, attempt: nextAttempt, channel: link.channel });
}

/** Ends an attempt and says when the next one comes. `now` as `when` skips the wait. */
export function drop(
  draft: Draft,
  link: Link,
  reason: DropReason,
  when: 'now' | 'backoff' | 'onToken',
  retryAfterMs: number | null = null,
): void {
  noteMissed(draft, link, reason);
  emit(draft, { type: 'abandon', link: link.id, attempt: link.attempt, how: 'terminate' });
  if (link.previousAttempt !== null) {
    emit(draft, { type: 'abandon', link: link.id, attempt: link.previousAttempt, how: 'terminate' });
  }
  if (hasSuccessor(draft, link)) {
    removeLink(draft, link.id);
    return;
  }
  const failures = when === 'backoff' ? link.failures + 1 : link.failures;
  const { now, random } = draft.context;
  const retryAt =
    when === 'onToken' ? null : when === 'now' ? now : now + backoffDelay(failures, random, retryAfterMs);
  updateLink(draft, link.id, { failures, previousAttempt: null, phase: { name: 'dead', retryAt, reason } });
  if (when === 'now') attempt(draft, link.id);
}

/** The answer to asking for a channel. */
export function onChannel(draft: Draft, link: Link, result: ChannelResult): void {
  if (link.phase.name !== 'creating') return;
  if (result.kind !== 'channel') {
    onFailure(draft, link, result);
    return;
  }
  const { now } = draft.context;
  const { channel } = result;
  const life = channel.lifetimeMs;
  updateLink(draft, link.id, {
    channel,
    channelProven: false,
    renewAt: life === null ? null : now + life * CHANNEL_RENEWAL_SHARE,
    phase: { name: 'opening', until: now + OPEN_TIMEOUT_MS },
  });
  emit(draft, { type: 'openSocket', link: link.id, attempt: link.attempt, channel });
}

export function onOpened(draft: Draft, link: Link): void {
  if (link.phase.name !== 'opening') return;
  subscribe(draft, link);
}

/** Subscribes all topics of the link, waiting for the acknowledgement. */
function subscribe(draft: Draft, link: Link): void {
  const until = draft.context.now + ACKNOWLEDGE_TIMEOUT_MS;
  updateLink(draft, link.id, { phase: { name: 'subscribing', until } });
  askForTopics(draft, link);
}

/** Asks for the link's topics without leaving its phase. */
export function askForTopics(draft: Draft, link: Link): void {
  if (link.channel === null) return;
  const topics = draft.state.shards[link.shard]?.topics ?? [];
  emit(draft, { type: 'subscribe', link: link.id, attempt: link.attempt, channel: link.channel, topics });
}

export function onSubscribed(draft: Draft, link: Link, result: SubscribeResult): void {
  const { phase } = link;
  if (phase.name !== 'subscribing' && phase.name !== 'live') return;
  if (result.kind === 'asked') return;
  if (result.kind !== 'acknowledged') {
    if (phase.name === 'live' && (result.kind === 'transient' || result.kind === 'limited')) {
      const wait = backoffDelay(1, draft.context.random, result.retryAfterMs);
      updateLink(draft, link.id, { phase: { ...phase, resubscribeAt: draft.context.now + wait } });
    } else {
      onFailure(draft, link, result);
    }
    return;
  }
  const life = result.lifetimeMs ?? (link.channel?.lifetimeMs === null ? null : CHANNEL_LIFE_MS);
  const known = new Set(link.refused.map(({ topic }) => topic));
  for (const refused of result.refused) {
    if (!known.has(refused.topic))
      emit(draft, { type: 'report', report: { code: 'forbiddenTopic', refused } });
  }
  updateLink(draft, link.id, {
    topics: result.topics,
    refused: result.refused,
    renewAt: life === null ? null : draft.context.now + life * CHANNEL_RENEWAL_SHARE,
  });
  if (phase.name === 'subscribing') acknowledge(draft, link.id);
}

/** The subscription works: what came before it is replaced, and what was missed is read. */
export function acknowledge(draft: Draft, id: number): void {
  const link = linkOf(draft, id);
  if (link?.phase.name !== 'subscribing') return;
  const { now } = draft.context;
  const { topics, missed } = draft.state.shards[link.shard] ?? { topics: [], missed: null };
  const overlapped = missed === null && draft.state.links.some((other) => serves(other, link));
  if (link.previousAttempt !== null) {
    emit(draft, { type: 'abandon', link: id, attempt: link.previousAttempt, how: 'close' });
  }
  for (const other of draft.state.links) {
    if (other.shard !== link.shard || other.id >= id) continue;
    if (other.phase.name === 'live')
      updateLink(draft, other.id, { phase: { name: 'draining', until: now + DRAIN_MS } });
    else if (other.phase.name !== 'draining') {
      emit(draft, { type: 'abandon', link: other.id, attempt: other.attempt, how: 'terminate' });
      removeLink(draft, other.id);
    }
  }
  updateLink(draft, id, {
    channelProven: true,
    previousAttempt: null,
    topics: link.topics === 0 ? Math.max(1, topics.length) : link.topics,
    phase: {
      name: 'live',
      since: now,
      probe: null,
      catchUp: overlapped ? { name: 'done' } : { name: 'running', failures: 0 },
      resubscribeAt: null,
    },
  });
  update(draft, {
    tokenRefusals: 0,
    shards: draft.state.shards.map((shard, index) =>
      index === link.shard ? { ...shard, everLive: true } : shard,
    ),
  });
  if (!overlapped) emit(draft, { type: 'reconcile', link: id, attempt: link.attempt, topics, gap: missed });
  replaceOutdated(draft);
}

/** Begins a successor for every live link that still runs on an older token. */
export function replaceOutdated(draft: Draft): void {
  const { links, tokenGeneration } = draft.state;
  for (const link of links) {
    if (
      link.phase.name === 'live' &&
      link.tokenGeneration !== tokenGeneration &&
      !hasSuccessor(draft, link)
    ) {
      beginLink(draft, link.shard);
    }
  }
}

export function onReconciled(draft: Draft, link: Link, result: 'done' | 'retry'): void {
  const { phase } = link;
  if (phase.name !== 'live' || phase.catchUp.name !== 'running') return;
  if (result === 'done') {
    updateLink(draft, link.id, { phase: { ...phase, catchUp: { name: 'done' } } });
    update(draft, {
      shards: draft.state.shards.map((shard, index) =>
        index === link.shard ? { ...shard, missed: null } : shard,
      ),
    });
    return;
  }
  const failures = phase.catchUp.failures + 1;
  const retryAt = draft.context.now + backoffDelay(failures, draft.context.random, null);
  updateLink(draft, link.id, { phase: { ...phase, catchUp: { name: 'waiting', failures, retryAt } } });
}

export function onRenewed(draft: Draft, link: Link, result: RenewResult): void {
  if (link.phase.name !== 'live') return;
  const { now } = draft.context;
  switch (result.kind) {
    case 'renewed':
      updateLink(draft, link.id, { renewAt: now + result.lifetimeMs * CHANNEL_RENEWAL_SHARE });
      return;
    case 'unchanged':
      updateLink(draft, link.id, { renewAt: null });
      if (!hasSuccessor(draft, link)) beginLink(draft, link.shard);
      return;
    case 'limited':
    case 'transient':
      updateLink(draft, link.id, { renewAt: now + (result.retryAfterMs ?? RENEWAL_RETRY_MS) });
      return;
    case 'unauthorized':
    case 'channelGone':
    case 'forbidden':
    case 'refused':
      onFailure(draft, link, result);
  }
}

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

/** The service closes this socket within a minute: open the next one now, on the same channel (§1.5). */
export function onClosing(draft: Draft, link: Link): void {
  if (link.phase.name !== 'live' && link.phase.name !== 'subscribing') return;
  const { now, traits } = draft.context;
  if (link.movedAt !== null && now - link.movedAt < SHORTEST_MOVE_INTERVAL_MS) return;
  if (traits.oneSocket) {
    updateLink(draft, link.id, { movedAt: now });
    drop(draft, link, 'serviceMoves', 'now');
    return;
  }
  noteMissed(draft, link, 'serviceMoves');
  if (link.previousAttempt !== null) {
    emit(draft, { type: 'abandon', link: link.id, attempt: link.previousAttempt, how: 'terminate' });
  }
  updateLink(draft, link.id, { previousAttempt: link.attempt, movedAt: now });
  attempt(draft, link.id);
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

/** No second socket is admitted: close the old one, open the new one, own up to the gap (direct-protocol.md §2). */
function closeFirst(draft: Draft, current: Link, successor: Link): void {
  noteMissed(draft, current, 'moved');
  emit(draft, { type: 'abandon', link: current.id, attempt: current.attempt, how: 'close' });
  removeLink(draft, current.id);
  drop(draft, successor, 'moved', 'now');
}

function onFailure(draft: Draft, link: Link, failure: LinkFailure): void {
  switch (failure.kind) {
    case 'unauthorized': {
      const outdated = link.tokenGeneration !== draft.state.tokenGeneration;
      updateLink(draft, link.id, { channel: null, channelProven: false });
      drop(draft, link, 'tokenRefused', outdated ? 'now' : 'onToken');
      if (!outdated) refuseToken(draft);
      return;
    }
    case 'channelGone':
      onChannelGone(draft, link);
      return;
    case 'forbidden':
      for (const refused of failure.refused)
        emit(draft, { type: 'report', report: { code: 'forbiddenTopic', refused } });
      block(draft, 'nothingPermitted', failure.message);
      return;
    case 'refused':
      block(draft, 'refused', failure.message);
      return;
    case 'limited':
      drop(draft, link, 'tooManyRequests', 'backoff', failure.retryAfterMs);
      return;
    case 'transient':
      drop(draft, link, failure.reason, 'backoff', failure.retryAfterMs);
  }
}

/** A channel that worked and is gone was evicted, or has expired; one that never worked is the service's trouble. */
function onChannelGone(draft: Draft, link: Link): void {
  const { now } = draft.context;
  updateLink(draft, link.id, { channel: null, channelProven: false });
  if (!link.channelProven) {
    drop(draft, link, 'channelGone', 'backoff');
    return;
  }
  const evictions = [...draft.state.evictions, now].filter((at) => now - at <= EVICTION_WINDOW_MS);
  update(draft, { evictions });
  if (evictions.length >= EVICTIONS_TOLERATED) {
    block(
      draft,
      'tooManyPrograms',
      `The service has dropped this program's channel ${evictions.length} times in 10 minutes.`,
    );
  } else {
    drop(draft, link, 'channelGone', 'now');
  }
}

function noteMissed(draft: Draft, link: Link, reason: DropReason): void {
  const { context, state } = draft;
  const covered = state.links.some((other) => serves(other, link));
  const listening = link.phase.name === 'live' || link.phase.name === 'subscribing';
  if (covered || !listening) return;
  const from = context.wall - Math.max(0, context.now - context.heardAt(link.id));
  update(draft, {
    shards: state.shards.map((shard, index) =>
      index === link.shard && shard.everLive && shard.missed === null
        ? { ...shard, missed: { from, reason } }
        : shard,
    ),
  });
}

/** Whether `other` brings the events of `link`'s shard in its stead. */
function serves(other: Link, link: Link): boolean {
  return other.id !== link.id && other.shard === link.shard && other.phase.name === 'live';
}

function hasSuccessor(draft: Draft, link: Link): boolean {
  return draft.state.links.some(
    (other) => other.shard === link.shard && other.id > link.id && other.phase.name !== 'draining',
  );
}
