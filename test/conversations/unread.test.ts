import { describe, expect, it } from 'vitest';
import { markSeen } from '../../main/conversations/fold.ts';
import type { ConversationSnapshot } from '../../main/genesys/snapshot.ts';
import { shapes, Story, withoutMessages } from './support/story.ts';
import { ME, mine, OTHER, Watcher } from './support/watcher.ts';

describe('unread', () => {
  it.each(shapes)('is what came since the own last reply (%s)', (shape) => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const first = story.customerWrites();
    const second = story.customerWrites();
    me.sees(story, shape);
    expect(me.unread).toEqual([first, second]);
    me.sees(story.agentWrites(ME), shape);
    expect(me.unread).toEqual([]);
    const third = story.customerWrites();
    me.sees(story, shape);
    expect(me.unread).toEqual([third]);
  });

  it('keeps what came after a reply that is seen together with it, and reports all of it', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    const before = story.customerWrites();
    const after = story.agentWrites(ME).customerWrites();
    me.sees(story);
    expect(me.reported).toEqual([before, after]);
    expect(me.unread).toEqual([after]);
  });

  it('is not cleared by what somebody else writes', () => {
    const story = new Story().offeredTo(OTHER).acceptedBy(OTHER).offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const id = story.customerWrites();
    me.sees(story.agentWrites(OTHER).botWrites());
    expect(me.unread).toEqual([id]);
  });

  it('is not changed by a picture that is older than the last reply', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).agentWrites(ME);
    const me = new Watcher(mine);
    story.customerWrites();
    const late = story.snapshot();
    me.sees(story);
    const unread = story.agentWrites(ME).customerWrites();
    me.sees(story);
    const before = me.known;
    me.fold(late);
    expect(me.known).toBe(before);
    me.sees(story);
    expect(me.unread).toEqual([unread]);
  });

  it('is cleared by a reply in a second leg, also after one in the first', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).agentWrites(ME).leftBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    const id = story.offeredTo(ME).acceptedBy(ME).customerWrites();
    me.sees(story);
    expect(me.unread).toEqual([id]);
    me.sees(story.agentWrites(ME));
    expect(me.unread).toEqual([]);
    const before = me.known;
    me.sees(story);
    expect(me.known).toBe(before);
  });

  it('takes the newest reply by its time, whatever the order of the list', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).agentWrites(ME).agentWrites(ME);
    const me = new Watcher(mine);
    me.fold(newestFirst(story.snapshot()));
    const id = story.customerWrites();
    me.fold(newestFirst(story.snapshot()));
    expect(me.unread).toEqual([id]);
    me.fold(newestFirst(story.agentWrites(ME).snapshot()));
    expect(me.unread).toEqual([]);
  });

  it('compares times, not their spelling', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    const id = story.agentWrites(ME).customerWrites();
    const times: Record<string, string> = {
      '2026-01-05T10:00:03.000Z': '2026-01-05T10:00:03Z',
      '2026-01-05T10:00:04.000Z': '2026-01-05T10:00:03.500Z',
    };
    const respelled = JSON.stringify(story.snapshot()).replace(
      /2026-01-05T10:00:0[34]\.000Z/g,
      (time) => times[time] ?? time,
    );
    me.fold(JSON.parse(respelled) as ConversationSnapshot);
    expect(me.unread).toEqual([id]);
  });

  it('is cleared by a reply where the message has no time', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const untold = story.customerWrites('untold', 'untold');
    me.sees(story);
    expect(me.unread).toEqual([untold]);
    me.sees(story.agentWrites(ME));
    expect(me.unread).toEqual([]);
  });

  it('keeps a message without a time that is seen together with the reply', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    me.sees(story);
    story.agentWrites(ME).customerWrites('untold', 'untold');
    me.sees(story);
    expect(me.unread).toEqual(['untold']);
  });

  it('is cleared by the second of two replies of the same moment', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).agentWrites(ME);
    const me = new Watcher(mine);
    me.sees(story);
    const { lastReplyId } = me.known;
    me.sees(story.pass(-1).agentWrites(ME));
    expect(me.known.lastReplyId).not.toBe(lastReplyId);
  });

  it('is empty after the agent has looked, and nothing is reported again', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const id = story.customerWrites();
    me.sees(story);
    me.store.markSeen('C1');
    expect(me.unread).toEqual([]);
    me.sees(story);
    expect(me.unread).toEqual([]);
    expect(me.reported).toEqual([id]);
    const next = story.customerWrites();
    me.sees(story);
    expect(me.unread).toEqual([next]);
  });

  it('gives the same object back when there was nothing to see', () => {
    const me = new Watcher(mine);
    me.sees(new Story().offeredTo(ME));
    expect(markSeen(me.known)).toBe(me.known);
    me.store.markSeen('an unknown conversation');
    expect([...me.store.all()]).toEqual([me.known]);
  });

  it('is oldest first also beside a reply, and by times, not by their spelling', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME).agentWrites(ME);
    const me = new Watcher(mine);
    const untold = story.customerWrites('untold', 'untold');
    const first = story.customerWrites();
    const second = story.customerWrites();
    const spelled = JSON.stringify(story.snapshot())
      .replaceAll('2026-01-05T10:00:05.000Z', '2026-01-05T10:00:05Z')
      .replaceAll('2026-01-05T10:00:06.000Z', '2026-01-05T10:00:05.500Z');
    const snapshot = JSON.parse(spelled) as ConversationSnapshot;
    me.fold(withoutMessages(snapshot, first, 'U-me-1'));
    me.fold(snapshot);
    expect(me.unread).toEqual([first, second]);

    const another = new Watcher(mine);
    another.fold(snapshot);
    expect(another.reported).toEqual([first, second, untold]);
    expect(another.unread).toEqual([first, second, untold]);
  });

  it('is oldest first', () => {
    const story = new Story().offeredTo(ME).acceptedBy(ME);
    const me = new Watcher(mine);
    const first = story.customerWrites();
    const second = story.customerWrites();
    const third = story.customerWrites();
    const hidden = withoutMessages(story.snapshot(), first);
    me.fold(hidden);
    me.sees(story);
    expect(me.reported).toEqual([second, third, first]);
    expect(me.unread).toEqual([first, second, third]);
    expect(me.known.lastInbound?.id).toBe(third);
  });
});

function newestFirst(snapshot: ConversationSnapshot): ConversationSnapshot {
  return {
    ...snapshot,
    participants: snapshot.participants.map((one) => ({ ...one, messages: one.messages.toReversed() })),
  };
}
