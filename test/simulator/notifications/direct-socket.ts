import type { Timer } from '../../../main/effects/clock.ts';
import type { Chance } from '../chance.ts';
import { isFields, parseJson } from '../fields.ts';
import { hasScope, type Token } from '../oauth/tokens.ts';
import type { ServiceTime } from '../service-time.ts';
import type { Faults } from '../steering/faults.ts';
import {
  filterEvent,
  readSubscriptionRequest,
  type DirectEvent,
  type DirectTopic,
} from './direct-subscription.ts';
import type { Connection, Wire } from './wire.ts';

/** How long the first frame may take, in ms: "within a few seconds" (docs/direct-protocol.md §2). */
const firstFrameMs = 5_000;

/** A socket of the direct protocol: subscribed by its first frame, then told events. */
export class DirectSocket implements Connection {
  readonly token: Token;
  readonly wire: Wire;
  readonly #chance: Chance;
  readonly #faults: Faults;
  readonly #eventIds: boolean;
  readonly #deadline: Timer;
  #topics: DirectTopic[] | null = null;

  /** @param eventIds whether an event's envelope carries an id. */
  constructor(
    token: Token,
    wire: Wire,
    time: ServiceTime,
    chance: Chance,
    faults: Faults,
    eventIds: boolean,
  ) {
    this.token = token;
    this.wire = wire;
    this.#chance = chance;
    this.#faults = faults;
    this.#eventIds = eventIds;
    this.#deadline = time.after(firstFrameMs, () => {
      wire.close(1008, 'no subscription request arrived in time');
    });
  }

  text(data: string): void {
    if (!this.wire.hears) return;
    this.wire.record.framesReceived += 1;
    const frame = parseJson(data);
    if (!isFields(frame) || frame['type'] !== 'SubscriptionRequest') {
      this.#refuse('A SubscriptionRequest was expected.');
      return;
    }
    const topics = readSubscriptionRequest(frame);
    if (typeof topics === 'string') {
      this.#refuse(topics);
      return;
    }
    if (!hasScope(this.token, 'notification:subscribe')) {
      this.#refuse('The scope notification:subscribe is missing.');
      return;
    }
    this.#deadline.cancel();
    this.#topics = topics;
    if (this.#faults.takeNoConfirmation()) return;
    this.wire.send({ type: 'SubscriptionConfirmation', subscriptionId: this.#chance.uuid() });
  }

  ping(): void {
    this.wire.pong();
  }

  closed(): void {
    this.wire.end('closed by the client');
    this.#deadline.cancel();
  }

  /** Sends the event if it was subscribed. Without the scope to read conversations there is silence, not an error. */
  deliver(event: DirectEvent, onSent: () => void): void {
    if (this.#topics === null || !hasScope(this.token, 'conversation:read')) return;
    const payload = filterEvent(this.#topics, event);
    if (payload === null) return;
    const id = this.#eventIds ? { id: this.#chance.uuid() } : {};
    this.wire.sendEvent({ type: 'ConversationEvent', ...id, payload }, onSent);
  }

  /** The first frame must be a good one; a bad one later leaves the earlier subscription as it was. */
  #refuse(message: string): void {
    this.wire.send({ type: 'Error', message });
    if (this.#topics === null) this.wire.close(1008, 'the first frame was no valid subscription request');
  }
}
