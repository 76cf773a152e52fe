import { deriveStatus } from './derive-status.ts';
import { emit, linkOf, removeLink, update, updateLink, type Draft } from './draft.ts';
import {
  acknowledge,
  askForTopics,
  attempt,
  beginLink,
  drop,
  onChannel,
  onClosed,
  onClosing,
  onOpened,
  onReconciled,
  onRenewed,
  onSubscribed,
  replaceOutdated,
} from './link-steps.ts';
import { isCaughtUp, linkDeadline, type Link, type LivePhase } from './link.ts';
import {
  authorize,
  onPrepared,
  onToken,
  onTopics,
  prepare,
  refuseToken,
  renewToken,
} from './session-steps.ts';
import {
  initialConnection,
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
  type ControlFrame,
  type Hint,
  type StepContext,
} from './state.ts';
import { PROBE_ANSWER_MS, STABLE_AFTER_MS } from './timing.ts';

/** A computer that says it goes to sleep and does not is taken as awake again after this. */
const LONGEST_SUSPENSION_AWAKE_MS = 60_000;

const linkSteps = { attempt, beginLink, askForTopics, replaceOutdated };

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

/** When the machine next wants a `tick`, as a monotonic time in ms; Infinity for never. */
export function nextDeadline(state: ConnectionState, context: Omit<StepContext, 'random' | 'wall'>): number {
  const { stage, renewal, suspendedAt } = state;
  if (stage.name === 'signedOut' || stage.name === 'blocked') return Infinity;
  if (suspendedAt !== null) return suspendedAt + LONGEST_SUSPENSION_AWAKE_MS;
  const stageAt = stage.name === 'running' ? Infinity : (stage.retryAt ?? Infinity);
  return Math.min(
    stageAt,
    renewal.name === 'due' ? renewal.at : Infinity,
    ...state.links.map((link) =>
      linkDeadline(link, context.heardAt(link.id), context.traits, STABLE_AFTER_MS),
    ),
  );
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
      if (input.request === draft.state.request) onToken(draft, input.result, linkSteps);
      return;
    case 'prepared':
      if (input.request === draft.state.request) onPrepared(draft, input.result, linkSteps);
      return;
    case 'unauthorized':
      if (input.token === draft.state.token && draft.state.stage.name === 'running') refuseToken(draft);
      return;
    case 'topics':
      onTopics(draft, input.topics, linkSteps);
      return;
    case 'hint':
      onHint(draft, input.hint);
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
      acknowledge(draft, link.id);
      return;
    case 'frame':
      onFrame(draft, link, input.frame);
  }
}

function onFrame(draft: Draft, link: Link, frame: ControlFrame): void {
  switch (frame.kind) {
    case 'confirmed':
      acknowledge(draft, link.id);
      return;
    case 'closing':
      onClosing(draft, link);
      return;
    case 'subscriptionLost':
      if (link.phase.name === 'live') drop(draft, link, 'channelGone', 'backoff');
      return;
    case 'tokenRevoked':
      if (link.tokenGeneration !== draft.state.tokenGeneration) return;
      updateLink(draft, link.id, { channel: null, channelProven: false });
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
  draft.state = { ...initialConnection, ...counters(draft.state), networkDown: draft.state.networkDown };
  authorize(draft);
}

/** What must go on counting over a stop, so that late results of the time before are known as such. */
function counters(
  state: ConnectionState,
): Pick<ConnectionState, 'request' | 'nextLinkId' | 'nextAttempt' | 'tokenGeneration'> {
  const { request, nextLinkId, nextAttempt, tokenGeneration } = state;
  return { request: request + 1, nextLinkId, nextAttempt, tokenGeneration };
}

function onHint(draft: Draft, hint: Hint): void {
  const { now } = draft.context;
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
      if (draft.state.stage.name === 'blocked') start(draft);
      else endWaits(draft);
      return;
    case 'suspend':
      update(draft, { suspendedAt: now });
      return;
    case 'resume':
      resume(draft);
  }
}

