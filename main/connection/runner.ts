import type { AccessToken, TokenSource } from '../auth/token.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket, SocketClose } from '../effects/socket.ts';
import type { DomainEvent } from '../genesys/domain-event.ts';
import { OpenAttempts } from './open-attempts.ts';
import { nextDeadline, stepConnection } from './connection.ts';
import { LastHeard } from './last-heard.ts';
import type { Link } from './link.ts';
import type { Protocol } from './protocol.ts';
import {
  initialConnection,
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionReport,
  type ConnectionState,
  type Gap,
  type Hint,
  type PrepareResult,
} from './state.ts';
import type { ConnectionStatus } from './status.ts';

export interface ConnectionDependencies {
  protocol: Protocol;
  tokens: TokenSource;
  openSocket: OpenSocket;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Finds out what to subscribe. Called with a token at hand; never rejects. */
  prepare(signal: AbortSignal): Promise<PrepareResult>;
  /** Reads what was missed; `retry` asks to be called again. Never rejects. */
  reconcile(request: ReconcileRequest, signal: AbortSignal): Promise<'done' | 'retry'>;
  onStatus(status: ConnectionStatus): void;
  onEvent(event: DomainEvent): void;
  onReport(report: ConnectionReport): void;
  /** A frame that could not be read; its length in characters, and its shape. */
  onUnreadable(length: number, shape: string): void;
  /** What happens on the wire, for who follows the connection closely. */
  onSocket(happening: SocketHappening): void;
}

export type SocketHappening =
  | { kind: 'opened' }
  | { kind: 'confirmed'; subscriptionId: string | null }
  | { kind: 'closed'; close: SocketClose };

/** What to read again after a link was not there. */
export interface ReconcileRequest {
  topics: readonly string[];
  /** Null at the first start: nothing was watched before. */
  gap: Gap | null;
}

/** A connection that is kept up until it is stopped. */
export interface Connection {
  start(): void;
  /** Ends every socket, request and timer. */
  stop(): void;
  /** Subscribes other topics without reconnecting. */
  setTopics(topics: readonly string[]): void;
  hint(hint: Hint): void;
  /** A REST call with this token was answered with 401. */
  unauthorized(token: AccessToken): void;
  status(): ConnectionStatus;
  /** The token that is held, for REST calls; a secret. */
  token(): AccessToken | null;
}

/** Stands in for the answer of a request that broke its promise never to reject. */
const BROKEN = { kind: 'transient', reason: 'serviceError', retryAfterMs: null } as const;

