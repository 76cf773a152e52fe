import type { Chance } from '../chance.ts';
import { liveQueues, liveUsers } from '../conversations/conversation.ts';
import type { Change } from '../conversations/conversations.ts';
import { mediaPlural, renderMediaEvent, renderPersonEvent } from '../conversations/rendering.ts';
import { iso, type ServiceTime } from '../service-time.ts';
import type { Delivery, SimulatorRecord } from '../steering/record.ts';
import type { Channels } from './channels.ts';
import type { DirectSockets } from './direct-sockets.ts';
import type { DirectEvent } from './direct-subscription.ts';

/** Tells channels and direct sockets what has changed, and writes down whom it told. */
export class Publisher {
  readonly #channels: Channels;
  readonly #direct: DirectSockets;
  readonly #record: SimulatorRecord;
  readonly #time: ServiceTime;
  readonly #chance: Chance;

  constructor(
    channels: Channels,
    direct: DirectSockets,
    record: SimulatorRecord,
    time: ServiceTime,
    chance: Chance,
  ) {
    this.#channels = channels;
    this.#direct = direct;
    this.#record = record;
    this.#time = time;
    this.#chance = chance;
  }

  publish(change: Change): void {
    const deliveries = this.#recordMessage(change);
    this.#tellChannels(change, deliveries);
    this.#tellDirect(change, deliveries);
  }

  #recordMessage({ conversation, added }: Change): Delivery[] {
    const deliveries: Delivery[] = [];
    if (added === null || added.message.kind === 'event') return deliveries;
    const list = added.by.purpose === 'customer' ? this.#record.messages : this.#record.ownMessages;
    list.push({
      messageId: added.message.id,
      conversationId: conversation.id,
      name: added.by.name,
      text: added.message.text,
      at: added.message.time,
      liveUserIds: liveUsers(conversation),
      liveQueueIds: liveQueues(conversation),
      deliveries,
    });
    return deliveries;
  }

  #tellChannels({ conversation, userIds, queueIds }: Change, deliveries: Delivery[]): void {
    const media = once(() => renderMediaEvent(conversation));
    const person = once(() => renderPersonEvent(conversation));
    const correlationId = once(() => this.#chance.uuid());
    const prefixes = [
      ...[...userIds].map((id) => `v2.users.${id}`),
      ...[...queueIds].map((id) => `v2.routing.queues.${id}`),
    ];
    for (const prefix of prefixes) {
      for (const [topic, eventBody] of [
        [`${prefix}.conversations`, person],
        [`${prefix}.conversations.${mediaPlural[conversation.media]}`, media],
      ] as const) {
        const frame = () => ({
          topicName: topic,
          version: '2',
          eventBody: eventBody(),
          metadata: { CorrelationId: correlationId() },
        });
        this.#channels.deliver(topic, frame, ({ id }) => {
          deliveries.push({ at: this.#time.now(), to: { kind: 'channel', channelId: id, topic } });
        });
      }
    }
  }

  #tellDirect({ conversation, kind, added }: Change, deliveries: Delivery[]): void {
    const event: DirectEvent = {
      conversationId: conversation.id,
      eventType: eventTypes[kind],
      timestamp: iso(kind === 'message' && added !== null ? added.message.time : this.#time.now()),
    };
    if (kind === 'message' && added !== null) {
      event.message = added.message.text === null ? {} : { text: added.message.text };
    }
    for (const socket of this.#direct.all()) {
      socket.deliver(event, () => {
        deliveries.push({ at: this.#time.now(), to: { kind: 'direct', socket: socket.wire.record.number } });
      });
    }
  }
}

const eventTypes = {
  message: 'MessageAdded',
  updated: 'ConversationUpdated',
  status: 'StatusChanged',
} as const satisfies Record<Change['kind'], DirectEvent['eventType']>;

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
