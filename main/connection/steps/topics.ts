import { planChannels } from '../../genesys/topics.ts';
import { emit, update, type Draft } from '../draft.ts';
import type { LinkFailure } from '../protocol.ts';
import type { PrepareResult, Shard } from '../state.ts';
import { askForTopics, beginLink, sameTopics } from './attempts.ts';
import { discard } from './link-set.ts';
import { block, prepare, waitInStage } from './stages.ts';
import { refuseToken } from './tokens.ts';

/** What is to be subscribed is known: a link for each part of it. */
export function onPrepared(draft: Draft, result: PrepareResult): void {
  if (draft.state.stage.name !== 'preparing') return;
  if (result.kind !== 'ready') {
    onPrepareFailure(draft, result);
    return;
  }
  const shards = plan(draft, result.topics).map((topics): Shard => ({
    topics,
    missed: draft.state.unheard,
    everLive: draft.state.unheard !== null,
  }));
  update(draft, { stage: { name: 'running' }, stageFailures: 0, shards, unheard: null, links: [] });
  shards.forEach((_, shard) => {
    beginLink(draft, shard);
  });
}

/** Subscribes other topics, on the sockets that are open. */
export function onTopics(draft: Draft, topics: readonly string[]): void {
  const { stage } = draft.state;
  // What is being prepared may have been thought out before this change: it is asked for again.
  if (stage.name === 'preparing' && stage.retryAt === null) prepare(draft);
  if (stage.name !== 'running') return;
  const before = draft.state.shards;
  const shards = plan(draft, topics).map((part, index): Shard => ({
    missed: null,
    everLive: false,
    ...before[index],
    topics: part,
  }));
  for (const link of draft.state.links.filter(({ shard }) => shard >= shards.length)) {
    discard(draft, link, 'close');
  }
  update(draft, { shards });
  for (const link of draft.state.links) {
    const { phase } = link;
    const asks = phase.name === 'subscribing' || (phase.name === 'live' && phase.resubscribe === null);
    if (
      asks &&
      link.requested === null &&
      !sameTopics(before[link.shard]?.topics, shards[link.shard]?.topics)
    )
      askForTopics(draft, link);
  }
  shards.forEach((_, shard) => {
    if (shard >= before.length) beginLink(draft, shard);
  });
}

/** A protocol with one socket takes all topics on it; a channel takes 1,000 (docs/genesys-cloud.md §1.3). */
function plan(draft: Draft, topics: readonly string[]): readonly (readonly string[])[] {
  return draft.context.traits.oneSocket ? [[...new Set(topics)]] : planChannels(topics);
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
