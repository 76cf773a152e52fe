import type { Chance } from '../chance.ts';
import { announceClosing } from '../notifications/channel-socket.ts';
import type { Channel, Channels } from '../notifications/channels.ts';
import type { SocketDoor } from '../notifications/socket-door.ts';
import type { Tokens } from '../oauth/tokens.ts';
import type { ServiceTime } from '../service-time.ts';
import type { Aim, Fault, ScheduledFault } from './fault-list.ts';
import { isAimedAt, type Faults } from './faults.ts';
import type { SimulatorRecord } from './record.ts';

/** Frames that no client expects; none of them may break anything. */
const rubbish = [
  'not JSON',
  '',
  '{"topicName":',
  'null',
  '[]',
  '42',
  '{}',
  '{"topicName":"v2.unknown.topic","version":"3","eventBody":null}',
  '{"topicName":"channel.metadata","eventBody":{"message":"something new"}}',
  '{"topicName":"v2.system.something_new","eventBody":{}}',
  '{"type":"SomethingNew","payload":{"conversationId":7}}',
  '{"type":"ConversationEvent","payload":{"eventType":"SomethingNew"}}',
];

interface InjectorParts {
  time: ServiceTime;
  chance: Chance;
  tokens: Tokens;
  channels: Channels;
  door: SocketDoor;
  faults: Faults;
  record: SimulatorRecord;
}

/** Makes faults happen: at once, at their next occasion, or on a schedule. */
export class FaultInjector {
  readonly #parts: InjectorParts;

  constructor(parts: InjectorParts) {
    this.#parts = parts;
  }

  schedule({ fault, afterMs, everyMs }: ScheduledFault): void {
    if (afterMs === 0 && everyMs === null) {
      this.inject(fault);
      return;
    }
    this.#parts.time.after(afterMs, () => {
      this.inject(fault);
      if (everyMs !== null) this.schedule({ fault, afterMs: everyMs, everyMs });
    });
  }

  inject(fault: Fault): void {
    const { time, chance, tokens, channels, door, faults, record } = this.#parts;
    record.faults.push({ at: time.now(), kind: fault.kind });
    switch (fault.kind) {
      case 'dropSocket':
        for (const wire of door.open(fault.only)) wire.drop();
        break;
      case 'closeMidFrame':
        for (const wire of door.open(fault.only)) wire.drop('{"topicName":"v2.users.cut');
        break;
      case 'halfOpen':
        for (const wire of door.open(fault.only)) wire.freeze();
        break;
      case 'closeCode':
        for (const wire of door.open(fault.only)) wire.close(fault.code, 'a fault was injected');
        break;
      case 'rubbishFrames':
        for (const wire of door.open(fault.only)) for (const text of rubbish) wire.sendText(text);
        break;
      case 'bigFrame':
        for (const wire of door.open(fault.only)) wire.sendText(bigFrame(fault.bytes));
        break;
      case 'socketClosing':
        for (const wire of door.open(fault.only)) announceClosing(wire, fault.closeAfterMs, time, chance);
        break;
      case 'evictChannel':
        for (const channel of this.#channels(fault.only)) channels.kill(channel, 'evicted', fault.notice);
        break;
      case 'expireChannel':
        for (const channel of this.#channels(fault.only)) channels.kill(channel, 'expired', 'close');
        break;
      case 'loseSubscription':
        for (const channel of this.#channels(fault.only)) channel.topics = new Map();
        break;
      case 'revokeToken':
        for (const token of tokens.all()) tokens.revoke(token);
        break;
      case 'noHeartbeat':
        faults.heartbeats = false;
        break;
      case 'rateHeaders':
        faults.rateHeaders = { count: fault.count, allowed: fault.allowed, reset: fault.reset };
        break;
      case 'clear':
        faults.clear();
        break;
      case 'refuseUpgrade':
      case 'hangUpgrade':
      case 'connectThenDrop':
      case 'duplicateFrames':
      case 'reorderFrames':
      case 'delayFrames':
      case 'restStatus':
      case 'restHang':
      case 'restDelay':
      case 'restDrop':
      case 'rejectCredentials':
      case 'tokenStatus':
      case 'noConfirmation':
        faults.wait(fault);
        break;
    }
  }

  #channels(only: Aim): Channel[] {
    return this.#parts.channels.all().filter(({ id }) => isAimedAt(only, 'channel', id));
  }
}

function bigFrame(bytes: number): string {
  const frame = (filling: string) =>
    JSON.stringify({ topicName: 'v2.unknown.big', version: '2', eventBody: { filling } });
  return frame('x'.repeat(Math.max(0, bytes - frame('').length)));
}
