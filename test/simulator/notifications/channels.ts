import type { Timer } from '../../../main/effects/clock.ts';
import type { Chance } from '../chance.ts';
import type { Token } from '../oauth/tokens.ts';
import type { ServiceTime } from '../service-time.ts';
import type { SimulatorRecord } from '../steering/record.ts';
import type { Wire } from './wire.ts';

/** Limits of docs/genesys-cloud.md §1.3. */
const channelLifeMs = 24 * 60 * 60 * 1_000;
const channelLimit = 20;

export interface Channel {
  id: string;
  token: Token;
  /** ms since 1970. */
  expires: number;
  /** The order of last use decides who is evicted. */
  lastUse: number;
  /** Topic ids as they were asked for, each with the individual names in lower case. */
  topics: Map<string, ReadonlySet<string>>;
  wire: Wire | null;
}

export type DeathReason = 'evicted' | 'expired' | 'token';

/** The channels that exist, and why those that do not exist died. */
export class Channels {
  readonly #time: ServiceTime;
  readonly #chance: Chance;
  readonly #record: SimulatorRecord;
  readonly #live = new Map<string, { channel: Channel; expiry: Timer }>();
  readonly #dead = new Map<string, DeathReason>();
  #uses = 0;

  constructor(time: ServiceTime, chance: Chance, record: SimulatorRecord) {
    this.#time = time;
    this.#chance = chance;
    this.#record = record;
  }

  /** Makes a channel; where there are 20 of this user and client, the least recently used one goes, without a word. */
  create(token: Token): Channel {
    const siblings = this.all().filter(
      (one) => one.token.userId === token.userId && one.token.clientId === token.clientId,
    );
    if (siblings.length >= channelLimit) {
      const unconnected = siblings.filter((one) => one.wire?.isOpen !== true);
      const candidates = unconnected.length > 0 ? unconnected : siblings;
      const victim = candidates.reduce((oldest, one) => (one.lastUse < oldest.lastUse ? one : oldest));
      this.kill(victim, 'evicted', 'silent');
    }
    const channel: Channel = {
      id: `streaming-${this.#chance.below(10)}-${this.#chance.hex(26)}`,
      token,
      expires: 0,
      lastUse: 0,
      topics: new Map(),
      wire: null,
    };
    this.#live.set(channel.id, { channel, expiry: { cancel: () => undefined } });
    this.touch(channel);
    this.prolong(channel);
    return channel;
  }

  all(): Channel[] {
    return [...this.#live.values()].map(({ channel }) => channel);
  }

  find(id: string): Channel | undefined {
    return this.#live.get(id)?.channel;
  }

  /** Why a channel is gone; undefined for one that never was. */
  deathOf(id: string): DeathReason | undefined {
    return this.#dead.get(id);
  }

  /** Marks the channel as just used. */
  touch(channel: Channel): void {
    channel.lastUse = this.#uses++;
  }

  /** Gives the channel another 24 hours: what subscribing does. */
  prolong(channel: Channel): void {
    const entry = this.#live.get(channel.id);
    if (entry === undefined) return;
    channel.expires = this.#time.now() + channelLifeMs;
    entry.expiry.cancel();
    entry.expiry = this.#time.after(channelLifeMs, () => {
      this.kill(channel, 'expired', 'close');
    });
  }

  /** @param notice what its socket gets to see: nothing any more, or a close frame. */
  kill(channel: Channel, reason: DeathReason, notice: 'silent' | 'close'): void {
    const entry = this.#live.get(channel.id);
    if (entry === undefined) return;
    entry.expiry.cancel();
    this.#live.delete(channel.id);
    this.#dead.set(channel.id, reason);
    this.#record.deadChannels.push({ channelId: channel.id, at: this.#time.now(), reason });
    if (notice === 'close') channel.wire?.close(1008, `channel ${reason}`);
  }

  /** Sends one event to every channel that subscribed its topic and has a socket; the others never get it. */
  deliver(topicName: string, frame: () => unknown, onSent: (channel: Channel) => void): void {
    const key = topicName.toLowerCase();
    for (const { channel } of this.#live.values()) {
      const { wire } = channel;
      if (wire?.isOpen !== true) continue;
      for (const names of channel.topics.values()) {
        if (!names.has(key)) continue;
        wire.sendEvent(frame(), () => {
          onSent(channel);
        });
        break;
      }
    }
  }
}
