import type { TokenResult } from '../auth/token.ts';
import { renewalDelay } from '../auth/renewal-delay.ts';
import { planChannels } from '../genesys/topics.ts';
import { backoffDelay } from './backoff.ts';
import { emit, update, updateLink, type Draft } from './draft.ts';
import type { Link } from './link.ts';
import type { LinkFailure } from './protocol.ts';
import type { PrepareResult, Shard } from './state.ts';
import type { BlockCode, DropReason } from './status.ts';

/** How links are driven; passed in, because links in their turn end sessions. */
export interface LinkSteps {
  attempt(draft: Draft, id: number): void;
  beginLink(draft: Draft, shard: number): void;
  askForTopics(draft: Draft, link: Link): void;
  replaceOutdated(draft: Draft): void;
}

/** Asks for a token, instead of the one that is held if that was refused. */
export function authorize(draft: Draft): void {
  const request = draft.state.request + 1;
  update(draft, { request, stage: { name: 'authorizing', retryAt: null, reason: stageReason(draft) } });
  emit(draft, { type: 'requestToken', request, refused: draft.state.token });
}

/** Finds out what to subscribe. */
export function prepare(draft: Draft): void {
  const request = draft.state.request + 1;
  update(draft, { request, stage: { name: 'preparing', retryAt: null, reason: stageReason(draft) } });
  emit(draft, { type: 'prepare', request });
}

/** Asks for the next token while the present one still works. */
export function renewToken(draft: Draft): void {
  const { renewal, token } = draft.state;
  const request = draft.state.request + 1;
  const failures = renewal.name === 'due' ? renewal.failures : 0;
  update(draft, { request, renewal: { name: 'asked', failures } });
  emit(draft, { type: 'requestToken', request, refused: token });
}

export function onToken(draft: Draft, result: TokenResult, links: LinkSteps): void {
  const { stage } = draft.state;
  const { now, random } = draft.context;
  if (stage.name !== 'authorizing' && stage.name !== 'running') return;
  switch (result.kind) {
    case 'token': {
      const life = result.token.lifetimeMs;
      update(draft, {
        token: result.token,
        tokenGeneration: draft.state.tokenGeneration + 1,
        stageFailures: 0,
        renewal:
          life === null
            ? { name: 'none' }
            : { name: 'due', at: now + renewalDelay(life, random), failures: 0 },
      });
      if (stage.name === 'running') moveToNewToken(draft, links);
      else prepare(draft);
      return;
    }
    case 'rejected':
      if (stage.name === 'running' && !waitsForToken(draft)) {
        update(draft, { renewal: { name: 'none' } });
        emit(draft, { type: 'report', report: { code: 'signInSoon', message: result.message } });
      } else {
        block(draft, result.code, result.message);
      }
      return;
    case 'transient': {
      const reason = result.retryAfterMs === null ? 'serviceError' : 'tooManyRequests';
      if (stage.name === 'authorizing') {
        waitInStage(draft, 'authorizing', reason, result.retryAfterMs);
      } else {
        const { renewal } = draft.state;
        const failures = (renewal.name === 'none' ? 0 : renewal.failures) + 1;
        const at = now + backoffDelay(failures, random, result.retryAfterMs);
        update(draft, { renewal: { name: 'due', at, failures } });
      }
    }
  }
}

export function onPrepared(draft: Draft, result: PrepareResult, links: LinkSteps): void {
  if (draft.state.stage.name !== 'preparing') return;
  if (result.kind !== 'ready') {
    onPrepareFailure(draft, result);
    return;
  }
  const shards = planChannels(result.topics).map((topics): Shard => ({
    topics,
    missed: null,
    everLive: false,
  }));
  update(draft, { stage: { name: 'running' }, stageFailures: 0, shards, links: [] });
  shards.forEach((_, shard) => {
    links.beginLink(draft, shard);
  });
}

