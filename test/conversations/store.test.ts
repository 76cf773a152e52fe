import { describe, expect, it } from 'vitest';
import { Story } from './support/story.ts';
import { ME, mine, Watcher } from './support/watcher.ts';

const DAY = 24 * 3_600_000;

describe('forgetEnded', () => {
  it('keeps the ids of an ended conversation for 24 hours and no longer', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const id = story.customerWrites();
    me.sees(story);
    const late = story.snapshot();
    me.sees(story.leftBy(ME).customerLeaves(), 'mediaEvent', { now: 1_000 });

    me.store.forgetEnded(1_000 + DAY - 1);
    expect([...me.known.seen]).toEqual([id]);
    me.fold(late, { now: 1_000 + DAY - 1 });
    expect(me.reported).toEqual([id]);

    me.store.forgetEnded(1_000 + DAY);
    expect(me.store.get('C1')).toBeUndefined();
    expect([...me.store.all()]).toEqual([]);
  });

  it('counts from when the end was first seen', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story.leftBy(ME), 'mediaEvent', { now: 5 });
    me.sees(story.customerLeaves(), 'mediaEvent', { now: DAY });
    expect(me.known.endedAt).toBe(5);
  });

  it('keeps what goes on, however old it is', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    me.store.forgetEnded(30 * DAY);
    expect(me.known.state).toBe('connected');
  });

  it('forgets no conversation that came back', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).leftBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    me.sees(story.offeredTo(ME), 'mediaEvent', { now: DAY / 2 });
    me.store.forgetEnded(2 * DAY);
    expect(me.known.state).toBe('offered');
  });
});

describe('the store', () => {
  it('keeps conversations apart: the same message id is news in each', () => {
    const me = new Watcher(mine);
    for (const id of ['C1', 'C2']) {
      const story = new Story(id).offeredTo(ME).acceptedBy(ME);
      story.customerWrites('M1');
      me.sees(story);
    }
    expect(me.reported).toEqual(['M1', 'M1']);
    expect([...me.store.all()].map(({ id }) => id)).toEqual(['C1', 'C2']);
  });
});
