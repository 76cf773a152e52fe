import { describe, expect, it } from 'vitest';
import { shapes, Story, withoutMessages } from './support/story.ts';
import { chosen, everything, ME, mine, OTHER, queue, QUEUE, Watcher } from './support/watcher.ts';

describe.each(shapes)('a conversation that is seen for the first time, as %s', (shape) => {
  it('has nothing new in it from before watching began', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    story.customerWrites();
    const me = new Watcher(mine, { start: { since: story.time + 1, newFrom: null } });
    const id = story.customerWrites();
    me.sees(story, shape);
    expect(me.reported).toEqual([id]);
    expect(me.known.seen.size).toBe(2);
  });

  it('has nothing new in it at the baseline, and everything that comes later', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    story.customerWrites();
    const me = new Watcher(mine);
    expect(me.sees(story, shape, { baseline: true })).toMatchObject({ messages: [], change: null });
    expect(me.unread).toEqual([]);
    const id = story.customerWrites();
    me.sees(story, shape);
    expect(me.reported).toEqual([id]);
  });

  it('is all new if it began after watching, also what was written while waiting', () => {
    const story = new Story();
    const written = [story.customerWrites(), story.waitsIn(QUEUE).customerWrites()];
    written.push(story.offeredTo(OTHER, QUEUE).customerWrites()); // who does not take it
    written.push(story.leftBy(OTHER).offeredTo(ME, QUEUE).acceptedBy(ME).customerWrites());
    const me = new Watcher(mine);
    me.sees(story, shape);
    expect(me.reported).toEqual(written);
  });

  it('has a message without a time as news', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER);
    const id = story.customerWrites('untold', 'untold');
    story.leftBy(OTHER).offeredTo(ME);
    const me = new Watcher(mine);
    me.sees(story, shape);
    expect(me.reported).toEqual([id]);
  });

  it('is all news where the start cannot be known', () => {
    const story = new Story().offeredTo(ME);
    const id = story.customerWrites();
    const me = new Watcher(mine, { start: { since: null, newFrom: null } });
    me.sees(story, shape);
    expect(me.reported).toEqual([id]);
  });

  it('has what its event is about as news, though it is older than the start', () => {
    const story = new Story();
    story.customerWrites();
    const id = story.customerWrites();
    const watcher = new Watcher(everything, { start: { since: story.time + 60_000, newFrom: story.time } });
    watcher.sees(story, shape);
    expect(watcher.reported).toEqual([id]);
    expect(watcher.known.seen.size).toBe(2);
  });

  it('has in it what came while it was watched, if it has ended meanwhile', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const id = story.customerWrites();
    story.leftBy(ME).customerWrites();
    const me = new Watcher(mine);
    expect(me.sees(story, shape).change).toBeNull();
    expect(me.reported).toEqual([id]);
    expect(me.known.state).toBe('ended');
  });
});

describe.each(shapes.filter((shape) => shape !== 'personEvent'))('a transfer, as %s', (shape) => {
  it('brings history, and as news only what was not before the own leg', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER);
    const history = story.customerWrites();
    story.offeredTo(ME);
    const during = story.customerWrites();
    const after = story.acceptedBy(ME).leftBy(OTHER).customerWrites();
    const me = new Watcher(mine);
    me.sees(story, shape);
    expect(me.reported).toEqual([during, after]);
    expect([...me.known.seen].sort()).toEqual([history, during, after].sort());
  });

  it('counts what was written while waiting for the second agent as history', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER).waitsIn(QUEUE);
    story.customerWrites();
    const id = story.offeredTo(ME, QUEUE).customerWrites();
    const me = new Watcher(mine);
    me.sees(story, shape);
    expect(me.reported).toEqual([id]);
  });

  it('into a watched queue brings history too', () => {
    const story = new Story().customerIsIn('Q-another').offeredTo(OTHER, 'Q-another').acceptedBy(OTHER);
    story.customerWrites();
    const id = story.customerIsIn(QUEUE).waitsIn(QUEUE).customerWrites();
    const watcher = new Watcher(queue);
    watcher.sees(story, shape);
    expect(watcher.reported).toEqual([id]);
  });

  it('away and back brings what was written before another agent took it, as they all are seen at once', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const mineFirst = story.customerWrites();
    me.sees(story, shape);
    story.leftBy(ME);
    me.sees(story, shape);
    story.offeredTo(OTHER).acceptedBy(OTHER).customerWrites();
    story.leftBy(OTHER).offeredTo(ME);
    const mineAgain = story.customerWrites();
    me.sees(story, shape);
    expect(me.reported).toEqual([mineFirst, mineAgain]);
    expect(me.changes).toEqual(['connected', 'ended', 'offered']);
  });

  it('away and back in one gap brings the same', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story, shape);
    const beforeLeaving = story.customerWrites();
    story.leftBy(ME).offeredTo(OTHER).acceptedBy(OTHER).customerWrites();
    const back = story.leftBy(OTHER).offeredTo(ME).customerWrites();
    me.sees(story, shape);
    expect(me.reported).toEqual([beforeLeaving, back]);
  });
});

describe('a transfer in events of the person shape, which do not tell when a leg began to ring', () => {
  it('brings as history what was before the other agent, and in doubt the rest as news', () => {
    const story = new Story();
    story.customerWrites();
    story.offeredTo(OTHER).acceptedBy(OTHER);
    const doubtful = story.customerWrites();
    const during = story.offeredTo(ME).customerWrites();
    const me = new Watcher(mine);
    me.sees(story, 'personEvent');
    expect(me.reported).toEqual([doubtful, during]);
  });
});

