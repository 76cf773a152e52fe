import { linkOf, type Draft } from '../draft.ts';
import { linkDeadline, type Link } from '../link.ts';
import type { ConnectionState, StepContext } from '../state.ts';
import { LONGEST_SUSPENSION_AWAKE_MS, STABLE_AFTER_MS } from '../timing.ts';
import { attempt, drop } from './attempts.ts';
import { resume } from './hints.ts';
import { discard } from './link-set.ts';
import { tickLive } from './live.ts';
import { prepare } from './stages.ts';
import { authorize, renewToken } from './tokens.ts';

/** When the machine next wants a `tick`, as a monotonic time in ms; Infinity for never. */
export function nextDeadline(
  state: ConnectionState,
  context: Pick<StepContext, 'traits' | 'heardAt'>,
): number {
  const { stage, renewal, suspendedAt } = state;
  if (stage.name === 'signedOut' || stage.name === 'blocked') return Infinity;
  if (suspendedAt !== null) return suspendedAt + LONGEST_SUSPENSION_AWAKE_MS;
  if (stage.name !== 'running') return stage.retryAt ?? Infinity;
  return Math.min(
    renewal.name === 'due' ? renewal.at : Infinity,
    ...state.links.map((link) =>
      linkDeadline(link, context.heardAt(link.id), context.traits, STABLE_AFTER_MS),
    ),
  );
}

/** Does what is due. */
export function tick(draft: Draft): void {
  const { now } = draft.context;
  const { stage, suspendedAt, renewal } = draft.state;
  if (stage.name === 'signedOut' || stage.name === 'blocked') return;
  if (suspendedAt !== null) {
    if (now >= suspendedAt + LONGEST_SUSPENSION_AWAKE_MS) resume(draft);
    return;
  }
  if (stage.name !== 'running') {
    if (stage.retryAt === null || now < stage.retryAt) return;
    if (stage.name === 'authorizing') authorize(draft);
    else prepare(draft);
    return;
  }
  if (renewal.name === 'due' && now >= renewal.at) renewToken(draft);
  for (const { id } of draft.state.links) {
    const link = linkOf(draft, id);
    if (link !== undefined) tickLink(draft, link);
  }
}

function tickLink(draft: Draft, link: Link): void {
  const { now } = draft.context;
  const { phase } = link;
  switch (phase.name) {
    case 'creating':
      return;
    case 'opening':
      if (now >= phase.until) drop(draft, link, 'network', 'backoff');
      return;
    case 'subscribing':
      if (now >= phase.until) drop(draft, link, 'noConfirmation', 'backoff');
      return;
    case 'draining':
      if (now >= phase.until) discard(draft, link, 'close');
      return;
    case 'dead':
      if (phase.retryAt !== null && now >= phase.retryAt) attempt(draft, link.id);
      return;
    case 'live':
      tickLive(draft, link.id);
  }
}
