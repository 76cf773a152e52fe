import { describe, expect, it } from 'vitest';
import { nothingWatched, type WatchRules } from '../../main/conversations/watch-rules.ts';
import { Story, withoutParticipants } from './support/story.ts';
import { chosen, ME, mine, OTHER, queue, QUEUE, Watcher } from './support/watcher.ts';

describe('a snapshot that comes late', () => {
  it('after the end revives nothing', () => {
    const story = new Story();
    const me = new Watcher(mine);
    const pictures = [story.waitsIn(QUEUE).snapshot(), story.offeredTo(ME, QUEUE).snapshot()];
    pictures.push(story.acceptedBy(ME).snapshot(), story.held(ME, true).snapshot());
    story.customerWrites();
    pictures.push(story.snapshot(), story.leftBy(ME, 'wrapping up').snapshot());
    pictures.push(story.customerLeaves().snapshot(), story.wrappedUp(ME).snapshot());
    for (const picture of pictures) me.fold(picture);
    const ended = me.known;
    expect(ended.state).toBe('ended');
    const { length } = me.changes;
    for (const picture of [...pictures, ...pictures.toReversed()]) me.fold(picture);
    expect(me.known).toBe(ended);
    expect(me.changes).toHaveLength(length);
  });

  it('during after-call work does not end it', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const late = story.snapshot();
    me.fold(late);
    me.sees(story.leftBy(ME, 'wrapping up').customerLeaves());
    expect(me.known.state).toBe('afterCallWork');
    expect(me.fold(late).change).toBeNull();
    expect(me.known.state).toBe('afterCallWork');
  });

  it('from before the offer takes no offer back', () => {
    const story = new Story().waitsIn(QUEUE);
    const me = new Watcher({ ...mine, queues: new Set([QUEUE]) });
    const waiting = story.snapshot();
    me.fold(waiting);
    me.sees(story.offeredTo(ME, QUEUE));
    me.fold(waiting);
    expect(me.known).toMatchObject({ state: 'offered', concerned: true });
    me.sees(story);
    me.sees(story.acceptedBy(ME));
    me.fold(waiting);
    me.sees(story);
    expect(me.known.state).toBe('connected');
    expect(me.changes).toEqual(['updated', 'offered', 'connected']);
  });

  it('of an offer that was answered does not ring again', () => {
    const story = new Story().offeredTo(ME);
    const me = new Watcher(mine);
    const ringing = story.snapshot();
    me.sees(story.acceptedBy(ME));
    me.fold(ringing);
    expect(me.known.state).toBe('connected');
    expect(me.changes).toEqual(['connected']);
  });

  it('from before the conversation came back does not end it', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).leftBy(ME);
    const me = new Watcher(mine);
    const away = story.snapshot();
    me.fold(away);
    me.sees(story.offeredTo(ME));
    me.fold(away);
    expect(me.known).toMatchObject({ state: 'offered', concerned: true });
    me.sees(story);
    expect(me.changes).toEqual(['offered']);
  });

  it('of a chosen conversation does not take it from its agent', () => {
    const story = new Story();
    const watcher = new Watcher(chosen);
    const waiting = story.snapshot();
    watcher.sees(story.offeredTo(OTHER).acceptedBy(OTHER));
    const taken = story.snapshot();
    watcher.fold(waiting);
    expect(watcher.known.state).toBe('connected');
    watcher.sees(story.leftBy(OTHER));
    watcher.fold(taken);
    expect(watcher.known.state).toBe('waiting');
    expect(watcher.changes).toEqual(['connected', 'updated']);
  });

  it.each<[string, WatchRules]>([
    ['mine', mine],
    ['queue', queue],
  ])('and lacks everybody changes nothing: %s', (_, rules) => {
    const story = new Story().waitsIn(QUEUE).offeredTo(ME, QUEUE).acceptedBy(ME);
    const watcher = new Watcher(rules);
    watcher.sees(story.leftBy(ME).customerLeaves());
    const ended = watcher.known;
    watcher.fold({ id: 'C1', media: 'message', participants: [] });
    expect(watcher.known).toBe(ended);
  });
});

