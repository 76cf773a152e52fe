import { update, type Draft } from '../draft.ts';
import type { Hint } from '../state.ts';
import { attempt, drop } from './attempts.ts';
import { probe } from './live.ts';
import { prepare } from './stages.ts';
import { authorize, renewToken } from './tokens.ts';

/** What the system says about itself. `restart` is what `retry` means while blocked. */
export function onHint(draft: Draft, hint: Hint, restart: () => void): void {
  switch (hint) {
    case 'offline':
      update(draft, { networkDown: true });
      return;
    case 'online':
      update(draft, { networkDown: false });
      endWaits(draft);
      for (const link of draft.state.links) {
        if (link.phase.name === 'live' && link.phase.probe === null) probe(draft, link, link.phase);
      }
      return;
    case 'retry':
      if (draft.state.stage.name === 'blocked') restart();
      else endWaits(draft);
      return;
    case 'suspend':
      update(draft, { suspendedAt: draft.context.now });
      return;
    case 'resume':
      resume(draft);
  }
}

/** After sleep a socket looks open and is dead: every one is opened anew, at once. */
export function resume(draft: Draft): void {
  update(draft, { suspendedAt: null });
  for (const link of draft.state.links) {
    if (link.phase.name === 'live' || link.phase.name === 'opening' || link.phase.name === 'subscribing') {
      drop(draft, link, 'resumed', 'now');
    }
  }
  endWaits(draft);
}

function endWaits(draft: Draft): void {
  const { stage, renewal } = draft.state;
  if (stage.name === 'authorizing' && stage.retryAt !== null) authorize(draft);
  if (stage.name === 'preparing' && stage.retryAt !== null) prepare(draft);
  if (stage.name === 'running' && renewal.name === 'due' && renewal.failures > 0) renewToken(draft);
  for (const link of draft.state.links) {
    const { phase } = link;
    if (phase.name === 'dead' && phase.retryAt !== null) attempt(draft, link.id);
  }
}
