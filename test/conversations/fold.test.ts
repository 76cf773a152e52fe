import { describe, expect, it } from 'vitest';
import { shapes, Story } from './support/story.ts';
import { chosen, everything, ME, mine, OTHER, queue, QUEUE, Watcher } from './support/watcher.ts';

describe.each(shapes)('the life of a conversation, as %s', (shape) => {
  it('goes from the offer to the end', () => {
    const story = new Story();
    const me = new Watcher(mine);
    const states: string[] = [];
    const see = () => {
      me.sees(story, shape);
      states.push(me.known.state);
    };

    story.offeredTo(ME);
    see();
    story.acceptedBy(ME);
    see();
    story.held(ME, true);
    see();
    story.held(ME, false);
    see();
    story.parked(ME);
    see();
    story.resumed(ME);
    see();
    story.leftBy(ME, 'wrapping up').customerLeaves();
    see();
    story.wrappedUp(ME);
    see();

    expect(states).toEqual([
      'offered',
      'connected',
      'held',
      'connected',
      'parked',
      'connected',
      'afterCallWork',
      'ended',
    ]);
    expect(me.changes).toEqual([
      'offered',
      'connected',
      'updated',
      'connected',
      'updated',
      'connected',
      'updated',
      'ended',
    ]);
    expect(me.known).toMatchObject({ media: 'message', messengerType: 'webmessaging', customerName: 'Jane' });
  });

  it('reports each message of the customer once, with whom and what it came by', () => {
    const story = new Story();
    const me = new Watcher(mine);
    const waiting = story.customerWrites();
    story.waitsIn(QUEUE).offeredTo(ME, QUEUE);
    const { messages } = me.sees(story, shape);
    expect(messages).toEqual([
      {
        conversationId: 'C1',
        id: waiting,
        time: '2026-01-05T10:00:01.000Z',
        from: 'Jane',
        media: 'webmessaging',
        own: true,
      },
    ]);
    story.acceptedBy(ME);
    const later = story.customerWrites();
    me.sees(story, shape);
    me.sees(story, shape);
    expect(me.reported).toEqual([waiting, later]);
    expect(me.known.lastInbound?.id).toBe(later);
  });

  it('takes nothing else for a message of the customer', () => {
    const story = new Story();
    const me = new Watcher(mine);
    story.botWrites().offeredTo(ME).acceptedBy(ME).agentWrites(ME);
    for (const type of ['Event', 'Receipt', 'event', 'RECEIPT']) story.customerSends(type);
    me.sees(story, shape);
    expect(me.reported).toEqual([]);
    expect(me.known.seen.size).toBe(0);
    const structured = story.customerSends('Structured').customerWrites();
    me.sees(story, shape);
    expect(me.reported).toHaveLength(2);
    expect(me.reported).toContain(structured);
  });

  it('reports a message once that is seen first as queued, then as received', () => {
    const story = new Story();
    const me = new Watcher(mine);
    story.offeredTo(ME).acceptedBy(ME);
    const id = story.customerWrites();
    story.setStatus(id, 'queued');
    me.sees(story, shape);
    const before = me.known;
    story.setStatus(id, 'received');
    me.sees(story, shape);
    expect(me.reported).toEqual([id]);
    expect(me.known).toBe(before);
  });

  it('finds a message that came in a gap in which the conversation ended', () => {
    const story = new Story();
    const me = new Watcher(mine);
    const first = story.offeredTo(ME).acceptedBy(ME).customerWrites();
    me.sees(story, shape);
    const last = story.customerWrites();
    story.leftBy(ME).customerLeaves();
    me.sees(story, shape);
    expect(me.reported).toEqual([first, last]);
    expect(me.unread).toEqual([first, last]);
    expect(me.known.state).toBe('ended');
  });
});

describe('an unchanged snapshot', () => {
  it.each(shapes)('gives the same object back, and so the same set of ids (%s)', (shape) => {
    const story = new Story();
    const me = new Watcher(mine);
    story.waitsIn(QUEUE).offeredTo(ME).acceptedBy(ME);
    story.customerWrites();
    story.agentWrites(ME);
    me.sees(story, shape);
    const before = me.known;
    expect(me.sees(story, shape)).toEqual({ conversation: before, messages: [], change: null });
    expect(me.known).toBe(before);
  });

  it('keeps the set of ids also where only the state changed', () => {
    const story = new Story();
    const me = new Watcher(mine);
    story.offeredTo(ME).acceptedBy(ME).customerWrites();
    me.sees(story);
    const { seen } = me.known;
    me.sees(story.held(ME, true));
    expect(me.known.seen).toBe(seen);
  });
});

