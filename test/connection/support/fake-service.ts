import type { AccessToken, TokenResult, TokenSource } from '../../../main/auth/token.ts';
import type { Channel, Frame, Protocol, SubscribeResult } from '../../../main/connection/protocol.ts';
import type { ConnectionDependencies, ReconcileRequest } from '../../../main/connection/runner.ts';
import type { ConnectionReport } from '../../../main/connection/state.ts';
import type { ConnectionStatus } from '../../../main/connection/status.ts';
import { silentLogger } from '../../../main/diagnostics/logger.ts';
import type { OpenSocket, Socket, SocketClose, SocketHandlers } from '../../../main/effects/socket.ts';
import type { DomainEvent } from '../../../main/genesys/domain-event.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A socket whose other end is the test. */
export class FakeSocket implements Socket {
  readonly url: string;
  readonly sent: string[] = [];
  pings = 0;
  ended: 'close' | 'terminate' | null = null;
  readonly #handlers: SocketHandlers;

  constructor(url: string, handlers: SocketHandlers) {
    this.url = url;
    this.#handlers = handlers;
  }

  send(text: string): void {
    this.sent.push(text);
  }
  ping(): void {
    this.pings += 1;
  }
  close(): void {
    this.ended ??= 'close';
  }
  terminate(): void {
    this.ended ??= 'terminate';
  }

  open(): void {
    this.#handlers.onOpen();
  }
  text(text: string): void {
    this.#handlers.onText(text);
  }
  pong(): void {
    this.#handlers.onPong();
  }
  closed(close: SocketClose = { kind: 'closed', code: 1006 }): void {
    this.#handlers.onClose(close);
  }
}

/** A question that was asked, and waits for the test. */
export interface Question {
  signal: AbortSignal;
  /** Answers it well. */
  answer(): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** An event that differs from others by its text. */
function event(text: string): DomainEvent {
  return {
    type: 'direct',
    eventId: null,
    conversationId: 'c',
    eventType: 'MessageAdded',
    timestamp: null,
    text,
  };
}

/** All that a connection depends on, with the test at the other end. Frames are the JSON of what they mean. */
export class FakeService {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly statuses: ConnectionStatus[] = [];
  readonly events: (string | null)[] = [];
  readonly reports: ConnectionReport[] = [];
  readonly unreadable: [number, string][] = [];
  readonly happenings: string[] = [];
  readonly subscribed: (readonly string[])[] = [];
  readonly reconciles: ReconcileRequest[] = [];
  readonly open: Question[] = [];
  /** Questions wait for the test where it is false. */
  answersByItself = true;
  channels = 0;
  tokens = 0;

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (last === undefined) throw new Error('no socket was opened');
    return last;
  }

  get dependencies(): ConnectionDependencies {
    return {
      protocol: this.#protocol,
      tokens: this.#tokens,
      openSocket: this.#openSocket,
      clock: this.clock,
      random: () => 0.5,
      logger: silentLogger,
      prepare: (signal) => this.#ask(signal, { kind: 'ready', topics: ['a'] }),
      reconcile: (request, signal) => {
        this.reconciles.push(request);
        return this.#ask(signal, 'done');
      },
      onStatus: (status) => this.statuses.push(status),
      onEvent: (happened) => this.events.push(happened.type === 'direct' ? happened.text : null),
      onReport: (report) => this.reports.push(report),
      onUnreadable: (length, shape) => this.unreadable.push([length, shape]),
      onSocket: ({ kind }) => this.happenings.push(kind),
    };
  }

  /** The newest question that has no answer yet. */
  get question(): Question {
    const last = this.open.at(-1);
    if (last === undefined) throw new Error('nothing was asked');
    return last;
  }

  readonly #openSocket: OpenSocket = (url, handlers) => {
    const socket = new FakeSocket(url, handlers);
    this.sockets.push(socket);
    return socket;
  };

  readonly #tokens = {
    request: (_refused: AccessToken | null, signal: AbortSignal): Promise<TokenResult> => {
      this.tokens += 1;
      return this.#ask(signal, {
        kind: 'token',
        token: { value: `secret-${this.tokens}`, lifetimeMs: null },
      });
    },
  } satisfies TokenSource;

  readonly #protocol = {
    name: 'channels',
    traits: { silenceMs: 35_000, oneSocket: false, refusedUpgrade: () => 'channelGone' },
    openChannel: (_token, signal) => {
      this.channels += 1;
      const channel: Channel = {
        id: `c${this.channels}`,
        url: `wss://service/c${this.channels}`,
        lifetimeMs: 24 * 3_600_000,
      };
      return this.#ask(signal, { kind: 'channel', channel });
    },
    subscribe: (_channel, topics, _socket, signal) => {
      this.subscribed.push(topics);
      return this.#ask<SubscribeResult>(signal, {
        kind: 'acknowledged',
        topics: topics.length,
        refused: [],
        lifetimeMs: null,
      });
    },
    renew: (_channel, _topics, signal) => this.#ask(signal, { kind: 'renewed', lifetimeMs: 24 * 3_600_000 }),
    decode(text): Frame {
      if (text === 'heartbeat') return { kind: 'heartbeat' };
      if (text === 'closing') return { kind: 'closing' };
      if (text === 'confirmed') return { kind: 'confirmed', subscriptionId: 's' };
      if (text === 'error') return { kind: 'serverError', message: 'odd', limited: false };
      if (text.startsWith('event ')) return { kind: 'event', event: event(text.slice(6)) };
      return { kind: 'unreadable', length: text.length, shape: 'not JSON' };
    },
    probe(socket) {
      socket.send('ping');
    },
  } satisfies Protocol;

  #ask<T>(signal: AbortSignal, answer: T): Promise<T> {
    if (this.answersByItself) return Promise.resolve(answer);
    return new Promise<T>((resolve, reject) => {
      const settle = async (run: () => void) => {
        this.open.splice(this.open.indexOf(question), 1);
        run();
        await this.clock.advance(0);
      };
      const question: Question = {
        signal,
        answer: () =>
          settle(() => {
            resolve(answer);
          }),
        fail: (error) =>
          settle(() => {
            reject(error);
          }),
      };
      this.open.push(question);
    });
  }
}
