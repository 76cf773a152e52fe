import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageIdOf, readConversation, readMessage } from '../../main/genesys/snapshot-reader.ts';
import type { ConversationSnapshot, MediaType, ParticipantSnapshot } from '../../main/genesys/snapshot.ts';

function only(body: unknown, media: MediaType | null = null): ParticipantSnapshot {
  const participants = readConversation({ id: 'C1', participants: [body] }, media)?.participants;
  const [participant] = participants ?? [];
  if (participant === undefined) throw new Error('No participant was read.');
  return participant;
}

function entriesOf(participant: ParticipantSnapshot) {
  return participant.messages.map(readMessage);
}

describe('readConversation', () => {
  it('reads the media-leg shape', () => {
    // Synthetic, from the fields that docs/genesys-cloud.md §2.2 lists.
    const snapshot = readConversation(
      {
        id: 'C1',
        participants: [
          {
            id: 'P1',
            purpose: 'customer',
            state: 'connected',
            direction: 'inbound',
            name: 'Jane',
            type: 'webmessaging',
            connectedTime: '2026-01-05T10:00:00.000Z',
            messages: [
              {
                message: { id: 'M1' },
                messageTime: '2026-01-05T10:00:01.000Z',
                messageStatus: 'received',
                messageSegmentCount: 1,
              },
            ],
          },
          {
            id: 'P2',
            purpose: 'agent',
            state: 'alerting',
            direction: 'inbound',
            user: { id: 'U1' },
            queue: { id: 'Q1' },
            messages: [],
          },
        ],
      },
      'message',
    );
    expect(snapshot).toMatchObject({
      id: 'C1',
      media: 'message',
      participants: [
        {
          id: 'P1',
          purpose: 'customer',
          state: 'connected',
          name: 'Jane',
          messengerType: 'webmessaging',
          connectedTime: '2026-01-05T10:00:00.000Z',
          userId: null,
          endTime: null,
        },
        { id: 'P2', purpose: 'agent', state: 'alerting', userId: 'U1', queueId: 'Q1', messages: [] },
      ],
    });
    expect(snapshot?.participants.flatMap(entriesOf)).toEqual([
      { id: 'M1', time: '2026-01-05T10:00:01.000Z' },
    ]);
  });

  it('reads the person shape, whose legs stand apart', () => {
    // As seen on a user's topic; ids replaced.
    const snapshot = readConversation(
      {
        id: 'ffff-ffff-ffff-f00d',
        participants: [
          {
            id: 'P1',
            connectedTime: '2022-07-04T20:04:12.131Z',
            queueId: 'Q1',
            purpose: 'customer',
            callbacks: [{ state: 'connected', initialState: 'scheduled', id: 'L1', held: false }],
          },
        ],
      },
      null,
    );
    expect(snapshot).toMatchObject({
      media: 'callback',
      participants: [{ state: 'connected', held: false, queueId: 'Q1', startTime: null, messages: [] }],
    });
  });

  it.each<[string, MediaType]>([
    ['messages', 'message'],
    ['emails', 'email'],
    ['chats', 'chat'],
    ['callbacks', 'callback'],
    ['calls', 'call'],
    ['videos', 'other'],
  ])('tells the medium from the legs: %s', (name, media) => {
    const body = { id: 'C1', participants: [{ purpose: 'acd' }, { [name]: [{ state: 'connected' }] }] };
    expect(readConversation(body, null)?.media).toBe(media);
    expect(readConversation(body, 'email')?.media).toBe('email');
  });

  it('takes a conversation of several media for one of messages', () => {
    const call = { calls: [{ state: 'connected' }] };
    const message = { messages: [{ state: 'connected' }] };
    for (const participants of [
      [call, message],
      [message, call],
    ]) {
      expect(readConversation({ id: 'C1', participants }, null)?.media).toBe('message');
    }
  });

  it.each([null, 'text', 1, [], {}, { id: 'C1' }, { id: '', participants: [] }, { id: 1, participants: [] }])(
    'finds no conversation in %j',
    (body) => {
      expect(readConversation(body, 'message')).toBeNull();
    },
  );

  it('knows participants without an id by their place', () => {
    const body = { id: 'C1', participants: [null, { purpose: 'customer' }, { purpose: 'agent' }] };
    expect(readConversation(body, null)?.participants.map(({ id }) => id)).toEqual(['#0', '#1']);
  });
});

