import { describe, expect, it } from 'vitest';
import { nothingWatched, type WatchRules } from '../../main/conversations/watch-rules.ts';
import { notWatching, watchedSince, withRules } from '../../main/engine/watch-since.ts';
import { readConversation } from '../../main/genesys/snapshot-reader.ts';
import type { ConversationSnapshot } from '../../main/genesys/snapshot.ts';

const mine: WatchRules = { ...nothingWatched, mine: 'ME' };
const withQueue: WatchRules = { ...mine, queues: new Set(['Q1']) };

function conversation(...participants: readonly object[]): ConversationSnapshot {
  const snapshot = readConversation({ id: 'C1', participants }, 'message');
  if (snapshot === null) throw new Error('no conversation');
  return snapshot;
}

const inQueue = conversation({ purpose: 'acd', queue: { id: 'Q1' } });
const withMe = conversation(
  { purpose: 'acd', queue: { id: 'Q1' } },
  { purpose: 'agent', user: { id: 'ME' } },
);

describe('since when a conversation is watched', () => {
  it('is when watching began, while the rules are the first ones', () => {
    const since = withRules({ ...notWatching, began: 1_000 }, withQueue, withQueue, 5_000);
    expect(watchedSince(since, inQueue, withQueue)).toBe(1_000);
  });

  it('is when its queue was added, and the own conversations keep their beginning', () => {
    const since = withRules({ ...notWatching, began: 1_000 }, mine, withQueue, 5_000);
    expect(watchedSince(since, inQueue, withQueue)).toBe(5_000);
    expect(watchedSince(since, withMe, withQueue)).toBe(1_000);
  });

  it('is kept when other rules come and go', () => {
    const added = withRules({ ...notWatching, began: 1_000 }, mine, withQueue, 5_000);
    const more = { ...withQueue, queues: new Set(['Q1', 'Q2']) };
    const since = withRules(added, withQueue, more, 9_000);
    expect(watchedSince(since, inQueue, more)).toBe(5_000);
  });

  it('is not told before the service has told its time', () => {
    const since = withRules(notWatching, nothingWatched, withQueue, null);
    expect(watchedSince(since, inQueue, withQueue)).toBeNull();
  });
});
