import { deriveStatus } from './derive-status.ts';
import { emit, linkOf, update, type Draft } from './draft.ts';
import type { Link } from './link.ts';
import {
  initialConnection,
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
  type ControlFrame,
  type StepContext,
} from './state.ts';
import { drop } from './steps/attempts.ts';
import { onChannel, onClosing, onRenewed } from './steps/channel.ts';
import { onClosed } from './steps/failures.ts';
import { onHint } from './steps/hints.ts';
import { acknowledge, onOpened, onReconciled, onSubscribed } from './steps/subscription.ts';
import { tick } from './steps/tick.ts';
import { authorize, onToken, refuseToken } from './steps/tokens.ts';
import { onPrepared, onTopics } from './steps/topics.ts';

export { nextDeadline } from './steps/tick.ts';

/**
 * The connection's one decision: what follows from an input. Pure: all time, chance and knowledge come in.
 * @returns the next state, and what is to be done about it, in that order.
 */
export function stepConnection(
  state: ConnectionState,
  input: ConnectionInput,
  context: StepContext,
): { state: ConnectionState; effects: readonly ConnectionEffect[] } {
  const draft: Draft = { state, effects: [], context };
  apply(draft, input);
  const status = deriveStatus(draft.state, context.now);
  const everConnected = draft.state.everConnected || status.state === 'connected';
  if (status !== draft.state.status || everConnected !== draft.state.everConnected) {
    update(draft, { status, everConnected });
  }
  return { state: draft.state, effects: draft.effects };
}

function apply(draft: Draft, input: ConnectionInput): void {
  switch (input.type) {
    case 'start':
      if (draft.state.stage.name === 'signedOut' || draft.state.stage.name === 'blocked') start(draft);
      return;
    case 'stop':
      emit(draft, { type: 'abandonAll' });
      draft.state = { ...initialConnection, ...counters(draft.state) };
      return;
    case 'token':
      if (input.request === draft.state.request) onToken(draft, input.result);
      return;
    case 'prepared':
      if (input.request === draft.state.request) onPrepared(draft, input.result);
      return;
    case 'unauthorized':
      if (input.token === draft.state.token && draft.state.stage.name === 'running') refuseToken(draft);
      return;
    case 'topics':
      onTopics(draft, input.topics);
      return;
    case 'hint':
      onHint(draft, input.hint, () => {
        start(draft);
      });
      return;
    case 'tick':
      tick(draft);
      return;
    case 'channel':
    case 'opened':
    case 'closed':
    case 'subscribed':
    case 'renewed':
    case 'reconciled':
    case 'eventSeen':
    case 'frame': {
      const link = linkOf(draft, input.link);
      if (link?.attempt === input.attempt) applyToLink(draft, link, input);
    }
  }
}

type LinkInput = Extract<ConnectionInput, { link: number }>;

function applyToLink(draft: Draft, link: Link, input: LinkInput): void {
  switch (input.type) {
    case 'channel':
      onChannel(draft, link, input.result);
      return;
    case 'opened':
      onOpened(draft, link);
      return;
    case 'closed':
      onClosed(draft, link, input.close);
      return;
    case 'subscribed':
      onSubscribed(draft, link, input.result);
      return;
    case 'renewed':
      onRenewed(draft, link, input.result);
      return;
    case 'reconciled':
      onReconciled(draft, link, input.result);
      return;
    case 'eventSeen':
      acknowledge(draft, link.id, null);
      return;
    case 'frame':
      onFrame(draft, link, input.frame);
  }
}

function onFrame(draft: Draft, link: Link, frame: ControlFrame): void {
  switch (frame.kind) {
    case 'confirmed':
      acknowledge(draft, link.id, null);
      return;
    case 'closing':
      onClosing(draft, link);
      return;
    case 'subscriptionLost':
      if (link.phase.name === 'live') drop(draft, link, 'channelGone', 'backoff');
      return;
    case 'tokenRevoked':
      if (link.phase.name === 'dead' || link.tokenGeneration !== draft.state.tokenGeneration) return;
      drop(draft, link, 'tokenRefused', 'onToken');
      refuseToken(draft);
      return;
    case 'serverError':
      emit(draft, { type: 'report', report: { code: 'serverError', message: frame.message } });
      if (link.phase.name === 'subscribing') {
        drop(draft, link, frame.limited ? 'tooManyRequests' : 'serviceError', 'backoff');
      }
  }
}

function start(draft: Draft): void {
  const { networkDown, unheard } = draft.state;
  draft.state = { ...initialConnection, ...counters(draft.state), networkDown, unheard };
  authorize(draft);
}

/** What must go on counting over a stop, so that late results of the time before are known as such. */
function counters(
  state: ConnectionState,
): Pick<ConnectionState, 'request' | 'nextLinkId' | 'nextAttempt' | 'tokenGeneration'> {
  const { request, nextLinkId, nextAttempt, tokenGeneration } = state;
  return { request: request + 1, nextLinkId, nextAttempt, tokenGeneration };
}
