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
  const { suspendedAt } = draft.state;
  if (suspendedAt !== null) {
    if (draft.context.now < suspendedAt + LONGEST_SUSPENSION_AWAKE_MS) return;
    resume(draft);
  }
  const { stage } = draft.state;
  switch (stage.name) {
    case 'signedOut':
    case 'blocked':
      return;
    case 'authorizing':
      if (isDue(draft, stage.retryAt)) authorize(draft);
      return;
    case 'preparing':
      if (isDue(draft, stage.retryAt)) prepare(draft);
      return;
    case 'running':
      tickRunning(draft);
  }
}

function tickRunning(draft: Draft): void {
  const { renewal } = draft.state;
  if (renewal.name === 'due' && isDue(draft, renewal.at)) renewToken(draft);
  for (const { id } of draft.state.links) {
    const link = linkOf(draft, id);
    if (link !== undefined) tickLink(draft, link);
  }
}

function isDue(draft: Draft, at: number | null): boolean {
  return at !== null && draft.context.now >= at;
}

function tickLink(draft: Draft, link: Link): void {
  const { phase } = link;
  switch (phase.name) {
    case 'creating':
      return;
    case 'opening':
      if (isDue(draft, phase.until)) drop(draft, link, 'network', 'backoff');
      return;
    case 'subscribing':
      if (isDue(draft, phase.until)) drop(draft, link, 'noConfirmation', 'backoff');
      return;
    case 'draining':
      if (isDue(draft, phase.until)) discard(draft, link, 'close');
      return;
    case 'dead':
      if (isDue(draft, phase.retryAt)) attempt(draft, link.id);
      return;
    case 'live':
      tickLive(draft, link.id);
  }
}
