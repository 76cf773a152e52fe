import type { Account } from '../../preload/contract.ts';
import type { Hint } from '../connection/state.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket } from '../effects/socket.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineOutput, WatchRequest } from '../engine/output.ts';
import type { ServiceClock } from '../genesys/service-clock.ts';
import type { StoredSettings } from '../settings/schema.ts';
import type { SignedIn } from './sign-in.ts';
import { signedInPerson } from './signed-in-person.ts';

/** An alert waits so long for its text, in ms. */
const TEXT_WAIT_MS = 1_500;

export interface EngineSessionDependencies {
  fetch: Fetch;
  openSocket: OpenSocket;
  clock: Clock;
  random: Random;
  /** Outlives an engine: what the service's time is decides what is history. */
  serviceClock: ServiceClock;
  logger: Logger;
  watch: () => StoredSettings['watch'];
  onOutput: (output: EngineOutput) => void;
  /** Somebody else has signed in: nothing that is known is theirs. */
  onOtherPerson: () => void;
}

/** The engine of whoever has signed in. Who signs in again goes on where they were; what came meanwhile is no history. */
export class EngineSession {
  readonly #dependencies: EngineSessionDependencies;
  #engine: Engine | null = null;
  #signedIn: SignedIn | null = null;
  #personId: string | null = null;
  /** When the engine was replaced, while nobody listens; wall clock, ms. */
  #replacedAt: number | null = null;
  #life = new AbortController();

  constructor(dependencies: EngineSessionDependencies) {
    this.#dependencies = dependencies;
  }

  get engine(): Engine | null {
    return this.#engine;
  }

  get signedIn(): SignedIn | null {
    return this.#signedIn;
  }

  /** Somebody has signed in. */
  async begin(signedIn: SignedIn): Promise<void> {
    const before = this.#signedIn;
    if (before === null) {
      this.#start(signedIn);
      return;
    }
    if (!isSameAccount(before.account, signedIn.account)) {
      this.#beginAsOther(signedIn);
      return;
    }
    const { signal } = this.#life;
    const person =
      signedIn.account.method === 'browser'
        ? await signedInPerson(signedIn, this.#dependencies, signal)
        : null;
    if (signal.aborted) return;
    if (person !== null && this.#personId !== null && person.id !== this.#personId) {
      this.#beginAsOther(signedIn);
      return;
    }
    this.#signedIn = signedIn;
    this.#engine?.hint('retry');
  }

  /** Ends every socket, request and timer. */
  end(): void {
    this.#life.abort();
    this.#life = new AbortController();
    // What waits for its text is still reported.
    this.#engine?.stop();
    this.#engine = null;
    this.#signedIn = null;
    this.#personId = null;
    this.#replacedAt = null;
  }

  hint(hint: Hint): void {
    this.#engine?.hint(hint);
  }

  /** Watches what the settings say now. @param before what they said until now. */
  setWatch(before: StoredSettings['watch']): void {
    const signedIn = this.#signedIn;
    if (signedIn === null) return;
    const excludes = ({ excludedEvents }: StoredSettings['watch']) => excludedEvents.join('\n');
    // What the direct protocol leaves out is part of its subscription from the start.
    if (signedIn.account.protocol === 'direct' && excludes(before) !== excludes(this.#dependencies.watch())) {
      const replacedAt = this.#replacedAt ?? this.#dependencies.clock.now();
      this.#engine?.stop();
      this.#start(signedIn);
      this.#replacedAt = replacedAt;
    } else this.#engine?.setWatch(this.#watchRequest(signedIn.account));
  }

  #beginAsOther(signedIn: SignedIn): void {
    this.end();
    this.#dependencies.onOtherPerson();
    this.#start(signedIn);
  }

  #start(signedIn: SignedIn): void {
    const { fetch, openSocket, clock, random, serviceClock, logger, watch } = this.#dependencies;
    const { account, endpoints } = signedIn;
    this.#signedIn = signedIn;
    const engine = createEngine(
      {
        apiUrl: endpoints.apiUrl,
        protocol:
          account.protocol === 'channels'
            ? { name: 'channels' }
            : {
                name: 'direct',
                socketUrl: `${endpoints.apiUrl.replace(/^http/, 'ws')}/api/v2/notifications`,
                include: [],
                exclude: watch().excludedEvents,
              },
        watch: this.#watchRequest(account),
        textWaitMs: TEXT_WAIT_MS,
      },
      {
        // Who signs in again gives the engine that is running other tokens.
        tokens: {
          request: (refused, signal) => (this.#signedIn ?? signedIn).tokens.request(refused, signal),
        },
        fetch,
        openSocket,
        clock,
        random,
        serviceClock,
        logger,
      },
      (output) => {
        if (this.#engine === engine) this.#onOutput(output);
      },
    );
    this.#engine = engine;
    engine.start();
  }

  #onOutput(output: EngineOutput): void {
    const { onOutput, clock } = this.#dependencies;
    if (output.type === 'user') {
      const signedIn = this.#signedIn;
      if (signedIn !== null && this.#personId !== null && output.user.id !== this.#personId) {
        this.#beginAsOther(signedIn);
        return;
      }
      this.#personId = output.user.id;
    }
    onOutput(output);
    if (output.type !== 'status' || output.status.state !== 'connected' || this.#replacedAt === null) return;
    const reason = 'the subscription was replaced, because other events are left out';
    onOutput({ type: 'gap', gap: { from: this.#replacedAt, to: clock.now(), reason } });
    this.#replacedAt = null;
  }

  #watchRequest({ method }: Account): WatchRequest {
    const { mine, queues, conversations } = this.#dependencies.watch();
    return {
      // Client credentials have no user (docs/genesys-cloud.md §4).
      mine: mine && method === 'browser',
      queues: queues.map(({ id }) => id),
      conversations,
      topics: [],
    };
  }
}

function isSameAccount(a: Account, b: Account): boolean {
  return (
    a.address === b.address && a.clientId === b.clientId && a.method === b.method && a.protocol === b.protocol
  );
}
