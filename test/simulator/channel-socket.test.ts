import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient } from './bare-client.ts';
import { Simulator } from './simulator.ts';

const heartbeat = { topicName: 'channel.metadata', eventBody: { message: 'WebSocket Heartbeat' } };

describe('a channel socket', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;
  let myTopic: string;

  beforeEach(() => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1 });
    client = new BareClient(simulator, clock);
    myTopic = `v2.users.${simulator.ready.userId}.conversations.messages`;
  });

  it('tells a new message as a full snapshot without its text, and the record says so', async () => {
    const channel = client.channel(myTopic);
    const { frames } = await client.open(channel.connectUri);
    const { conversationId } = simulator.steering.start({ userId: simulator.ready.userId, answered: true });
    const { id } = simulator.steering.message(conversationId, 'Where is my order?');
    await clock.advance(0);

    const last = frames.at(-1);
    expect(last).toMatchObject({
      topicName: myTopic,
      version: '2',
      eventBody: {
        id: conversationId,
        participants: [
          { purpose: 'customer', messages: [{ message: { id }, messageTime: '2026-01-05T10:00:00.000Z' }] },
          { purpose: 'acd', state: 'disconnected' },
          { purpose: 'agent', state: 'connected', user: { id: simulator.ready.userId } },
        ],
      },
    });
    expect(at(last, 'metadata.CorrelationId')).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(frames)).not.toContain('Where is my order?');
    expect(simulator.record.messages).toEqual([
      expect.objectContaining({
        messageId: id,
        liveUserIds: [simulator.ready.userId],
        liveQueueIds: [simulator.directory.queues[0]?.id],
        deliveries: [{ at: clock.now(), to: { kind: 'channel', channelId: channel.id, topic: myTopic } }],
      }),
    ]);
  });

  it('tells the person shape under the topic without a medium', async () => {
    const topic = `v2.users.${simulator.ready.userId}.conversations`;
    const { frames } = await client.open(client.channel(topic).connectUri);
    const { messageId } = simulator.steering.start({ userId: simulator.ready.userId, text: 'Hello' });
    await clock.advance(0);
    expect(frames.at(-1)).toMatchObject({
      topicName: topic,
      eventBody: {
        participants: [
          { purpose: 'customer', messages: [{ state: 'connected', messages: [{ messageId }] }] },
          { purpose: 'acd' },
          { userId: simulator.ready.userId, messages: [{ state: 'alerting', messages: [] }] },
        ],
      },
    });
  });

  it('speaks every 30 s, and answers pings', async () => {
    const { frames, socket } = await client.open(client.channel().connectUri);
    await clock.advance(29_999);
    expect(frames).toEqual([]);
    await clock.advance(1);
    expect(frames).toEqual([heartbeat]);
    socket.send('{"message":"ping"}');
    await clock.advance(30_000);
    expect(frames).toEqual([
      heartbeat,
      { topicName: 'channel.metadata', eventBody: { message: 'pong' } },
      heartbeat,
    ]);
  });

  it('answers a WebSocket ping', async () => {
    const opened = await client.open(client.channel().connectUri);
    opened.socket.ping();
    await clock.advance(0);
    expect(opened.pongs).toBe(1);
  });

  it('is dropped when a second one is opened for the channel', async () => {
    const { connectUri } = client.channel(myTopic);
    const first = await client.open(connectUri);
    const second = await client.open(connectUri);
    simulator.steering.start({ userId: simulator.ready.userId });
    await clock.advance(0);
    expect(first.close).toEqual({ kind: 'closed', code: 1001 });
    expect(first.frames).toEqual([]);
    expect(second.isOpen).toBe(true);
    expect(second.frames).not.toEqual([]);
  });

  it('tells nothing of what happened without it: there is no replay', async () => {
    const { connectUri } = client.channel(myTopic);
    const before = await client.open(connectUri);
    before.socket.terminate();
    await clock.advance(0);
    const { messageId } = simulator.steering.start({ userId: simulator.ready.userId, text: 'Missed' });
    const after = await client.open(connectUri);
    await clock.advance(29_999);
    expect(after.frames).toEqual([]);
    expect(simulator.record.messages).toMatchObject([{ messageId, deliveries: [] }]);
  });

  it('is refused with 404 for an unknown channel, and with 401 once its token is revoked', async () => {
    const unknown = await client.open(
      `${simulator.ready.directUrl.replace('/api/v2/notifications', '')}/channels/streaming-0-no`,
    );
    expect(unknown.close).toEqual({ kind: 'refused', status: 404, retryAfterMs: null });

    const { connectUri } = client.channel();
    const opened = await client.open(connectUri);
    expect(client.call('DELETE', '/api/v2/tokens/me').status).toBe(200);
    await clock.advance(0);
    expect(opened.close).toMatchObject({ kind: 'closed' });
    expect((await client.open(connectUri)).close).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('ends when its token expires', async () => {
    const short = new Simulator({ clock, seed: 1, tokenSeconds: 300 });
    const shortClient = new BareClient(short, clock);
    const { connectUri } = shortClient.channel();
    const opened = await shortClient.open(connectUri);
    await clock.advance(299_999);
    expect(opened.isOpen).toBe(true);
    await clock.advance(1);
    expect(opened.isOpen).toBe(false);
    expect((await shortClient.open(connectUri)).close).toMatchObject({ status: 401 });
  });

  it('takes a subscription in-band, and refuses what is not permitted', async () => {
    const channel = client.channel();
    const { frames, socket } = await client.open(channel.connectUri);
    socket.send(JSON.stringify({ message: 'subscribe', topics: [myTopic], correlationId: 'a' }));
    socket.send(JSON.stringify({ message: 'subscribe', topics: ['v2.users.somebody.conversations'] }));
    socket.send(JSON.stringify({ message: 'nonsense' }));
    socket.send('not JSON');
    await clock.advance(0);
    expect(frames).toEqual([
      { result: '200', status: 'subscribed', correlationId: 'a' },
      { result: '400', status: 'failure' },
      { result: '400', status: 'error' },
      { result: '400', status: 'error' },
    ]);
    simulator.steering.start({ userId: simulator.ready.userId });
    await clock.advance(0);
    expect(frames.at(-1)).toMatchObject({ topicName: myTopic });
  });

  it('tells an agent who has left until the after-call work is done, and not after', async () => {
    const { frames } = await client.open(client.channel(myTopic).connectUri);
    const { conversationId } = simulator.steering.start({ userId: simulator.ready.userId, answered: true });
    const other = simulator.directory.agents[1]?.id ?? '';
    simulator.steering.transfer(conversationId, { userId: other });
    const { id } = simulator.steering.message(conversationId, 'For the other agent');
    await clock.advance(0);
    expect(JSON.stringify(frames.at(-1))).toContain(id);
    expect(simulator.record.messages.at(-1)?.liveUserIds).toEqual([other]);

    simulator.steering.wrapUp(conversationId);
    await clock.advance(0);
    frames.length = 0;
    simulator.steering.message(conversationId, 'Again');
    await clock.advance(0);
    expect(frames).toEqual([]);
  });

  it('moves a queue topic along with the conversation', async () => {
    const [support = '', sales = ''] = simulator.directory.queues.map(({ id }) => id);
    const topic = (queueId: string) => `v2.routing.queues.${queueId}.conversations.messages`;
    const { frames } = await client.open(client.channel(topic(support)).connectUri);
    const { conversationId } = simulator.steering.start({ queueId: support, text: 'Hello' });
    simulator.steering.transfer(conversationId, { queueId: sales });
    await clock.advance(0);
    expect(frames.at(-1)).toMatchObject({
      topicName: topic(support),
      eventBody: {
        participants: [{ queue: { id: sales } }, { state: 'disconnected' }, { queue: { id: sales } }],
      },
    });
    frames.length = 0;
    simulator.steering.message(conversationId, 'In sales now');
    await clock.advance(0);
    expect(frames).toEqual([]);
    expect(simulator.record.messages.at(-1)?.liveQueueIds).toEqual([sales]);
  });
});
