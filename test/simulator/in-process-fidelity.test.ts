import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../main/effects/clock.ts';
import type { OpenSocket, Socket } from '../../main/effects/socket.ts';
import { openWebSocket } from '../../main/effects/web-socket.ts';
import { simulatorSocket } from './in-process.ts';
import { startSimulator, type RunningSimulator } from './server.ts';
import { Simulator } from './simulator.ts';
import { readFault } from './steering/fault-parsing.ts';

/** One end of a story: a socket, what it told, and the simulator behind it. */
interface Stage {
  simulator: Simulator;
  log: string[];
  socket: Socket;
  told: (line: string) => Promise<void>;
}

const subscription = '{"type":"SubscriptionRequest","topics":[{"type":"ConversationEvent"}]}';
const inject = ({ simulator }: Stage, kind: string, fields: Record<string, unknown> = {}) => {
  simulator.steering.fault(readFault({ kind, ...fields }));
};

/** What the engine's sockets tell over a real connection, those in the same process must tell too. */
const stories: Record<
  string,
  { before?: [string, Record<string, unknown>]; act: (stage: Stage) => Promise<void> }
> = {
  'talks and is closed by the client': {
    act: async ({ socket, told, simulator }) => {
      await told('open');
      socket.send(subscription);
      await told('SubscriptionConfirmation');
      socket.ping();
      await told('pong');
      simulator.steering.start();
      await told('ConversationEvent');
      socket.close();
      await told('closed 1000');
    },
  },
  'is closed by the service': {
    act: async (stage) => {
      await stage.told('open');
      inject(stage, 'closeCode', { code: 1012 });
      await stage.told('closed 1012');
      stage.socket.send('too late');
      stage.socket.terminate();
    },
  },
  breaks: {
    act: async (stage) => {
      await stage.told('open');
      inject(stage, 'dropSocket');
      await stage.told('failed ECONNRESET');
    },
  },
  'is terminated while it is half open': {
    act: async (stage) => {
      await stage.told('open');
      inject(stage, 'halfOpen');
      stage.socket.send(subscription);
      stage.socket.ping();
      stage.socket.terminate();
      await stage.told('failed ECONNRESET');
    },
  },
  'is given up before it is open': {
    act: async ({ socket, told }) => {
      socket.terminate();
      await told('failed EPROTO');
    },
  },
  'is given up while the upgrade hangs': {
    before: ['hangUpgrade', {}],
    act: async ({ socket, told }) => {
      await new Promise((resolve) => setImmediate(resolve));
      socket.close();
      await told('failed EPROTO');
    },
  },
  'is refused': {
    before: ['refuseUpgrade', { status: 429, retryAfter: 3 }],
    act: async ({ told }) => {
      await told('refused 429 3000');
    },
  },
};

describe.each(Object.entries(stories))('a socket that %s', (_, { before, act }) => {
  let server: RunningSimulator;
  beforeEach(async () => {
    server = await startSimulator({});
  });
  afterEach(async () => {
    await server.close();
  });

  const play = async (simulator: Simulator, openSocket: OpenSocket): Promise<string[]> => {
    if (before !== undefined) simulator.steering.fault(readFault({ kind: before[0], ...before[1] }));
    const log: string[] = [];
    const url = `${simulator.ready.directUrl}?access_token=${simulator.ready.accessToken}`;
    const socket = openSocket(url, {
      onOpen: () => log.push('open'),
      onText: (text) => log.push(/"type":"(\w+)"/.exec(text)?.[1] ?? text),
      onPong: () => log.push('pong'),
      onClose: (close) =>
        log.push(
          Object.values(close)
            .filter((part) => part !== null)
            .join(' '),
        ),
    });
    const told = async (line: string) => {
      await vi.waitFor(
        () => {
          expect(log).toContain(line);
        },
        { interval: 5 },
      );
    };
    await act({ simulator, log, socket, told });
    return log;
  };

  it('tells the same over a real connection and in the same process', async () => {
    const simulator = new Simulator({ clock: systemClock, seed: 1 });
    const inProcess = await play(simulator, simulatorSocket(simulator, { clock: systemClock }));
    simulator.close();
    expect(await play(server.simulator, openWebSocket)).toEqual(inProcess);
  });
});
