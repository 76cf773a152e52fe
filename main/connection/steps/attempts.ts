import { backoffDelay } from '../backoff.ts';
import { emit, linkOf, removeLink, update, updateLink, type Draft } from '../draft.ts';
import { newLink, type Link } from '../link.ts';
import type { DropReason } from '../status.ts';
import { OPEN_TIMEOUT_MS } from '../timing.ts';
import { abandonLink, noteMissed, successorOf } from './link-set.ts';

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
    updateLink(draft, id, {
      attempt: nextAttempt,
      tokenGeneration,
      requested: null,
      phase: { name: 'creating' },
    });
    emit(draft, { type: 'openChannel', link: id, attempt: nextAttempt, token });
    return;
  }
  const until = draft.context.now + OPEN_TIMEOUT_MS;
  updateLink(draft, id, { attempt: nextAttempt, requested: null, phase: { name: 'opening', until } });
  emit(draft, { type: 'openSocket', link: id, attempt: nextAttempt, channel: link.channel });
}

/**
 * Ends an attempt and says when the next one comes. `now` as `when` skips the wait. A link that has a successor is
 * gone for good, and a successor that was waiting is not left to wait as long as one that nobody misses.
 */
export function drop(
  draft: Draft,
  link: Link,
  reason: DropReason,
  when: 'now' | 'backoff' | 'onToken',
  retryAfterMs: number | null = null,
): void {
  noteMissed(draft, link, reason);
  abandonLink(draft, link, 'terminate');
  const successor = successorOf(draft, link);
  if (successor !== undefined) {
    removeLink(draft, link.id);
    hasten(draft, successor);
    return;
  }
  const failures = when === 'backoff' ? link.failures + 1 : link.failures;
  const { now, random } = draft.context;
  const retryAt =
    when === 'onToken' ? null : when === 'now' ? now : now + backoffDelay(failures, random, retryAfterMs);
  const current = linkOf(draft, link.id);
  // The channel of a token that has been replaced ends with that token.
  const outdated = link.tokenGeneration !== draft.state.tokenGeneration;
  updateLink(draft, link.id, {
    failures,
    channel: outdated ? null : (current?.channel ?? null),
    channelProven: !outdated && current?.channelProven === true,
    previousAttempt: null,
    requested: null,
    phase: { name: 'dead', retryAt, reason },
  });
  if (when === 'now') attempt(draft, link.id);
}

/** Brings a waiting link's next attempt forward, unless the service itself has set the time. */
function hasten(draft: Draft, link: Link): void {
  const { phase } = link;
  if (phase.name !== 'dead' || phase.retryAt === null || phase.reason === 'tooManyRequests') return;
  const { now, random } = draft.context;
  const retryAt = Math.min(phase.retryAt, now + backoffDelay(1, random, null));
  updateLink(draft, link.id, { phase: { ...phase, retryAt } });
}

/** Begins a successor for every live link that still runs on an older token. */
export function replaceOutdated(draft: Draft): void {
  const { links, tokenGeneration } = draft.state;
  for (const link of links) {
    if (link.phase.name === 'live' && link.tokenGeneration !== tokenGeneration) beginSuccessor(draft, link);
  }
}

/** Begins the link that is to take over from a live one, if there is none yet. */
export function beginSuccessor(draft: Draft, link: Link): void {
  if (successorOf(draft, link) === undefined) beginLink(draft, link.shard);
}

/** Asks for the topics of the link's shard without leaving its phase; one such request at a time. */
export function askForTopics(draft: Draft, link: Link): void {
  if (link.channel === null) return;
  const topics = draft.state.shards[link.shard]?.topics ?? [];
  updateLink(draft, link.id, { requested: topics });
  emit(draft, { type: 'subscribe', link: link.id, attempt: link.attempt, channel: link.channel, topics });
}

/** The topics were changed while a request with those of before was under way: ask again. */
export function askForChangedTopics(draft: Draft, id: number, requested: readonly string[] | null): void {
  const link = linkOf(draft, id);
  if (link === undefined || requested === null) return;
  if (link.phase.name !== 'subscribing' && link.phase.name !== 'live') return;
  if (link.requested === null && !sameTopics(requested, draft.state.shards[link.shard]?.topics)) {
    askForTopics(draft, link);
  }
}

export function sameTopics(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((topic, index) => topic === b[index]);
}
