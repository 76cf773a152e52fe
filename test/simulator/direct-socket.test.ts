import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient, type OpenedSocket } from './bare-client.ts';
import type { SimulatorOptions } from './options.ts';
import { Simulator } from './simulator.ts';

const broad = { type: 'ConversationEvent', filter: { include: ['*'] } };

describe('the direct socket', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;

  const start = (options: Partial<SimulatorOptions> = {}) => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1, ...options });
    client = new BareClient(simulator, clock);
    client.useClientCredentials();
  };
  beforeEach(() => {
    start();
  });

  const send = async ({ socket }: OpenedSocket, frame: unknown) => {
    socket.send(JSON.stringify(frame));
    await clock.advance(0);
  };
  const subscribe = async (...topics: unknown[]) => {
    const opened = await client.open(client.directUrl);
    await send(opened, { type: 'SubscriptionRequest', topics });
    expect(opened.frames).toEqual([
      { type: 'SubscriptionConfirmation', subscriptionId: expect.any(String) as string },
    ]);
    opened.frames.length = 0;
    return opened;
  };
  const types = ({ frames }: OpenedSocket) => frames.map((frame) => at(frame, 'payload.eventType'));

  it('is refused without a valid token', async () => {
    const refused = { kind: 'refused', status: 401, retryAfterMs: null };
    expect((await client.open(simulator.ready.directUrl)).close).toEqual(refused);
    expect((await client.open(`${simulator.ready.directUrl}?access_token=no`)).close).toEqual(refused);
  });

  it('closes when no subscription request comes within 5 s', async () => {
    const opened = await client.open(client.directUrl);
    await clock.advance(4_999);
    expect(opened.isOpen).toBe(true);
    await clock.advance(1);
    expect(opened.close).toEqual({ kind: 'closed', code: 1008 });
  });

  it.each([
    ['another type', { type: 'Ping' }],
    ['no topics', { type: 'SubscriptionRequest' }],
    ['an empty list', { type: 'SubscriptionRequest', topics: [] }],
    ['an unknown topic', { type: 'SubscriptionRequest', topics: [{ type: 'PresenceEvent' }] }],
    ['a bad filter', { type: 'SubscriptionRequest', topics: [{ ...broad, filter: 'all' }] }],
    ['a bad include', { type: 'SubscriptionRequest', topics: [{ ...broad, filter: { include: '*' } }] }],
  ])('answers a first frame with %s by an error, and closes', async (_, frame) => {
    const opened = await client.open(client.directUrl);
    await send(opened, frame);
    expect(opened.frames).toEqual([{ type: 'Error', message: expect.any(String) as string }]);
    expect(opened.close).toEqual({ kind: 'closed', code: 1008 });
  });

  it('tells everybody’s messages with their text and time, and the record says so', async () => {
    const opened = await subscribe(broad);
    const { conversationId } = simulator.steering.start({ queueId: null });
    await clock.advance(1_000);
    simulator.steering.message(conversationId, 'Where is my order?');
    simulator.steering.botMessage(conversationId, 'Let me see');
    simulator.steering.typing(conversationId);
    await clock.advance(0);
    const timestamp = '2026-01-05T10:00:01.000Z';
    expect(opened.frames.slice(1)).toEqual([
      {
        type: 'ConversationEvent',
        payload: {
          conversationId,
          eventType: 'MessageAdded',
          timestamp,
          message: { text: 'Where is my order?' },
        },
      },
      {
        type: 'ConversationEvent',
        payload: { conversationId, eventType: 'MessageAdded', timestamp, message: { text: 'Let me see' } },
      },
      { type: 'ConversationEvent', payload: { conversationId, eventType: 'StatusChanged', timestamp } },
    ]);
    expect(simulator.record.messages).toMatchObject([
      { text: 'Where is my order?', deliveries: [{ to: { kind: 'direct', socket: 1 } }] },
    ]);
    expect(simulator.record.ownMessages).toMatchObject([{ name: 'Welcome Bot', text: 'Let me see' }]);
  });

  it('filters fields, event types and conversations, and a new request replaces the earlier one', async () => {
    const first = simulator.steering.start().conversationId;
    const second = simulator.steering.start().conversationId;
    const opened = await subscribe({
      type: 'ConversationEvent',
      filter: {
        conversationId: first,
        include: ['conversationId', 'message'],
        exclude: ['statuschanged', 'conversationUPDATED'],
      },
    });
    simulator.steering.message(first, 'one');
    simulator.steering.message(second, 'two');
    simulator.steering.status(first);
    simulator.steering.end(first);
    await clock.advance(0);
    expect(opened.frames).toEqual([
      { type: 'ConversationEvent', payload: { conversationId: first, message: { text: 'one' } } },
    ]);

    await send(opened, { type: 'SubscriptionRequest', topics: [broad] });
    opened.frames.length = 0;
    simulator.steering.end(second);
    await clock.advance(0);
    expect(types(opened)).toEqual(['ConversationUpdated']);

    await send(opened, { type: 'SubscriptionRequest', topics: 'nonsense' });
    expect(opened.frames.at(-1)).toMatchObject({ type: 'Error' });
    simulator.steering.start();
    await clock.advance(0);
    expect(types(opened).at(-1)).toBe('ConversationUpdated');
  });

  it('is one per client; a second one is borne for 10 s', async () => {
    const first = await subscribe(broad);
    const second = await subscribe(broad);
    expect((await client.open(client.directUrl)).close).toEqual({
      kind: 'refused',
      status: 429,
      retryAfterMs: 10_000,
    });
    await clock.advance(10_000);
    expect(first.isOpen).toBe(true);
    expect(second.close).toEqual({ kind: 'closed', code: 1008 });
    expect(second.frames.at(-1)).toMatchObject({ type: 'Error' });
    await clock.advance(59_000);
    expect((await client.open(client.directUrl)).close).toMatchObject({ status: 429 });
    first.socket.close();
    await clock.advance(0);
    await subscribe(broad);
  });

  it('lets a client move within the 10 s', async () => {
    const first = await subscribe(broad);
    const second = await subscribe(broad);
    await clock.advance(5_000);
    first.socket.close();
    await clock.advance(60_000);
    expect(second.isOpen).toBe(true);
  });

  it('can refuse any overlap', async () => {
    start({ directOverlapMs: 0 });
    await subscribe(broad);
    expect((await client.open(client.directUrl)).close).toMatchObject({ status: 429 });
  });

  it('answers WebSocket pings, and ends with its token', async () => {
    start({ tokenSeconds: 300 });
    const opened = await subscribe(broad);
    opened.socket.ping();
    await clock.advance(300_000);
    expect(opened.pongs).toBe(1);
    expect(opened.close).toEqual({ kind: 'closed', code: 1008 });
  });

  it('ends when its own token is revoked, and with no other', async () => {
    const opened = await subscribe(broad);
    const user = new BareClient(simulator, clock);
    expect(user.call('DELETE', '/api/v2/tokens/me').status).toBe(200);
    await clock.advance(0);
    expect(opened.isOpen).toBe(true);
    client.call('DELETE', '/api/v2/tokens/me');
    await clock.advance(0);
    expect(opened.isOpen).toBe(false);
  });

  it('gives events an identity where it is told to', async () => {
    start({ directEventIds: true });
    const opened = await subscribe(broad);
    simulator.steering.start();
    await clock.advance(0);
    expect(at(opened.frames[0], 'id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says nothing to a client that may not read conversations, and refuses one that may not subscribe', async () => {
    start({ directScopes: ['notification:subscribe'] });
    const silent = await subscribe(broad);
    simulator.steering.start({ text: 'Hello' });
    await clock.advance(0);
    expect(silent.frames).toEqual([]);

    start({ directScopes: ['conversation:read'] });
    const refused = await client.open(client.directUrl);
    await send(refused, { type: 'SubscriptionRequest', topics: [broad] });
    expect(refused.frames).toMatchObject([{ type: 'Error' }]);
  });
});