describe('a queue watcher without a participant of their own', () => {
  it('is told of every message while the queue or an agent of it has the conversation', () => {
    const story = new Story();
    const watcher = new Watcher(queue);
    const written = [story.waitsIn(QUEUE).customerWrites()];
    watcher.sees(story);
    expect(watcher.known.state).toBe('waiting');
    written.push(story.offeredTo(OTHER, QUEUE).customerWrites());
    watcher.sees(story);
    expect(watcher.known.state).toBe('offered');
    written.push(story.acceptedBy(OTHER).customerWrites());
    watcher.sees(story);
    expect(watcher.known.state).toBe('connected');
    story.waitsIn('Q-another').customerWrites();
    watcher.sees(story);
    expect(watcher.known).toMatchObject({ state: 'ended', concerned: false });
    expect(watcher.reported).toEqual(written);
  });

  it('is told of a conversation that only the customer is in', () => {
    const story = new Story().customerIsIn(QUEUE);
    const watcher = new Watcher(queue);
    const first = story.customerWrites();
    watcher.sees(story);
    expect(watcher.known).toMatchObject({ state: 'waiting', concerned: true });
    const second = story
      .waitsIn(QUEUE)
      .offeredTo(OTHER, QUEUE)
      .acceptedBy(OTHER)
      .leftBy(OTHER)
      .customerWrites();
    watcher.sees(story);
    expect(watcher.known).toMatchObject({ state: 'waiting', concerned: true });
    expect(watcher.reported).toEqual([first, second]);
    story.customerLeaves();
    watcher.sees(story);
    expect(watcher.known).toMatchObject({ state: 'ended', concerned: false });
  });

  it('is not told of other queues', () => {
    const story = new Story().customerIsIn('Q-another').waitsIn('Q-another');
    const watcher = new Watcher(queue);
    story.customerWrites();
    watcher.sees(story);
    expect(watcher.reported).toEqual([]);
    expect(watcher.changes).toEqual([]);
    expect(watcher.known.concerned).toBe(false);
  });
});

describe('a conversation that is watched whoever takes part', () => {
  it.each([
    ['chosen', chosen],
    ['everything', everything],
  ])('reports all messages of it: %s', (_, rules) => {
    const story = new Story();
    const watcher = new Watcher(rules);
    const written = [story.customerWrites()];
    watcher.sees(story);
    expect(watcher.known.state).toBe('waiting');
    written.push(story.offeredTo(OTHER).acceptedBy(OTHER).customerWrites());
    watcher.sees(story);
    expect(watcher.known.state).toBe('connected');
    written.push(story.leftBy(OTHER).customerWrites());
    watcher.sees(story);
    expect(watcher.known.state).toBe('waiting');
    story.customerLeaves();
    watcher.sees(story);
    expect(watcher.known.state).toBe('ended');
    expect(watcher.reported).toEqual(written);
  });

  it('leaves out the conversations that were not chosen', () => {
    const story = new Story('C2').offeredTo(OTHER).acceptedBy(OTHER);
    story.customerWrites();
    const watcher = new Watcher(chosen);
    expect(watcher.sees(story)).toMatchObject({ messages: [], change: null });
  });
});

describe('a long conversation', () => {
  it('reports only what is new after 10,000 messages', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    for (let count = 0; count < 10_000; count += 1) story.customerWrites();
    const me = new Watcher(mine, { start: { since: story.time + 1, newFrom: null } });
    expect(me.sees(story).messages).toEqual([]);
    expect(me.known.seen.size).toBe(10_000);
    const id = story.customerWrites();
    me.sees(story);
    expect(me.reported).toEqual([id]);
    const before = me.known;
    me.sees(story);
    expect(me.known).toBe(before);
  });
});

describe('facts that are told once', () => {
  it('shows the address until the name is known, and the name from then on', () => {
    const story = new Story().unnamed().offeredTo(ME);
    const me = new Watcher(mine);
    const unnamed = story.snapshot();
    me.fold(unnamed);
    expect(me.known.customerName).toBe('jane@example.com');
    expect(me.sees(story.named('Jane')).change).toBe('updated');
    expect(me.known.customerName).toBe('Jane');
    expect(me.fold(unnamed).change).toBeNull();
    expect(me.known.customerName).toBe('Jane');
  });

  it('learns the medium from a later snapshot in which nothing else changed', () => {
    const snapshot = new Story().offeredTo(ME).snapshot();
    const me = new Watcher(mine);
    me.fold({ ...snapshot, media: 'other' });
    me.fold(snapshot);
    expect(me.known.media).toBe('message');
    me.fold({ ...snapshot, media: 'other' });
    me.fold({ ...snapshot, media: 'callback' });
    expect(me.known.media).toBe('message');
  });

  it('takes a conversation of several media for one of messages', () => {
    const snapshot = new Story().offeredTo(ME).snapshot();
    const me = new Watcher(mine);
    me.fold({ ...snapshot, media: 'callback' });
    me.fold(snapshot);
    expect(me.known.media).toBe('message');
  });

  it.each(['email', 'chat', 'callback'] as const)('lists a conversation by %s', (media) => {
    const me = new Watcher(mine);
    const { change } = me.fold({ ...new Story().offeredTo(ME).snapshot(), media });
    expect(change).toBe('offered');
    expect(me.known).toMatchObject({ media, state: 'offered', concerned: true });
  });
});
