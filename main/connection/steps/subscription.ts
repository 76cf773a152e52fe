import { backoffDelay } from '../backoff.ts';
import { emit, linkOf, update, updateLink, type Draft } from '../draft.ts';
import { isCaughtUp, type Link, type LivePhase } from '../link.ts';
import type { LinkFailure, SubscribeResult } from '../protocol.ts';
import type { RefusedTopic } from '../status.ts';
import { ACKNOWLEDGE_TIMEOUT_MS, CHANNEL_LIFE_MS, CHANNEL_RENEWAL_SHARE, DRAIN_MS } from '../timing.ts';
import { askForChangedTopics, askForTopics, replaceOutdated } from './attempts.ts';
import { onFailure } from './failures.ts';
import { discard, serves } from './link-set.ts';
import { refuseToken } from './tokens.ts';

/** The socket is open: subscribe, and wait for the acknowledgement. */
export function onOpened(draft: Draft, link: Link): void {
  if (link.phase.name !== 'opening') return;
  const until = draft.context.now + ACKNOWLEDGE_TIMEOUT_MS;
  updateLink(draft, link.id, { phase: { name: 'subscribing', until } });
  askForTopics(draft, link);
}

/** The answer to asking for topics. */
export function onSubscribed(draft: Draft, link: Link, result: SubscribeResult): void {
  const { phase } = link;
  if (phase.name !== 'subscribing' && phase.name !== 'live') return;
  updateLink(draft, link.id, { requested: null });
  switch (result.kind) {
    case 'asked':
      if (phase.name === 'live') onResubscribed(draft, link, phase, topicsOf(draft, link).length);
      break;
    case 'acknowledged':
      onConfirmed(draft, link, result.topics, result.refused, result.lifetimeMs);
      break;
    case 'forbidden':
      // A part of the topics, of which none is permitted, must not end what the other parts bring.
      if (result.refused.length > 0 && !isLastHope(draft, link)) {
        onConfirmed(draft, link, 0, result.refused, null);
        break;
      }
      onFailure(draft, link, result);
      return;
    default:
      if (phase.name === 'live') onResubscribeFailed(draft, link, phase, result);
      else onFailure(draft, link, result);
      return;
  }
  askForChangedTopics(draft, link.id, link.requested);
}

function onConfirmed(
  draft: Draft,
  link: Link,
  topics: number,
  refused: readonly RefusedTopic[],
  lifetimeMs: number | null,
): void {
  const life = lifetimeMs ?? (link.channel?.lifetimeMs === null ? null : CHANNEL_LIFE_MS);
  const known = new Set(
    draft.state.links
      .filter(({ shard }) => shard === link.shard)
      .flatMap((other) => other.refused.map(({ topic }) => topic)),
  );
  for (const topic of refused) {
    if (!known.has(topic.topic))
      emit(draft, { type: 'report', report: { code: 'forbiddenTopic', refused: topic } });
  }
  updateLink(draft, link.id, {
    refused,
    renewAt: life === null ? null : draft.context.now + life * CHANNEL_RENEWAL_SHARE,
  });
  if (link.phase.name === 'live') onResubscribed(draft, link, link.phase, topics);
  else acknowledge(draft, link.id, topics);
}

/** The subscription works: what came before it is replaced, and what was missed is read. */
export function acknowledge(draft: Draft, id: number, counted: number | null): void {
  const link = linkOf(draft, id);
  if (link?.phase.name !== 'subscribing') return;
  const { now } = draft.context;
  const { topics, missed } = draft.state.shards[link.shard] ?? { topics: [], missed: null };
  const overlapped =
    missed === null && draft.state.links.some((other) => serves(other, link) && isCaughtUp(other));
  if (link.previousAttempt !== null) {
    emit(draft, { type: 'abandon', link: id, attempt: link.previousAttempt, how: 'close' });
  }
  retireOlder(draft, link);
  updateLink(draft, id, {
    channelProven: true,
    previousAttempt: null,
    topics: counted ?? topics.length,
    phase: {
      name: 'live',
      since: now,
      probe: null,
      catchUp: overlapped ? { name: 'done' } : { name: 'running', failures: 0 },
      resubscribe: null,
    },
  });
  if (link.tokenGeneration === draft.state.tokenGeneration) update(draft, { tokenRefusals: 0 });
  update(draft, {
    shards: draft.state.shards.map((shard, index) =>
      index === link.shard ? { ...shard, everLive: true } : shard,
    ),
  });
  if (!overlapped) emit(draft, { type: 'reconcile', link: id, attempt: link.attempt, topics, gap: missed });
  replaceOutdated(draft);
}

/** What was missed has been read, or must be asked for again. */
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

/** Live links of the shard are drained; whatever else it had is ended. */
function retireOlder(draft: Draft, link: Link): void {
  const until = draft.context.now + DRAIN_MS;
  for (const other of draft.state.links) {
    if (other.shard !== link.shard || other.id >= link.id || other.phase.name === 'draining') continue;
    if (other.phase.name === 'live') updateLink(draft, other.id, { phase: { name: 'draining', until } });
    else discard(draft, other, 'terminate');
  }
}

function onResubscribed(draft: Draft, link: Link, phase: LivePhase, topics: number): void {
  updateLink(draft, link.id, { topics, phase: { ...phase, resubscribe: null } });
}

/** Changed topics could not be subscribed: those of before go on, so the socket is kept. */
function onResubscribeFailed(draft: Draft, link: Link, phase: LivePhase, failure: LinkFailure): void {
  const { now, random } = draft.context;
  const failures = (phase.resubscribe?.failures ?? 0) + 1;
  switch (failure.kind) {
    case 'limited':
    case 'transient': {
      const retryAt = now + backoffDelay(failures, random, failure.retryAfterMs);
      const reason = failure.kind === 'limited' ? 'tooManyRequests' : failure.reason;
      updateLink(draft, link.id, { phase: { ...phase, resubscribe: { failures, retryAt, reason } } });
      return;
    }
    case 'unauthorized':
      updateLink(draft, link.id, {
        phase: { ...phase, resubscribe: { failures, retryAt: null, reason: 'tokenRefused' } },
      });
      if (link.tokenGeneration === draft.state.tokenGeneration) refuseToken(draft);
      return;
    case 'channelGone':
    case 'forbidden':
    case 'refused':
      onFailure(draft, link, failure);
  }
}

/** Whether every other part of the topics has been refused as a whole. */
function isLastHope(draft: Draft, link: Link): boolean {
  return draft.state.shards.every(
    (_, index) =>
      index === link.shard ||
      draft.state.links.some(
        (other) =>
          other.shard === index &&
          other.phase.name === 'live' &&
          other.topics === 0 &&
          other.refused.length > 0,
      ),
  );
}

function topicsOf(draft: Draft, link: Link): readonly string[] {
  return draft.state.shards[link.shard]?.topics ?? [];
}
