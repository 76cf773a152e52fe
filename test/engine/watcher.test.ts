import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../../main/conversations/conversation.ts';
import { ConversationStore } from '../../main/conversations/store.ts';
import { nothingWatched } from '../../main/conversations/watch-rules.ts';
import { Watcher, type SnapshotOrigin, type WatcherDependencies } from '../../main/engine/watcher.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { snapshotOf, type WrittenMessage } from './support/written-conversation.ts';

const START = Date.UTC(2026, 0, 5, 10, 0, 0);
const MINE = { ...nothingWatched, mine: 'U1' };

function watcher(more: Partial<WatcherDependencies> = {}) {
  const clock = new FakeClock(START);
  const told: string[] = [];
  const made = new Watcher({
    store: new ConversationStore(),
    clock,
    serviceNow: () => clock.now(),
    onMessage: ({ id }, missed) => void told.push(missed ? `${id} missed` : id),
    onChange: (_id, change) => void told.push(change),
    onKnown: () => undefined,
    onSnapshot: () => undefined,
    withoutReported: (_snapshot, messages) => messages,
    ...more,
  });
  made.watch(MINE);
  made.begin();
  const messages: WrittenMessage[] = [];
  const show = (origin: SnapshotOrigin, agentEndTime: string | null = null) => {
    made.take(snapshotOf({ id: 'C1', messages, agentEndTime }), origin);
  };
  return {
    watcher: made,
    clock,
    told,
    show,
    /** Writes a customer's message; `at` is the service's time since the start, ms. */
    write: (id: string, at: number) => {
      messages.push({ id, by: 'customer', at: START + at });
    },
  };
}

describe('a new message', () => {
  it('of an event was not missed, of a reconciliation it was, and a baseline holds none', () => {
    const { write, show, told } = watcher();
    write('M1', 0);
    show('baseline');
    expect(told).toEqual([]);
    write('M2', 1);
    show('event');
    write('M3', 2);
    show('poll');
    write('M4', 3);
    show('reconcile');
    expect(told).toEqual(['M2', 'M3', 'M4 missed']);
  });

  it('is told once, whatever shows it again', () => {
    const { write, show, told } = watcher();
    show('baseline');
    write('M1', 1);
    for (const origin of ['event', 'event', 'reconcile', 'poll', 'baseline'] as const) show(origin);
    expect(told).toEqual(['M1']);
  });

  it('that was reported before its id was known is left out', () => {
    const withoutReported = (_: unknown, messages: readonly NewMessage[]) =>
      messages.filter(({ id }) => id !== 'M1');
    const { write, show, told } = watcher({ withoutReported });
    show('baseline');
    write('M1', 1);
    write('M2', 2);
    show('event');
    expect(told).toEqual(['M2']);
  });

  it('in a conversation that is not watched is not told', () => {
    const { watcher: made, write, show, told } = watcher();
    made.watch(nothingWatched);
    write('M1', 1);
    show('event');
    expect(told).toEqual([]);
  });
});

describe('while what was missed is being read', () => {
  it('an event’s newest message was not missed, the ones before it were', async () => {
    const { watcher: made, clock, write, show, told } = watcher();
    show('baseline');
    await clock.advance(60_000);
    made.beginCatchUp();
    write('M1', 60_001);
    write('M2', 60_002);
    show('event');
    expect(told).toEqual(['M1 missed', 'M2']);
  });

  it('a message from before listening went on was missed, even the newest', async () => {
    const { watcher: made, clock, write, show, told } = watcher();
    show('baseline');
    await clock.advance(60_000);
    made.beginCatchUp();
    write('M1', 59_999);
    show('event');
    made.endCatchUp();
    write('M2', 59_999);
    show('event');
    write('M3', 60_000);
    show('event');
    expect(told).toEqual(['M1 missed', 'M2 missed', 'M3']);
  });

  it('nothing is taken as missed by the time where the service’s is not known', async () => {
    const { watcher: made, clock, write, show, told } = watcher({ serviceNow: () => null });
    show('baseline');
    await clock.advance(60_000);
    made.beginCatchUp();
    write('M1', 1);
    show('event');
    expect(told).toEqual(['M1']);
  });

  it('ends: after that an event’s messages were not missed', async () => {
    const { watcher: made, clock, write, show, told } = watcher();
    show('baseline');
    await clock.advance(60_000);
    made.beginCatchUp();
    made.endCatchUp();
    write('M1', 60_001);
    write('M2', 60_002);
    show('event');
    expect(told).toEqual(['M1', 'M2']);
  });
});

describe('conversations that go on', () => {
  it('are the concerning ones of messages that have not ended', () => {
    const { watcher: made, write, show, told } = watcher();
    show('baseline');
    made.take(snapshotOf({ id: 'C2', messages: [] }), 'event');
    made.take({ ...snapshotOf({ id: 'C3', messages: [] }), media: 'email' }, 'event');
    expect(made.openConversations()).toEqual(['C1', 'C2']);
    write('M1', 1);
    show('event', new Date(START + 10).toISOString());
    expect(made.openConversations()).toEqual(['C2']);
    expect(told).toContain('ended');
  });
});
