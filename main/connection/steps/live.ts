import { emit, linkOf, updateLink, type Draft } from '../draft.ts';
import { isCaughtUp, type Link, type LivePhase } from '../link.ts';
import { PROBE_ANSWER_MS, RENEWAL_RETRY_MS, STABLE_AFTER_MS } from '../timing.ts';
import { askForTopics, drop } from './attempts.ts';

/** Asks the service for a sign of life. */
export function probe(draft: Draft, link: Link, phase: LivePhase): void {
  const { now } = draft.context;
  updateLink(draft, link.id, { phase: { ...phase, probe: { sentAt: now, until: now + PROBE_ANSWER_MS } } });
  emit(draft, { type: 'probe', link: link.id, attempt: link.attempt });
}

/** Does what is due on a live link. */
export function tickLive(draft: Draft, id: number): void {
  for (const part of [checkSilence, renewChannel, reconcileAgain, subscribeAgain, forgetFailures]) {
    const link = linkOf(draft, id);
    if (link?.phase.name === 'live') part(draft, link, link.phase);
  }
}

function checkSilence(draft: Draft, link: Link, phase: LivePhase): void {
  const { now, heardAt, traits } = draft.context;
  const heard = heardAt(link.id);
  const answered = phase.probe !== null && heard >= phase.probe.sentAt;
  if (phase.probe !== null && !answered) {
    if (now >= phase.probe.until) drop(draft, link, 'silence', 'backoff');
    return;
  }
  if (now >= heard + traits.silenceMs) probe(draft, link, phase);
  else if (answered) updateLink(draft, link.id, { phase: { ...phase, probe: null } });
}

function renewChannel(draft: Draft, link: Link): void {
  const { now } = draft.context;
  if (link.renewAt === null || now < link.renewAt) return;
  if (link.channel === null || link.requested !== null) {
    updateLink(draft, link.id, { renewAt: now + RENEWAL_RETRY_MS });
    return;
  }
  const topics = draft.state.shards[link.shard]?.topics ?? [];
  updateLink(draft, link.id, { renewAt: null, requested: topics });
  emit(draft, {
    type: 'renewChannel',
    link: link.id,
    attempt: link.attempt,
    channel: link.channel,
    topics,
  });
}

function reconcileAgain(draft: Draft, link: Link, phase: LivePhase): void {
  const { catchUp } = phase;
  if (catchUp.name !== 'waiting' || draft.context.now < catchUp.retryAt) return;
  updateLink(draft, link.id, {
    phase: { ...phase, catchUp: { name: 'running', failures: catchUp.failures } },
  });
  const { topics, missed } = draft.state.shards[link.shard] ?? { topics: [], missed: null };
  emit(draft, { type: 'reconcile', link: link.id, attempt: link.attempt, topics, gap: missed });
}

function subscribeAgain(draft: Draft, link: Link, phase: LivePhase): void {
  const { resubscribe } = phase;
  if (resubscribe?.retryAt == null || draft.context.now < resubscribe.retryAt) return;
  updateLink(draft, link.id, { phase: { ...phase, resubscribe: { ...resubscribe, retryAt: null } } });
  askForTopics(draft, link);
}

function forgetFailures(draft: Draft, link: Link, phase: LivePhase): void {
  if (link.failures > 0 && draft.context.now >= phase.since + STABLE_AFTER_MS && isCaughtUp(link)) {
    updateLink(draft, link.id, { failures: 0 });
  }
}
