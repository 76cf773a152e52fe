import { describe, expect, test } from 'vitest';
import {
  createDirectProtocol,
  directTopics,
  type DirectOptions,
} from '../../../main/connection/protocols/direct.ts';
import type { Channel, Protocol } from '../../../main/connection/protocol.ts';
import { FakeSocket } from '../support/fake-service.ts';

const { signal } = new AbortController();
const token = { value: 'se cret+/=&x', lifetimeMs: 86_400_000 };

function protocolOf(options: Partial<DirectOptions> = {}): Protocol {
  return createDirectProtocol({
    socketUrl: 'wss://api.mypurecloud.com/api/v2/notifications',
    include: [],
    exclude: [],
    ...options,
  });
}

async function channelOf(protocol: Protocol): Promise<Channel> {
  const result = await protocol.openChannel(token, signal);
  if (result.kind !== 'channel') throw new Error(result.kind);
  return result.channel;
}

/** The frames that a subscription puts on the socket. */
async function sent(protocol: Protocol, topics: readonly string[]): Promise<readonly unknown[]> {
  const channel = await channelOf(protocol);
  const socket = new FakeSocket(channel.url, {
    onOpen: () => undefined,
    onText: () => undefined,
    onPong: () => undefined,
    onClose: () => undefined,
  });
  expect(await protocol.subscribe(channel, topics, socket, signal)).toEqual({ kind: 'asked' });
  return socket.sent.map((text) => JSON.parse(text) as unknown);
}

const NEEDED = ['conversationId', 'eventType', 'timestamp', 'message'];

describe('the token', () => {
  test('stands in the address, encoded, and nowhere else', async () => {
    const protocol = protocolOf();
    const channel = await channelOf(protocol);
    const url = new URL(channel.url);
    expect(url.origin + url.pathname).toBe('wss://api.mypurecloud.com/api/v2/notifications');
    expect([...url.searchParams]).toEqual([['access_token', token.value]]);
    expect(channel.id).not.toContain('cret');
    expect(JSON.stringify(await sent(protocol, ['conversation:*']))).not.toContain('cret');
  });

  test('of another attempt replaces that of the one before', async () => {
    const protocol = protocolOf();
    await channelOf(protocol);
    const second = await protocol.openChannel({ value: 'second', lifetimeMs: null }, signal);
    expect(second).toMatchObject({
      channel: { url: expect.stringMatching(/\?access_token=second$/) as string },
    });
  });

  test('decides how long the channel lives: it needs no renewal of its own', async () => {
    const protocol = protocolOf();
    const channel = await channelOf(protocol);
    expect(channel.lifetimeMs).toBeNull();
    expect(await protocol.renew(channel, [], signal)).toEqual({ kind: 'unchanged' });
  });
});

describe('the subscription request', () => {
  test('for every conversation has no id in its filter', async () => {
    expect(await sent(protocolOf(), directTopics([]))).toEqual([
      { type: 'SubscriptionRequest', topics: [{ type: 'ConversationEvent', filter: { include: NEEDED } }] },
    ]);
  });

  test('for several conversations is one request with several topics', async () => {
    expect(await sent(protocolOf(), directTopics(['C1', 'C2']))).toEqual([
      {
        type: 'SubscriptionRequest',
        topics: [
          { type: 'ConversationEvent', filter: { conversationId: 'C1', include: NEEDED } },
          { type: 'ConversationEvent', filter: { conversationId: 'C2', include: NEEDED } },
        ],
      },
    ]);
  });

  test('carries the fields and the exclusions as they were given', async () => {
    const protocol = protocolOf({ include: ['*'], exclude: ['statusChanged'] });
    expect(await sent(protocol, directTopics([]))).toEqual([
      {
        type: 'SubscriptionRequest',
        topics: [{ type: 'ConversationEvent', filter: { include: ['*'], exclude: ['statusChanged'] } }],
      },
    ]);
  });
});

describe('events', () => {
  const bare = '{"type":"ConversationEvent","payload":{"eventType":"MessageAdded","message":{"text":"Hi"}}}';

  test('without an id belong to the only conversation, and to none of several', async () => {
    const protocol = protocolOf();
    await sent(protocol, directTopics(['C1']));
    expect(protocol.decode(bare)).toMatchObject({ event: { conversationId: 'C1', text: 'Hi' } });
    await sent(protocol, directTopics(['C1', 'C2']));
    expect(protocol.decode(bare).kind).toBe('unreadable');
    await sent(protocol, directTopics([]));
    expect(protocol.decode(bare).kind).toBe('unreadable');
  });

  test('of an excluded type are passed over, whatever the server sends', () => {
    const protocol = protocolOf({ exclude: ['statusChanged'] });
    const frame = (eventType: string) =>
      protocol.decode(
        JSON.stringify({ type: 'ConversationEvent', payload: { conversationId: 'C1', eventType } }),
      );
    expect(frame('StatusChanged')).toEqual({ kind: 'other' });
    expect(frame('ConversationUpdated').kind).toBe('event');
  });
});

test('a probe is a ping of the WebSocket itself', () => {
  const socket = new FakeSocket('', {
    onOpen: () => undefined,
    onText: () => undefined,
    onPong: () => undefined,
    onClose: () => undefined,
  });
  protocolOf().probe(socket);
  expect([socket.pings, socket.sent]).toEqual([1, []]);
});

test('a refused upgrade is about the token, or an error of the service', () => {
  const { traits, name } = protocolOf();
  expect(name).toBe('direct');
  expect([401, 403, 404, 500].map((status) => traits.refusedUpgrade(status))).toEqual([
    'unauthorized',
    'unauthorized',
    'serviceError',
    'serviceError',
  ]);
  expect(traits).toMatchObject({ silenceMs: 30_000, oneSocket: true });
});

test('an address that is none is found out at once, not in the middle of the night', () => {
  expect(() => protocolOf({ socketUrl: 'nonsense' })).toThrow(TypeError);
});