describe('a participant of the person shape', () => {
  it('stands where its newest leg stands that goes on', () => {
    const ended = { state: 'disconnected', disconnectedTime: '2026-01-05T10:00:00.000Z' };
    const held = { state: 'connected', held: true };
    expect(only({ messages: [held, ended] })).toMatchObject({
      state: 'connected',
      held: true,
      endTime: null,
    });
    expect(only({ messages: [ended, held] })).toMatchObject({
      state: 'connected',
      held: true,
      endTime: null,
    });
    expect(only({ messages: [ended] })).toMatchObject({
      state: 'disconnected',
      endTime: '2026-01-05T10:00:00.000Z',
    });
  });

  it('was connected when its leg was, where it does not say so itself', () => {
    const leg = { state: 'connected', connectedTime: '2026-01-05T10:00:01.000Z' };
    expect(only({ messages: [leg] }).connectedTime).toBe('2026-01-05T10:00:01.000Z');
    const connectedTime = '2026-01-05T10:00:00.000Z';
    expect(only({ connectedTime, messages: [leg] }).connectedTime).toBe(connectedTime);
  });

  it('has the messages of all its legs', () => {
    const participant = only({
      messages: [
        null,
        { state: 'disconnected', messages: [{ messageId: 'M1' }] },
        { messages: [{ messageId: 'M2' }] },
      ],
    });
    expect(entriesOf(participant).map((message) => message?.id)).toEqual(['M1', 'M2']);
  });

  it('is parked until it is resumed', () => {
    const parkTime = '2026-01-05T10:00:05.000Z';
    const leg = { state: 'connected', parkTime };
    expect(only({ messages: [leg] }).state).toBe('parked');
    expect(only({ messages: [{ ...leg, resumeTime: '2026-01-05T10:00:06.000Z' }] }).state).toBe('connected');
    expect(only({ messages: [{ ...leg, resumeTime: '2026-01-05T10:00:04.000Z' }] }).state).toBe('parked');
    expect(only({ messages: [{ ...leg, state: 'disconnected' }] }).state).toBe('disconnected');
  });

  it('tells of after-call work itself, not its legs', () => {
    const body = { startAcwTime: '2026-01-05T10:00:05.000Z', messages: [{ state: 'disconnected' }] };
    expect(only(body).inAfterCallWork).toBe(true);
    expect(only({ ...body, endAcwTime: '2026-01-05T10:01:05.000Z' }).inAfterCallWork).toBe(false);
    expect(only({ messages: [{ state: 'disconnected' }] }).inAfterCallWork).toBe(false);
  });
});

describe('a participant', () => {
  it('has its purpose in lower case, and no messenger where the service knows none', () => {
    expect(only({ purpose: 'Customer', type: 'unknown' })).toMatchObject({
      purpose: 'customer',
      messengerType: null,
    });
    expect(only({ type: 'WhatsApp' }).messengerType).toBe('WhatsApp');
  });

  it('is what it is where fields have other types than expected', () => {
    expect(
      only({
        id: 1,
        purpose: null,
        user: 'U1',
        queue: null,
        held: 'yes',
        messages: {},
        endTime: 0,
        name: '',
      }),
    ).toEqual({
      id: '#0',
      purpose: '',
      state: null,
      held: false,
      userId: null,
      queueId: null,
      name: null,
      address: null,
      messengerType: null,
      startTime: null,
      connectedTime: null,
      endTime: null,
      inAfterCallWork: false,
      messages: [],
    });
  });
});

describe('messageIdOf', () => {
  it.each([
    [{ message: { id: 'M1' } }, 'M1'],
    [{ messageId: 'M1' }, 'M1'],
    [{ message: {}, messageId: 'M1' }, 'M1'],
    [{ messageId: 'M1', messageMetadata: { type: 'Text' } }, 'M1'],
    [{ messageId: 'M1', messageMetadata: { type: 'EventfulNewType' } }, 'M1'],
    [{ messageId: 'M1', messageMetadata: 'Event' }, 'M1'],
    [{ messageId: 'M1', messageMetadata: { type: 'Event' } }, null],
    [{ messageId: 'M1', messageMetadata: { type: 'receipt' } }, null],
    [{ message: { id: '' } }, null],
    [{ messageId: 7 }, null],
    [{}, null],
    [null, null],
    ['M1', null],
  ])('%j -> %j', (raw, id) => {
    expect(messageIdOf(raw)).toBe(id);
    expect(readMessage(raw)?.id ?? null).toBe(id);
  });
});

/** JSON in which the names that the reader looks for are frequent, and their values of any kind. */
const lookalikes = fc.letrec((tie) => {
  const scalar = fc.oneof(
    fc.constantFrom('connected', 'disconnected', 'customer', 'Event', ''),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const names = [
    'id',
    'participants',
    'messages',
    'message',
    'messageId',
    'messageTime',
    'messageMetadata',
    'emails',
  ];
  const more = [
    'calls',
    'user',
    'userId',
    'queue',
    'purpose',
    'state',
    'held',
    'type',
    'name',
    'startAcwTime',
    'parkTime',
  ];
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names, ...more), tie('value'), { maxKeys: 8 }),
    ),
  };
}).value;

const media = fc.constantFrom<MediaType | null>(null, 'message', 'email', 'other');

describe('for any JSON', () => {
  it('the reader throws nothing, and gives null or a well-formed snapshot', () => {
    const bodies = fc.oneof(
      fc.jsonValue(),
      lookalikes,
      fc.record({ id: fc.string({ minLength: 1 }), participants: fc.array(lookalikes, { maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(bodies, media, (body, told) => {
        const snapshot = readConversation(body, told);
        if (snapshot !== null) expectWellFormed(snapshot);
      }),
      { numRuns: 500 },
    );
  });
});

function expectWellFormed({ id, media: medium, participants }: ConversationSnapshot): void {
  const textOrNull = (value: unknown) => value === null || (typeof value === 'string' && value !== '');
  expect(id).toMatch(/./su);
  expect(['message', 'email', 'chat', 'callback', 'call', 'other']).toContain(medium);
  for (const { id: participantId, purpose, held, inAfterCallWork, messages, ...texts } of participants) {
    expect(participantId).not.toBe('');
    expect(typeof purpose).toBe('string');
    expect(purpose).toBe(purpose.toLowerCase());
    expect([typeof held, typeof inAfterCallWork]).toEqual(['boolean', 'boolean']);
    expect(Object.values(texts).every(textOrNull)).toBe(true);
    for (const raw of messages) {
      const message = readMessage(raw);
      expect(message?.id ?? null).toBe(messageIdOf(raw));
      if (message !== null) expect(textOrNull(message.id) && textOrNull(message.time)).toBe(true);
    }
  }
}