/** Runs the connection machine: carries out its effects, and brings it what comes of them. */
export function createConnection(dependencies: ConnectionDependencies): Connection {
  const { protocol, clock, random, logger } = dependencies;
  let state: ConnectionState = initialConnection;
  let timer: Timer | null = null;
  let session = new AbortController();
  const attempts = new OpenAttempts();
  const heard = new LastHeard(clock);
  const queue: ConnectionInput[] = [];
  let dispatching = false;

  const heardAt = (link: number) => heard.at(link);
  const heardWallAt = (link: number) => heard.wallAt(link);

  function dispatch(input: ConnectionInput): void {
    queue.push(input);
    if (dispatching) return;
    dispatching = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) step(next);
    } finally {
      dispatching = false;
      schedule();
    }
  }

  function step(input: ConnectionInput): void {
    const before = state.status;
    const result = stepConnection(state, input, {
      now: clock.monotonic(),
      wall: clock.now(),
      random,
      traits: protocol.traits,
      heardAt,
      heardWallAt,
    });
    state = result.state;
    for (const effect of result.effects) run(effect);
    heard.keep(state.links);
    if (state.status !== before) dependencies.onStatus(state.status);
  }

  function schedule(): void {
    timer?.cancel();
    timer = null;
    const now = clock.monotonic();
    const at = nextDeadline(state, { traits: protocol.traits, heardAt });
    if (at === Infinity) return;
    timer = clock.after(Math.max(0, at - now), () => {
      dispatch({ type: 'tick' });
    });
  }

  function run(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'requestToken': {
        const { request } = effect;
        const broken = {
          kind: 'transient',
          message: 'No token could be asked for.',
          retryAfterMs: null,
        } as const;
        bring(dependencies.tokens.request(effect.refused, session.signal), broken, (result) => {
          dispatch({ type: 'token', request, result });
        });
        return;
      }
      case 'prepare': {
        const { request } = effect;
        bring(dependencies.prepare(session.signal), BROKEN, (result) => {
          dispatch({ type: 'prepared', request, result });
        });
        return;
      }
      case 'openChannel': {
        const { link, attempt } = effect;
        const { signal } = attempts.begin(attempt).abort;
        bring(protocol.openChannel(effect.token, signal), BROKEN, (result) => {
          dispatch({ type: 'channel', link, attempt, result });
        });
        return;
      }
      case 'openSocket':
        openSocket(effect.link, effect.attempt, effect.channel.url);
        return;
      case 'subscribe': {
        const { link, attempt, channel, topics } = effect;
        const under = attempts.get(attempt);
        if (under?.socket == null) return;
        bring(protocol.subscribe(channel, topics, under.socket, under.abort.signal), BROKEN, (result) => {
          dispatch({ type: 'subscribed', link, attempt, result });
        });
        return;
      }
      case 'renewChannel': {
        const { link, attempt, channel, topics } = effect;
        const under = attempts.get(attempt);
        if (under === undefined) return;
        bring(protocol.renew(channel, topics, under.abort.signal), BROKEN, (result) => {
          dispatch({ type: 'renewed', link, attempt, result });
        });
        return;
      }
      case 'reconcile': {
        const { link, attempt, topics, gap } = effect;
        const under = attempts.get(attempt);
        if (under === undefined) return;
        bring(dependencies.reconcile({ topics, gap }, under.abort.signal), 'retry', (result) => {
          dispatch({ type: 'reconciled', link, attempt, result });
        });
        return;
      }
      case 'probe': {
        const socket = attempts.get(effect.attempt)?.socket;
        if (socket != null) protocol.probe(socket);
        return;
      }
      case 'abandon':
        attempts.abandon(effect.attempt, effect.how);
        return;
      case 'abandonAll':
        session.abort();
        session = new AbortController();
        attempts.abandonAll();
        return;
      case 'report':
        dependencies.onReport(effect.report);
    }
  }

  /** Brings an answer to the machine. Nothing here rejects by contract; if it does, the machine must not hang. */
  function bring<T>(answer: Promise<T>, broken: NoInfer<T>, deliver: (result: T) => void): void {
    void answer
      .catch((error: unknown) => {
        logger.error('a request rejected', { error: error instanceof Error ? error.name : typeof error });
        return broken;
      })
      .then(deliver);
  }

  function openSocket(link: number, attempt: number, url: string): void {
    const under = attempts.begin(attempt);
    heard.note(link);
    under.socket = dependencies.openSocket(url, {
      onOpen() {
        if (attempts.get(attempt) !== under) return;
        noteHeard(link, attempt);
        logger.debug('socket open', { link, attempt });
        dependencies.onSocket({ kind: 'opened' });
        dispatch({ type: 'opened', link, attempt });
      },
      onText(text) {
        onFrame(link, attempt, text);
      },
      onPong() {
        noteHeard(link, attempt);
      },
      onClose(close) {
        attempts.closed(attempt, under);
        logger.debug('socket closed', { link, attempt, ...close });
        dependencies.onSocket({ kind: 'closed', close });
        dispatch({ type: 'closed', link, attempt, close });
      },
    });
  }

  /** Asked for at every frame: a loop makes no closure. */
  function linkOf(id: number): Link | undefined {
    for (const link of state.links) if (link.id === id) return link;
    return undefined;
  }

  /** An older socket of the same link says nothing about the newer one's health. */
  function noteHeard(link: number, attempt: number): void {
    if (linkOf(link)?.attempt === attempt) heard.note(link);
  }

  function onFrame(link: number, attempt: number, text: string): void {
    const under = attempts.get(attempt);
    if (under === undefined) return;
    noteHeard(link, attempt);
    const frame = protocol.decode(text);
    switch (frame.kind) {
      case 'event':
        if (linkOf(link)?.phase.name === 'subscribing') {
          dispatch({ type: 'eventSeen', link, attempt });
        }
        dependencies.onEvent(frame.event);
        return;
      case 'heartbeat':
      case 'other':
        return;
      case 'unreadable':
        dependencies.onUnreadable(frame.length, frame.shape);
        return;
      case 'confirmed':
        dependencies.onSocket({ kind: 'confirmed', subscriptionId: frame.subscriptionId });
        dispatch({ type: 'frame', link, attempt, frame });
        return;
      case 'closing':
      case 'subscriptionLost':
      case 'tokenRevoked':
      case 'serverError':
        dispatch({ type: 'frame', link, attempt, frame });
    }
  }

  return {
    start() {
      dispatch({ type: 'start' });
    },
    stop() {
      dispatch({ type: 'stop' });
      timer?.cancel();
      timer = null;
    },
    setTopics(topics) {
      dispatch({ type: 'topics', topics });
    },
    hint(hint) {
      dispatch({ type: 'hint', hint });
    },
    unauthorized(token) {
      dispatch({ type: 'unauthorized', token });
    },
    status: () => state.status,
    token: () => state.token,
  };
}