/** Subscribes other topics, on the sockets that are open. */
export function onTopics(draft: Draft, topics: readonly string[], links: LinkSteps): void {
  if (draft.state.stage.name !== 'running') return;
  const plans = planChannels(topics);
  const before = draft.state.shards;
  const shards = plans.map((plan, index): Shard => ({
    missed: null,
    everLive: false,
    ...before[index],
    topics: plan,
  }));
  for (const link of draft.state.links.filter(({ shard }) => shard >= shards.length)) {
    emit(draft, { type: 'abandon', link: link.id, attempt: link.attempt, how: 'close' });
  }
  update(draft, { shards, links: draft.state.links.filter(({ shard }) => shard < shards.length) });
  for (const link of draft.state.links) {
    if (link.phase.name === 'live' && !sameTopics(before[link.shard], shards[link.shard])) {
      links.askForTopics(draft, link);
    }
  }
  shards.forEach((_, shard) => {
    if (shard >= before.length) links.beginLink(draft, shard);
  });
}

/** The service refused the token that is held: another one, once; then somebody must sign in. */
export function refuseToken(draft: Draft): void {
  const { state } = draft;
  if (state.stage.name === 'blocked' || state.refusedGeneration === state.tokenGeneration) return;
  if (state.tokenRefusals > 0) {
    block(draft, 'signInAgain', 'The service does not accept the token that it has just given.');
    return;
  }
  update(draft, { tokenRefusals: 1, refusedGeneration: state.tokenGeneration });
  if (state.stage.name === 'running') renewToken(draft);
  else authorize(draft);
}

/** Stops everything until somebody does something about it. */
export function block(draft: Draft, code: BlockCode, message: string): void {
  emit(draft, { type: 'abandonAll' });
  update(draft, {
    stage: { name: 'blocked', code, message },
    links: [],
    renewal: { name: 'none' },
    request: draft.state.request + 1,
  });
}

/** Waits, then does the stage's work again. */
function waitInStage(
  draft: Draft,
  name: 'authorizing' | 'preparing',
  reason: DropReason,
  retryAfterMs: number | null,
): void {
  const stageFailures = draft.state.stageFailures + 1;
  const retryAt = draft.context.now + backoffDelay(stageFailures, draft.context.random, retryAfterMs);
  update(draft, { stageFailures, stage: { name, retryAt, reason } });
}

function onPrepareFailure(draft: Draft, failure: LinkFailure): void {
  switch (failure.kind) {
    case 'unauthorized':
      refuseToken(draft);
      return;
    case 'forbidden':
      for (const refused of failure.refused)
        emit(draft, { type: 'report', report: { code: 'forbiddenTopic', refused } });
      block(draft, 'nothingPermitted', failure.message);
      return;
    case 'refused':
      block(draft, 'refused', failure.message);
      return;
    case 'channelGone':
      waitInStage(draft, 'preparing', 'serviceError', null);
      return;
    case 'limited':
      waitInStage(draft, 'preparing', 'tooManyRequests', failure.retryAfterMs);
      return;
    case 'transient':
      waitInStage(draft, 'preparing', failure.reason, failure.retryAfterMs);
  }
}

function moveToNewToken(draft: Draft, links: LinkSteps): void {
  for (const link of draft.state.links) {
    if (link.phase.name !== 'dead') continue;
    updateLink(draft, link.id, { channel: null });
    if (link.phase.retryAt === null) links.attempt(draft, link.id);
  }
  links.replaceOutdated(draft);
}

function waitsForToken(draft: Draft): boolean {
  return draft.state.links.some(({ phase }) => phase.name === 'dead' && phase.retryAt === null);
}

function stageReason(draft: Draft): DropReason {
  const { stage } = draft.state;
  return stage.name === 'authorizing' || stage.name === 'preparing' ? stage.reason : 'network';
}

function sameTopics(a: Shard | undefined, b: Shard | undefined): boolean {
  if (a?.topics.length !== b?.topics.length) return false;
  return a?.topics.every((topic, index) => topic === b?.topics[index]) ?? true;
}
