import { emit, updateLink, type Draft } from '../draft.ts';
import type { Link } from '../link.ts';
import type { ChannelResult, RenewResult } from '../protocol.ts';
import {
  CHANNEL_RENEWAL_SHARE,
  OPEN_TIMEOUT_MS,
  RENEWAL_RETRY_MS,
  SHORTEST_MOVE_INTERVAL_MS,
} from '../timing.ts';
import { askForChangedTopics, attempt, beginSuccessor, drop } from './attempts.ts';
import { onFailure } from './failures.ts';
import { noteMissed } from './link-set.ts';
import { refuseToken } from './tokens.ts';

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

/** The answer to prolonging the channel's life. The socket is live: whatever it is, the events go on for now. */
export function onRenewed(draft: Draft, link: Link, result: RenewResult): void {
  if (link.phase.name !== 'live') return;
  updateLink(draft, link.id, { requested: null });
  settleRenewal(draft, link, result);
  askForChangedTopics(draft, link.id, link.requested);
}

function settleRenewal(draft: Draft, link: Link, result: RenewResult): void {
  const { now } = draft.context;
  switch (result.kind) {
    case 'renewed':
      updateLink(draft, link.id, { renewAt: now + result.lifetimeMs * CHANNEL_RENEWAL_SHARE });
      return;
    case 'unchanged':
    case 'forbidden':
    case 'refused':
      updateLink(draft, link.id, { renewAt: null });
      beginSuccessor(draft, link);
      return;
    case 'limited':
    case 'transient':
      updateLink(draft, link.id, { renewAt: now + Math.max(RENEWAL_RETRY_MS, result.retryAfterMs ?? 0) });
      return;
    case 'unauthorized':
      updateLink(draft, link.id, { renewAt: now + RENEWAL_RETRY_MS });
      if (link.tokenGeneration === draft.state.tokenGeneration) refuseToken(draft);
      return;
    case 'channelGone':
      onFailure(draft, link, result);
  }
}

/** The service closes this socket within a minute: open the next one now, on the same channel (docs/genesys-cloud.md §1.5). */
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
