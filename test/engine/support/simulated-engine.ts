import { clientCredentialsTokens } from '../../../main/auth/client-credentials.ts';
import { existingToken } from '../../../main/auth/existing-token.ts';
import type { ConnectionStatus } from '../../../main/connection/status.ts';
import type { LogFields, Logger } from '../../../main/diagnostics/logger.ts';
import type { Fetch } from '../../../main/effects/fetch.ts';
import type { OpenSocket, Socket } from '../../../main/effects/socket.ts';
import { createEngine, type Engine, type EngineConfig } from '../../../main/engine/engine.ts';
import type { EngineOutput, GapReport, MessageReport, WatchRequest } from '../../../main/engine/output.ts';
import { ServiceClock } from '../../../main/genesys/service-clock.ts';
import { Chance } from '../../simulator/chance.ts';
import { simulatorFetch, simulatorSocket } from '../../simulator/in-process.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export interface SimulatedEngineOptions {
  protocol?: 'channels' | 'direct';
  /** Default: client credentials for `direct`, a user token for `channels`. */
  credentials?: 'user' | 'client';
  watch?: Partial<WatchRequest>;
  simulator?: Partial<SimulatorOptions>;
  requestsPerMinute?: number;
}

/** The real engine against the simulator's model, on one clock that stands still until a test moves it. */
export class SimulatedEngine {
  readonly clock = new FakeClock();
  readonly simulator: Simulator;
  readonly engine: Engine;
  readonly outputs: EngineOutput[] = [];
  readonly log: string[] = [];
  /** Sockets that are open or being opened. */
  readonly sockets = new Set<Socket>();
  /** While false, every call and socket fails as if there were no network. */
  network = true;

  constructor(options: SimulatedEngineOptions = {}) {
    const { clock } = this;
    const protocol = options.protocol ?? 'channels';
    this.simulator = new Simulator({ clock, seed: 7, ...options.simulator });
    const { ready } = this.simulator;
    const serviceClock = new ServiceClock(clock);
    const direct = simulatorFetch(this.simulator, { clock, latencyMs: 5 });
    const fetch: Fetch = async (url, init) => {
      if (!this.network) throw new TypeError('fetch failed');
      const response = await direct(url, init);
      serviceClock.learn(response.headers.get('date'));
      return response;
    };
    const credentials = options.credentials ?? (protocol === 'direct' ? 'client' : 'user');
    const config: EngineConfig = {
      apiUrl: ready.apiUrl,
      protocol:
        protocol === 'direct'
          ? { name: 'direct', socketUrl: ready.directUrl, include: [], exclude: [] }
          : { name: 'channels' },
      watch: {
        mine: protocol === 'channels' && credentials === 'user' && options.watch === undefined,
        queues: [],
        conversations: [],
        topics: [],
        ...options.watch,
      },
      textWaitMs: 5_000,
      ...(options.requestsPerMinute === undefined ? {} : { requestsPerMinute: options.requestsPerMinute }),
    };
    this.engine = createEngine(
      config,
      {
        tokens:
          credentials === 'user'
            ? existingToken(ready.accessToken)
            : clientCredentialsTokens(
                {
                  loginUrl: ready.loginUrl,
                  clientId: ready.clientId,
                  clientSecret: ready.clientSecret,
                  sentAs: protocol === 'direct' ? 'client_secret_post' : 'client_secret_basic',
                },
                { fetch, clock },
              ),
        fetch,
        openSocket: this.#openSocket(simulatorSocket(this.simulator, { clock, latencyMs: 5 })),
        clock,
        random: randomFrom(3),
        serviceClock,
        logger: this.#logger(),
      },
      (output) => this.outputs.push(output),
    );
  }

  get messages(): readonly MessageReport[] {
    return this.outputs.flatMap((output) => (output.type === 'message' ? [output.message] : []));
  }

  get gaps(): readonly GapReport[] {
    return this.outputs.flatMap((output) => (output.type === 'gap' ? [output.gap] : []));
  }

  get statuses(): readonly ConnectionStatus[] {
    return this.outputs.flatMap((output) => (output.type === 'status' ? [output.status] : []));
  }

  /** Moves time on until the connection is in a state. Throws where that takes longer than an hour. */
  async until(state: ConnectionStatus['state']): Promise<void> {
    for (let waited = 0; this.engine.status().state !== state; waited += 100) {
      if (waited > 3_600_000) throw new Error(`still ${this.engine.status().state}, never ${state}`);
      await this.clock.advance(100);
    }
  }

  /** Stops everything and says what is left: nothing should be. */
  async stop(): Promise<{ timers: number; sockets: number }> {
    this.engine.stop();
    this.simulator.close();
    await this.clock.advance(60_000);
    return { timers: this.clock.pendingTimers, sockets: this.sockets.size };
  }

  #openSocket(open: OpenSocket): OpenSocket {
    return (url, handlers) => {
      const reachable = this.network ? url : 'ws://127.0.0.1:1/';
      const socket = open(reachable, {
        ...handlers,
        onClose: (close) => {
          this.sockets.delete(socket);
          handlers.onClose(close);
        },
      });
      this.sockets.add(socket);
      return socket;
    };
  }

  #logger(): Logger {
    const write = (message: string, fields: LogFields = {}) => {
      this.log.push(`${message} ${JSON.stringify(fields)}`);
    };
    return { debug: write, info: write, warn: write, error: write };
  }
}

/** Chance with a seed, so that a failing test fails again. */
export function randomFrom(seed: number): () => number {
  const chance = Chance.stream(seed, 'test');
  return () => chance.next();
}
