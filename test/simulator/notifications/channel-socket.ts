import type { Timer } from '../../../main/effects/clock.ts';
import type { Chance } from '../chance.ts';
import { isFields, isTextList, parseJson } from '../fields.ts';
import { ApiError } from '../rest/error-body.ts';
import type { ServiceTime } from '../service-time.ts';
import type { Faults } from '../steering/faults.ts';
import type { Channel, Channels } from './channels.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Connection, Wire } from './wire.ts';

const heartbeatMs = 30_000;

/** The frames of docs/genesys-cloud.md §1.5. */
const heartbeat = { topicName: 'channel.metadata', eventBody: { message: 'WebSocket Heartbeat' } };
const pong = { topicName: 'channel.metadata', eventBody: { message: 'pong' } };

/** A channel's socket: heartbeats, the ping and the subscribing in-band. */
export class ChannelSocket implements Connection {
  readonly channel: Channel;
  readonly wire: Wire;
  readonly #channels: Channels;
  readonly #subscriptions: Subscriptions;
  readonly #time: ServiceTime;
  readonly #faults: Faults;
  #beat: Timer;

  constructor(
    channel: Channel,
    wire: Wire,
    channels: Channels,
    subscriptions: Subscriptions,
    time: ServiceTime,
    faults: Faults,
  ) {
    this.channel = channel;
    this.wire = wire;
    this.#channels = channels;
    this.#subscriptions = subscriptions;
    this.#time = time;
    this.#faults = faults;
    // One socket per channel: the second one disconnects the first (docs/genesys-cloud.md §1.3).
    channel.wire?.close(1001, 'another socket was opened for this channel');
    channel.wire = wire;
    channels.touch(channel);
    this.#beat = this.#time.after(heartbeatMs, this.#onBeat);
  }

  text(data: string): void {
    if (!this.wire.hears) return;
    this.wire.record.framesReceived += 1;
    const frame = parseJson(data);
    if (!isFields(frame)) {
      this.wire.send({ result: '400', status: 'error' });
      return;
    }
    switch (frame['message']) {
      case 'ping':
        if (this.#isAlive()) this.wire.send(pong);
        break;
      case 'subscribe':
        this.#subscribe(frame['topics'], frame['correlationId']);
        break;
      default:
        this.wire.send({ result: '400', status: 'error' });
    }
  }

  ping(): void {
    this.wire.pong();
  }

  closed(): void {
    this.wire.end('closed by the client');
    this.#beat.cancel();
    if (this.channel.wire === this.wire) {
      this.channel.wire = null;
      this.#channels.touch(this.channel);
    }
  }

  #subscribe(topics: unknown, correlationId: unknown): void {
    const correlation = correlationId === undefined ? {} : { correlationId };
    if (!this.#isAlive()) {
      this.wire.send({ result: '404', status: 'failure', ...correlation });
      return;
    }
    try {
      const ids = isTextList(topics) ? topics.map((id) => ({ id })) : topics;
      this.#subscriptions.change(this.channel, 'add', ids, false);
      this.wire.send({ result: '200', status: 'subscribed', ...correlation });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.wire.send({ result: '400', status: 'failure', ...correlation });
    }
  }

  #isAlive(): boolean {
    return this.#channels.find(this.channel.id) !== undefined;
  }

  readonly #onBeat = () => {
    if (!this.wire.isOpen) return;
    if (this.#faults.heartbeats && this.#isAlive()) this.wire.send(heartbeat);
    this.#beat = this.#time.after(heartbeatMs, this.#onBeat);
  };
}

/** Announces that the socket will go away, and closes it unless the client moves first (docs/genesys-cloud.md §1.5). */
export function announceClosing(wire: Wire, closeAfterMs: number, time: ServiceTime, chance: Chance): void {
  wire.send({
    topicName: 'v2.system.socket_closing',
    version: '2',
    eventBody: { channelId: wire.record.channelId, message: 'The socket will be closed soon.' },
    metadata: { CorrelationId: chance.uuid() },
  });
  if (closeAfterMs === Number.POSITIVE_INFINITY) return;
  time.after(closeAfterMs, () => {
    wire.close(1001, 'maintenance');
  });
}