describe('a conversation that was known and did not concern the watcher', () => {
  it('brings what was written while it waited, when it comes to them', () => {
    const story = new Story();
    const me = new Watcher(mine);
    const waiting = story.waitsIn(QUEUE).customerWrites();
    me.sees(story);
    expect(me.reported).toEqual([]);
    me.sees(story.offeredTo(ME, QUEUE));
    expect(me.reported).toEqual([waiting]);
  });

  it('brings no message from before watching began', () => {
    const story = new Story().waitsIn(QUEUE);
    story.customerWrites();
    const me = new Watcher(mine, { start: { since: story.time + 1, newFrom: null } });
    me.sees(story);
    me.sees(story.offeredTo(ME, QUEUE));
    expect(me.reported).toEqual([]);
  });

  it('brings what was written in the queue to which it was given back', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    const between = story.waitsIn(QUEUE).customerWrites();
    me.sees(story);
    expect(me.reported).toEqual([]);
    me.sees(story.offeredTo(ME, QUEUE));
    expect(me.reported).toEqual([between]);
  });

  it('stays silent about what is written to whom it was transferred, also without a time', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    me.sees(story.leftBy(ME).offeredTo(OTHER).acceptedBy(OTHER));
    story.customerWrites();
    story.customerWrites('untold', 'untold');
    me.sees(story);
    expect(me.reported).toEqual([]);
    const before = me.known;
    me.sees(story);
    expect(me.known).toBe(before);
  });

  it('brings a message without a time that came with a leg which ended unseen', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).leftBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    story.offeredTo(ME).customerWrites('untold', 'untold');
    me.sees(story.leftBy(ME));
    expect(me.reported).toEqual(['untold']);
  });
});

describe('legs', () => {
  it('count whatever the order of the list', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const first = story.customerWrites();
    story.leftBy(ME).offeredTo(OTHER).acceptedBy(OTHER).customerWrites();
    const second = story.leftBy(OTHER).offeredTo(ME).customerWrites();
    const me = new Watcher(mine);
    const snapshot = story.snapshot();
    me.fold({ ...snapshot, participants: snapshot.participants.toReversed() });
    expect(me.reported).toEqual([first, second]);
  });

  it('of another agent before the first own one do not make history of what waited after it', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER).offeredTo(ME).acceptedBy(ME).leftBy(OTHER);
    const id = story.waitsIn(QUEUE).customerWrites();
    const me = new Watcher(mine);
    me.sees(story.offeredTo(ME, QUEUE));
    expect(me.reported).toEqual([id]);
  });

  it('of another agent who took it later do not tell when an own one began to ring', () => {
    const story = new Story();
    const id = story.customerWrites();
    story.offeredTo(ME).leftBy(ME).offeredTo(OTHER).acceptedBy(OTHER).customerWrites();
    const me = new Watcher(mine);
    me.sees(story, 'personEvent');
    expect(me.reported).toEqual([id]);
  });
});

describe('a customer who was in the queue when nobody else was, and left', () => {
  it('has no message lost, with a time or without', () => {
    const story = new Story().customerIsIn(QUEUE).offeredTo(OTHER, QUEUE).acceptedBy(OTHER).leftBy(OTHER);
    const watcher = new Watcher(queue);
    watcher.sees(story);
    story.customerWrites('untold', 'untold');
    const told = story.customerWrites();
    watcher.sees(story.customerLeaves());
    expect(watcher.reported).toEqual([told, 'untold']);
    const before = watcher.known;
    story.customerWrites('after the end', 'untold');
    watcher.sees(story);
    expect(watcher.known).toBe(before);
  });

  it('brings a message without a time when they come back', () => {
    const story = new Story().offeredTo(OTHER, QUEUE).acceptedBy(OTHER).leftBy(OTHER);
    const watcher = new Watcher(queue);
    watcher.sees(story);
    story.customerWrites('untold', 'untold');
    watcher.sees(story);
    expect(watcher.reported).toEqual([]);
    watcher.sees(story.customerIsIn(QUEUE));
    expect(watcher.reported).toEqual(['untold']);
  });
});

describe('a conversation that is watched already', () => {
  it('has a message as news that is older than the start of watching', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const id = story.customerWrites();
    const me = new Watcher(mine, { start: { since: story.time + 1, newFrom: null } });
    me.fold(withoutMessages(story.snapshot(), id), { baseline: true });
    me.sees(story);
    expect(me.reported).toEqual([id]);
  });

  it('has every unknown message as news, whatever its time', () => {
    const story = new Story();
    const me = new Watcher(mine);
    const late = story.customerWrites();
    story.offeredTo(OTHER).acceptedBy(OTHER).offeredTo(ME).acceptedBy(ME);
    const complete = story.snapshot();
    me.fold({ ...complete, participants: complete.participants.map((one) => ({ ...one, messages: [] })) });
    me.fold(complete);
    expect(me.reported).toEqual([late]);
  });

  it('has no news from after the own leg', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    const id = story.customerWrites();
    story.leftBy(ME).customerWrites();
    me.sees(story);
    expect(me.reported).toEqual([id]);
  });

  it('that was chosen has news also from before somebody took it', () => {
    const story = new Story();
    const watcher = new Watcher(chosen);
    const written = [story.customerWrites()];
    story.offeredTo(OTHER).acceptedBy(OTHER);
    written.push(story.customerWrites());
    watcher.sees(story);
    expect(watcher.reported).toEqual(written);
  });
});