describe('a snapshot that lacks a participant who is known', () => {
  it('tells nothing of where the others stand', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const late = story.snapshot();
    me.sees(story.held(ME, true).offeredTo(OTHER).acceptedBy(OTHER));
    me.fold(late);
    expect(me.known.state).toBe('held');
  });

  it('does not undo that the conversation left the watcher', () => {
    const story = new Story().waitsIn(QUEUE);
    const me = new Watcher(mine);
    const waiting = story.snapshot();
    me.sees(story.offeredTo(ME).leftBy(ME));
    expect(me.fold(waiting).change).toBeNull();
    expect(me.known.state).toBe('ended');
  });

  it('is believed where it shows a leg that is not known yet', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER);
    const me = new Watcher(mine);
    me.sees(story);
    me.fold(withoutParticipants(story.offeredTo(ME).snapshot(), 'P2'));
    expect(me.known).toMatchObject({ state: 'offered', concerned: true });
  });

  it('is believed where it shows an end', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER).offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    me.fold(withoutParticipants(story.leftBy(ME).snapshot(), 'P2'));
    expect(me.known).toMatchObject({ state: 'ended', concerned: false });

    const one = new Watcher(chosen);
    const another = new Story().offeredTo(OTHER).acceptedBy(OTHER);
    one.sees(another);
    one.fold(withoutParticipants(another.customerLeaves().snapshot(), 'P2'));
    expect(one.known.state).toBe('ended');
  });
});

describe('the state that is shown', () => {
  it('is the newest own leg’s', () => {
    const story = new Story().offeredTo(ME);
    const me = new Watcher(mine);
    me.sees(story);
    me.sees(story.offeredTo(ME));
    expect(me.known).toMatchObject({ state: 'offered', shownLeg: 'P3' });
  });

  it('of a chosen conversation is not ended with the own leg', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).leftBy(ME);
    const me = new Watcher({ ...chosen, mine: ME });
    me.sees(story);
    expect(me.known).toMatchObject({ state: 'waiting', concerned: true });
  });

  it('is connected also where only the state says so', () => {
    const snapshot = new Story().offeredTo(ME).acceptedBy(ME).snapshot();
    const participants = snapshot.participants.map((one) => ({ ...one, connectedTime: null }));
    const me = new Watcher(mine);
    me.fold({ ...snapshot, participants });
    expect(me.known.state).toBe('connected');
  });

  it('is ended where the leg was terminated', () => {
    const snapshot = new Story().offeredTo(ME).acceptedBy(ME).snapshot();
    const participants = snapshot.participants.map((one) => ({ ...one, state: 'terminated' }));
    const me = new Watcher(mine);
    me.fold({ ...snapshot, participants });
    expect(me.known).toMatchObject({ state: 'ended', concerned: false });
  });

  it('is ended once the customer has left, and after-call work may follow without a second end', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    me.sees(story.customerLeaves(), 'mediaEvent', { now: 1 });
    expect(me.known).toMatchObject({ state: 'ended', concerned: false, endedAt: 1 });
    me.sees(story.leftBy(ME, 'wrapping up'), 'mediaEvent', { now: 2 });
    expect(me.known.state).toBe('afterCallWork');
    me.sees(story.wrappedUp(ME), 'mediaEvent', { now: 3 });
    expect(me.known).toMatchObject({ state: 'ended', endedAt: 1 });
    expect(me.changes).toEqual(['connected', 'ended', 'updated', 'updated']);
  });

  it('is of no concern any more where the customer went to another queue', () => {
    const story = new Story().customerIsIn(QUEUE);
    const watcher = new Watcher(queue);
    watcher.sees(story);
    watcher.sees(story.customerIsIn('Q-another').offeredTo(OTHER, 'Q-another').acceptedBy(OTHER));
    watcher.sees(story.held(OTHER, true));
    expect(watcher.known.concerned).toBe(false);
    expect(watcher.changes).toEqual(['updated', 'updated']);
  });

  it('is the own leg’s, also where a queue is watched that has the conversation too', () => {
    const story = new Story().waitsIn(QUEUE).offeredTo(ME, QUEUE).acceptedBy(ME).held(ME, true);
    story.offeredTo(OTHER, QUEUE);
    const me = new Watcher({ ...queue, mine: ME });
    me.sees(story);
    expect(me.known).toMatchObject({ state: 'held', shownLeg: 'P3' });
  });

  it('goes on with a transfer to the watcher, after an end for them', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).leftBy(ME, 'wrapping up');
    const me = new Watcher(mine);
    me.sees(story);
    expect(me.known).toMatchObject({ state: 'afterCallWork', concerned: false, endedAt: null });
    me.sees(story.wrappedUp(ME), 'mediaEvent', { now: 7 });
    expect(me.known).toMatchObject({ state: 'ended', endedAt: 7 });
    me.sees(story.offeredTo(ME));
    expect(me.known).toMatchObject({ state: 'offered', concerned: true, endedAt: null });
    me.sees(story.acceptedBy(ME).leftBy(ME, 'wrapping up'));
    expect(me.known.state).toBe('afterCallWork');
  });

  it('is of no concern where nothing is watched', () => {
    const watcher = new Watcher(nothingWatched);
    watcher.sees(new Story().offeredTo(ME));
    watcher.sees(new Story().offeredTo(ME).acceptedBy(ME));
    expect(watcher.known.concerned).toBe(false);
    expect(watcher.changes).toEqual([]);
  });
});
