import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  combineTopics,
  ownConversationTopics,
  planChannels,
  queueMessagesTopic,
  splitTopic,
  TOPICS_PER_CHANNEL,
  topicSubject,
} from '../../main/genesys/topics.ts';

const USER = '9ed7d9f6-1111-4222-8333-444455556666';

describe('topicSubject', () => {
  it.each([
    [`v2.users.${USER}.conversations.messages`, { kind: 'user', id: USER, media: 'message' }],
    [`v2.users.${USER}.conversations.emails`, { kind: 'user', id: USER, media: 'email' }],
    [`v2.users.${USER}.conversations.chats`, { kind: 'user', id: USER, media: 'chat' }],
    [`v2.users.${USER}.conversations.callbacks`, { kind: 'user', id: USER, media: 'callback' }],
    [`v2.users.${USER}.conversations.calls`, { kind: 'user', id: USER, media: 'call' }],
    [`v2.users.${USER}.conversations.videos`, { kind: 'user', id: USER, media: 'other' }],
    [`v2.users.${USER}.conversations`, { kind: 'user', id: USER, media: null }],
    ['v2.routing.queues.Q1.conversations.messages', { kind: 'queue', id: 'Q1', media: 'message' }],
    ['v2.routing.queues.Q1.conversations', { kind: 'queue', id: 'Q1', media: null }],
    [`v2.users.${USER}.presence`, { kind: 'other', id: `v2.users.${USER}.presence`, media: null }],
    ['channel.metadata', { kind: 'other', id: 'channel.metadata', media: null }],
    ['', { kind: 'other', id: '', media: null }],
  ] as const)('%s', (topic, subject) => {
    expect(topicSubject(topic)).toEqual(subject);
  });

  it('compares names without regard to case', () => {
    expect(topicSubject(`V2.USERS.${USER}.Conversations.MESSAGES`)).toEqual({
      kind: 'user',
      id: USER,
      media: 'message',
    });
    expect(topicSubject('v2.Routing.Queues.Q1.conversations.Messages')).toMatchObject({
      kind: 'queue',
      id: 'Q1',
    });
  });

  it('knows the topics that are asked for', () => {
    expect(ownConversationTopics(USER).map(topicSubject)).toEqual(
      ['message', 'email', 'chat', 'callback'].map((media) => ({ kind: 'user', id: USER, media })),
    );
    expect(topicSubject(queueMessagesTopic('Q1'))).toEqual({ kind: 'queue', id: 'Q1', media: 'message' });
  });
});

describe('combineTopics', () => {
  it('joins the topics of one owner', () => {
    expect(
      combineTopics([...ownConversationTopics('U1'), queueMessagesTopic('Q1'), 'v2.system.other']),
    ).toEqual([
      'v2.users.U1?conversations.messages&conversations.emails&conversations.chats&conversations.callbacks',
      'v2.routing.queues.Q1.conversations.messages',
      'v2.system.other',
    ]);
  });

  it('leaves alone what is combined already', () => {
    const combined = 'v2.users.U1?presence&routingStatus';
    expect(combineTopics([combined, 'v2.users.U1.station'])).toEqual(['v2.users.U1.station', combined]);
  });

  it('joins up to 199 characters, not 200', () => {
    const of = (length: number) => {
      const first = 'v2.users.U1.presence';
      return [first, `v2.users.U1.${'a'.repeat(length - first.length - 1)}`];
    };
    expect(combineTopics(of(199)).map(({ length }) => length)).toEqual([199]);
    expect(combineTopics(of(200))).toEqual(of(200));
  });

  it('joins owners that differ in case only', () => {
    expect(combineTopics(['v2.users.U1.presence', 'V2.Users.u1.station'])).toEqual([
      'v2.users.U1?presence&station',
    ]);
  });
});

const part = fc.stringMatching(/^[a-z]{1,30}$/u);
const topics = fc.array(
  fc.oneof(
    fc
      .tuple(fc.constantFrom('U1', 'U2', USER), part, part)
      .map(([id, one, two]) => `v2.users.${id}.${one}.${two}`),
    fc.tuple(fc.constantFrom('Q1', 'Q2'), part).map(([id, one]) => `v2.routing.queues.${id}.${one}`),
    part.map((one) => `v2.${one}`),
  ),
  { maxLength: 60 },
);

describe('for any topics', () => {
  it('combined ones stand for exactly these, each shorter than 200 characters', () => {
    fc.assert(
      fc.property(topics, (list) => {
        const combined = combineTopics(list);
        expect(combined.flatMap(splitTopic).toSorted()).toEqual(list.toSorted());
        expect(combined.filter((id) => id.length >= 200)).toEqual([]);
      }),
    );
  });

  it('the channels carry each once, and at most 1,000 ids', () => {
    const many = fc
      .integer({ min: 0, max: 3_500 })
      .chain((count) =>
        topics.map((list) => [
          ...list,
          ...Array.from({ length: count }, (_, index) => queueMessagesTopic(`Q-${index}`)),
        ]),
      );
    fc.assert(
      fc.property(many, (list) => {
        const channels = planChannels(list);
        expect(channels.flat().flatMap(splitTopic).toSorted()).toEqual([...new Set(list)].toSorted());
        expect(channels.every((ids) => ids.length <= 1_000)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('planChannels', () => {
  it('needs one channel, also for nothing', () => {
    expect(planChannels([])).toEqual([[]]);
    expect(planChannels(ownConversationTopics('U1'))).toEqual([ownConversationTopics('U1')]);
  });

  it('leaves 1,000 topics as they are, and combines one more', () => {
    const users = Array.from({ length: TOPICS_PER_CHANNEL / 4 }, (_, index) =>
      ownConversationTopics(`U${index}`),
    );
    expect(planChannels(users.flat())).toEqual([users.flat()]);
    const combined = planChannels([...users.flat(), queueMessagesTopic('Q1')]);
    expect(combined.map((ids) => ids.length)).toEqual([TOPICS_PER_CHANNEL / 4 + 1]);
  });

  it('goes to further channels with what cannot be combined', () => {
    const queues = Array.from({ length: 2_001 }, (_, index) => queueMessagesTopic(`Q${index}`));
    expect(planChannels(queues).map((ids) => ids.length)).toEqual([1_000, 1_000, 1]);
  });

  it('subscribes once to topics that differ in case only', () => {
    expect(planChannels(['v2.users.U1.presence', 'V2.users.u1.PRESENCE'])).toEqual([
      ['v2.users.U1.presence'],
    ]);
  });
});
