import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient } from './client.ts';
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
});
