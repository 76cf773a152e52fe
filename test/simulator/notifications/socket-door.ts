import type { Chance } from '../chance.ts';
import type { Settings } from '../options.ts';
import type { Tokens } from '../oauth/tokens.ts';
import type { ServiceTime } from '../service-time.ts';
import { isAimedAt, type Faults } from '../steering/faults.ts';
import type { Aim } from '../steering/fault-list.ts';
import type { RecordedSocket, SimulatorRecord } from '../steering/record.ts';
import { ApiError } from '../rest/error-body.ts';
import { ChannelSocket } from './channel-socket.ts';
import type { Channels } from './channels.ts';
import { DirectSocket } from './direct-socket.ts';
import type { DirectSockets } from './direct-sockets.ts';
import type { Subscriptions } from './subscriptions.ts';
import { Wire, type ConnectAnswer, type Peer } from './wire.ts';

export const directPath = '/api/v2/notifications';
const directRetryAfterSeconds = 10;

interface DoorParts {
  settings: Settings;
  time: ServiceTime;
  chance: Chance;
  tokens: Tokens;
  channels: Channels;
  subscriptions: Subscriptions;
  direct: DirectSockets;
  faults: Faults;
  record: SimulatorRecord;
}

/** Where sockets come in: channels by their id, direct sockets by their token. */
export class SocketDoor {
  readonly #parts: DoorParts;
  #wires: Wire[] = [];
  #opened = 0;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** The open sockets that a fault is aimed at. */
  open(only: Aim): Wire[] {
    this.#wires = this.#wires.filter(({ isOpen }) => isOpen);
    return this.#wires.filter(({ record }) => isAimedAt(only, record.kind, record.channelId));
  }

  connect(url: URL, peer: Peer): ConnectAnswer {
    const channelId = /^\/channels\/([^/]+)$/u.exec(url.pathname)?.[1] ?? null;
    if (channelId === null && url.pathname !== directPath) return this.#refuse(404, 'HTTP 404 Not Found');
    const kind = channelId === null ? 'direct' : 'channel';
    const fault = this.#parts.faults.takeUpgrade(kind, channelId);
    if (fault?.kind === 'hangUpgrade') return { kind: 'hung' };
    if (fault?.kind === 'refuseUpgrade') {
      return this.#refuse(fault.status, 'A fault was injected.', fault.retryAfter);
    }
    const answer =
      channelId === null
        ? this.#connectDirect(url.searchParams.get('access_token'), peer)
        : this.#connectChannel(channelId, peer);
    if (answer.kind === 'accepted' && fault?.kind === 'connectThenDrop') {
      const wire = this.#wires.at(-1);
      this.#parts.time.after(0, () => {
        wire?.drop();
      });
    }
    return answer;
  }

  #connectChannel(channelId: string, peer: Peer): ConnectAnswer {
    const { channels, subscriptions, time, faults } = this.#parts;
    const channel = channels.find(channelId);
    if (channel === undefined) {
      return channels.deathOf(channelId) === 'token'
        ? this.#refuse(401, 'The token of this channel is not valid any more.')
        : this.#refuse(404, 'There is no such channel.');
    }
    const wire = this.#wire('channel', channelId, peer);
    return {
      kind: 'accepted',
      connection: new ChannelSocket(channel, wire, channels, subscriptions, time, faults),
    };
  }

  #connectDirect(tokenValue: string | null, peer: Peer): ConnectAnswer {
    const { tokens, direct, time, chance, faults, settings } = this.#parts;
    const token = tokens.find(tokenValue ?? '');
    if (token === undefined) return this.#refuse(401, 'Invalid login credentials.');
    if (!direct.mayOpen(token)) {
      return this.#refuse(429, 'Too many sockets for this client.', directRetryAfterSeconds);
    }
    const wire = this.#wire('direct', null, peer);
    const socket = new DirectSocket(token, wire, time, chance, faults, settings.directEventIds);
    direct.add(socket);
    return { kind: 'accepted', connection: socket };
  }

  #wire(kind: RecordedSocket['kind'], channelId: string | null, peer: Peer): Wire {
    const { time, faults, record } = this.#parts;
    const recorded: RecordedSocket = {
      kind,
      number: ++this.#opened,
      channelId,
      openedAt: time.now(),
      closedAt: null,
      ending: null,
      framesSent: 0,
      framesReceived: 0,
    };
    record.sockets.push(recorded);
    const wire = new Wire(peer, time, faults, recorded);
    this.#wires.push(wire);
    return wire;
  }

  #refuse(status: number, message: string, retryAfterSeconds: number | null = null): ConnectAnswer {
    const { record, time, chance } = this.#parts;
    record.refusedSockets.push({ at: time.now(), status });
    const retry: Record<string, string> =
      retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
    const response = new ApiError(status, 'upgrade.refused', message, {}, retry).toResponse(chance.uuid());
    const headers = { date: new Date(time.now()).toUTCString(), ...response.headers };
    return { kind: 'refused', status, headers, body: response.body };
  }
}