/** After sleep a socket looks open and is dead: every one is opened anew, at once. */
function resume(draft: Draft): void {
  update(draft, { suspendedAt: null });
  for (const link of draft.state.links) {
    if (link.phase.name === 'live' || link.phase.name === 'opening' || link.phase.name === 'subscribing') {
      drop(draft, link, 'resumed', 'now');
    }
  }
  endWaits(draft);
}

function endWaits(draft: Draft): void {
  const { stage } = draft.state;
  if (stage.name === 'authorizing' && stage.retryAt !== null) authorize(draft);
  if (stage.name === 'preparing' && stage.retryAt !== null) prepare(draft);
  for (const link of draft.state.links) {
    if (link.phase.name === 'dead' && link.phase.retryAt !== null) attempt(draft, link.id);
  }
}

function tick(draft: Draft): void {
  const { now } = draft.context;
  const { stage, suspendedAt } = draft.state;
  if (stage.name === 'signedOut' || stage.name === 'blocked') return;
  if (suspendedAt !== null) {
    if (now >= suspendedAt + LONGEST_SUSPENSION_AWAKE_MS) resume(draft);
    return;
  }
  if (stage.name === 'authorizing' && stage.retryAt !== null && now >= stage.retryAt) authorize(draft);
  if (stage.name === 'preparing' && stage.retryAt !== null && now >= stage.retryAt) prepare(draft);
  const { renewal } = draft.state;
  if (stage.name === 'running' && renewal.name === 'due' && now >= renewal.at) renewToken(draft);
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
      if (now < phase.until) return;
      emit(draft, { type: 'abandon', link: link.id, attempt: link.attempt, how: 'close' });
      removeLink(draft, link.id);
      return;
    case 'dead':
      if (phase.retryAt !== null && now >= phase.retryAt) attempt(draft, link.id);
      return;
    case 'live':
      tickLive(draft, link, phase);
  }
}

function tickLive(draft: Draft, link: Link, phase: LivePhase): void {
  const { now, heardAt, traits } = draft.context;
  const heard = heardAt(link.id);
  let current = phase;
  const change = (part: Partial<LivePhase>) => {
    current = { ...current, ...part };
    updateLink(draft, link.id, { phase: current });
  };
  if (phase.probe !== null && heard >= phase.probe.sentAt) change({ probe: null });
  if (current.probe !== null && now >= current.probe.until) {
    drop(draft, link, 'silence', 'backoff');
    return;
  }
  if (current.probe === null && now - heard >= traits.silenceMs) {
    probe(draft, link, current);
    current = { ...current, probe: { sentAt: now, until: now + PROBE_ANSWER_MS } };
  }
  const topics = draft.state.shards[link.shard]?.topics ?? [];
  if (link.renewAt !== null && now >= link.renewAt && link.channel !== null) {
    updateLink(draft, link.id, { renewAt: null });
    emit(draft, {
      type: 'renewChannel',
      link: link.id,
      attempt: link.attempt,
      channel: link.channel,
      topics,
    });
  }
  if (current.catchUp.name === 'waiting' && now >= current.catchUp.retryAt) {
    change({ catchUp: { name: 'running', failures: current.catchUp.failures } });
    const gap = draft.state.shards[link.shard]?.missed ?? null;
    emit(draft, { type: 'reconcile', link: link.id, attempt: link.attempt, topics, gap });
  }
  if (current.resubscribeAt !== null && now >= current.resubscribeAt) {
    change({ resubscribeAt: null });
    askForTopics(draft, link);
  }
  const settled = linkOf(draft, link.id);
  if (
    settled !== undefined &&
    settled.failures > 0 &&
    now - phase.since >= STABLE_AFTER_MS &&
    isCaughtUp(settled)
  ) {
    updateLink(draft, link.id, { failures: 0 });
  }
}

function probe(draft: Draft, link: Link, phase: LivePhase): void {
  const { now } = draft.context;
  updateLink(draft, link.id, { phase: { ...phase, probe: { sentAt: now, until: now + PROBE_ANSWER_MS } } });
  emit(draft, { type: 'probe', link: link.id, attempt: link.attempt });
}
