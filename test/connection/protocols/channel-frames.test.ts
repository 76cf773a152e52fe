import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChannelFrameReader } from '../../../main/connection/protocols/channel-frames.ts';

const read = createChannelFrameReader();

function frame(value: unknown): ReturnType<typeof read> {
  return read(JSON.stringify(value));
}

/** Made from the documented fields; docs/genesys-cloud.md §2.5. */
const message = {
  topicName: 'v2.users.U1.conversations.messages',
  version: '2',
  eventBody: {
    id: 'C1',
    participants: [
      {
        id: 'P1',
        purpose: 'customer',
        state: 'connected',
        direction: 'inbound',
        name: 'Jane',
        messages: [
          { message: { id: 'M1' }, messageTime: '2026-01-05T10:00:01.000Z', messageStatus: 'received' },
        ],
      },
      {
        id: 'P2',
        purpose: 'agent',
        state: 'alerting',
        user: { id: 'U1' },
        queue: { id: 'Q1' },
        messages: [],
      },
    ],
  },
  metadata: { CorrelationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' },
};

describe('conversation events', () => {
  test('of a user are snapshots, with the owner of the topic', () => {
    expect(frame(message)).toMatchObject({
      kind: 'event',
      event: {
        type: 'snapshot',
        subject: { kind: 'user', id: 'U1', media: 'message' },
        snapshot: {
          id: 'C1',
          media: 'message',
          participants: [
            { purpose: 'customer', name: 'Jane' },
            { purpose: 'agent', userId: 'U1', queueId: 'Q1' },
          ],
        },
      },
    });
  });

  test('of a queue are snapshots as well', () => {
    expect(frame({ ...message, topicName: 'v2.routing.queues.Q1.conversations.messages' })).toMatchObject({
      event: { subject: { kind: 'queue', id: 'Q1', media: 'message' } },
    });
  });

  test.each(['V2.USERS.U1.CONVERSATIONS.MESSAGES', 'v2.Users.U1.Conversations.Messages'])(
    'are known by topics without regard to case: %s',
    (topicName) => {
      expect(frame({ ...message, topicName })).toMatchObject({
        event: { subject: { kind: 'user', id: 'U1', media: 'message' } },
      });
    },
  );

  test('in the person shape tell their medium by their legs', () => {
    const chat = {
      topicName: 'v2.users.U1.conversations',
      eventBody: { id: 'C2', participants: [{ purpose: 'customer', chats: [{ state: 'connected' }] }] },
    };
    expect(frame(chat)).toMatchObject({ event: { subject: { media: null }, snapshot: { media: 'chat' } } });
  });

  test('with fields that nobody knows yet are read all the same', () => {
    const body = { ...message.eventBody, novelty: { deep: [1, 2] } };
    expect(frame({ ...message, eventBody: body, extra: true }).kind).toBe('event');
  });

  test.each([
    null,
    'text',
    7,
    [],
    {},
    { id: 'C1' },
    { id: 5, participants: [] },
    { id: 'C1', participants: {} },
  ])('whose body is %j are passed over', (eventBody) => {
    expect(frame({ ...message, eventBody })).toEqual({ kind: 'other' });
  });
});

describe('frames of the service', () => {
  test('a heartbeat and the answer to a ping are signs of life', () => {
    for (const text of ['WebSocket Heartbeat', 'pong']) {
      expect(frame({ topicName: 'channel.metadata', eventBody: { message: text } })).toEqual({
        kind: 'heartbeat',
      });
    }
    expect(frame({ topicName: 'Channel.Metadata', version: '2', metadata: {}, eventBody: null })).toEqual({
      kind: 'heartbeat',
    });
  });

  test.each([
    ['v2.system.socket_closing', undefined, 'closing'],
    ['V2.System.Socket_Closing', null, 'closing'],
    ['v2.system.token_revoked', {}, 'tokenRevoked'],
    ['v2.system', { systemTopicType: 'TOKEN_REVOKED' }, 'tokenRevoked'],
    ['v2.system.no_longer_subscribed', {}, 'subscriptionLost'],
    ['v2.system.message', { systemTopicType: 'no_longer_subscribed' }, 'subscriptionLost'],
    ['v2.system.message', { systemTopicType: 'subscription_changed' }, 'other'],
    ['v2.system.something_new', [], 'other'],
  ])('%s with %j is %s', (topicName, eventBody, kind) => {
    expect(frame({ topicName, eventBody })).toEqual({ kind });
  });

  test('a conversation topic cannot be taken for one of them', () => {
    expect(frame({ ...message, topicName: 'v2.users.socket_closing.conversations.messages' }).kind).toBe(
      'event',
    );
  });

  test.each([
    { result: '200', status: 'subscribed' },
    { result: '404', status: 'failure' },
    { message: 'pong' },
  ])('an answer without a topic, %j, is nothing for us', (answer) => {
    expect(frame(answer)).toEqual({ kind: 'other' });
  });

  test('a topic of something else is nothing for us', () => {
    expect(frame({ topicName: 'v2.users.U1.presence', eventBody: { primary: true } })).toEqual({
      kind: 'other',
    });
  });
});

describe('frames that cannot be read', () => {
  test.each([
    ['', 'not JSON'],
    ['{"topicName":', 'not JSON'],
    ['null', 'null'],
    ['[1,2]', 'array of 2'],
    ['"text"', 'string'],
    ['12', 'number'],
    ['{}', 'object of 0: '],
    ['{"a":1,"b":[],"c":null}', 'object of 3: number, array, object'],
  ])('%j is told by its length and shape', (text, shape) => {
    expect(read(text)).toEqual({ kind: 'unreadable', length: text.length, shape });
  });

  test('whatever comes, nothing is thrown, and nothing of what cannot be read is kept', () => {
    const secret = 'qXz9-hunter2';
    const values = fc.oneof(
      fc.string().map((text) => text + secret),
      fc
        .jsonValue()
        .map((value) => JSON.stringify({ [secret]: value, deep: [secret, { [secret]: secret }] })),
      fc.jsonValue().map((value) => JSON.stringify([secret, value])),
      fc
        .record({ topicName: fc.anything(), eventBody: fc.jsonValue() })
        .map((value) => JSON.stringify(value, noBigInts)),
    );
    fc.assert(
      fc.property(values, (text) => {
        const result = read(text);
        if (result.kind === 'unreadable') expect(result.shape).not.toContain('hunter2');
      }),
    );
  });

  test('an own key like __proto__ is a key like any other', () => {
    expect(read('{"__proto__":{"topicName":"v2.system.socket_closing"}}').kind).toBe('unreadable');
    expect(
      read(
        '{"topicName":"v2.users.U1.conversations","eventBody":{"__proto__":{"id":"C","participants":[]}}}',
      ),
    ).toEqual({ kind: 'other' });
  });

  test('thousands of topics are not remembered for ever, and go on being read', () => {
    for (let count = 0; count < 12_000; count += 1) {
      const topicName = `v2.users.U${count}.conversations.messages`;
      const text = JSON.stringify({ topicName, eventBody: { id: 'C', participants: [] } });
      expect(read(text)).toMatchObject({ event: { subject: { id: `U${count}` } } });
    }
  });
});

function noBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
