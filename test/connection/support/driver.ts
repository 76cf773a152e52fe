import { nextDeadline, stepConnection } from '../../../main/connection/connection.ts';
import type { Link } from '../../../main/connection/link.ts';
import type { ChannelResult, ProtocolTraits, SubscribeResult } from '../../../main/connection/protocol.ts';
import {
  initialConnection,
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionReport,
  type ConnectionState,
  type ControlFrame,
  type Hint,
  type PrepareResult,
} from '../../../main/connection/state.ts';
import type { ConnectionStatus } from '../../../main/connection/status.ts';
import type { AccessToken, TokenResult } from '../../../main/auth/token.ts';
import type { SocketClose } from '../../../main/effects/socket.ts';

/** An effect that stands for work, and waits for the test to say what came of it. */
export type Work = Exclude<ConnectionEffect, { type: 'abandonAll' | 'abandon' | 'report' | 'probe' }>;
type WorkOf<T extends Work['type']> = Extract<Work, { type: T }>;
type LinkWork = Extract<Work, { attempt: number }>;

export const channelTraits: ProtocolTraits = {
  silenceMs: 35_000,
  oneSocket: false,
  refusedUpgrade: (status) => (status === 401 || status === 404 ? 'channelGone' : 'serviceError'),
};

export const directTraits: ProtocolTraits = {
  silenceMs: 30_000,
  oneSocket: true,
  refusedUpgrade: (status) => (status === 401 ? 'unauthorized' : 'serviceError'),
};

export const HOUR_MS = 3_600_000;
const START_WALL = Date.UTC(2026, 0, 5, 10, 0, 0);

/** Drives the connection machine by hand: keeps its state, collects what it wants done, lets a test answer. */
export class Driver {
  state: ConnectionState = initialConnection;
  now = 1_000;
  /** How far the wall clock is ahead of the monotonic one. */
  wallAhead = START_WALL;
  chance = 0.5;
  readonly traits: ProtocolTraits;
  /** Every effect since the beginning. */
  readonly effects: ConnectionEffect[] = [];
  readonly reports: ConnectionReport[] = [];
  /** Every status that a person saw. */
  readonly statuses: ConnectionStatus[] = [];
  /** Sockets that are open or being opened, by attempt. */
  readonly sockets = new Set<number>();
  readonly probes: number[] = [];
  pending: Work[] = [];
  /** Work that a test has taken on; what is neither pending nor here was given up by the machine. */
  readonly answered = new Set<ConnectionEffect>();
  #tokens = 0;
  #channels = 0;
  readonly #heard = new Map<number, { monotonic: number; wall: number }>();

  constructor(traits: ProtocolTraits = channelTraits) {
    this.traits = traits;
  }

  get wall(): number {
    return this.now + this.wallAhead;
  }

  get status(): ConnectionStatus {
    return this.state.status;
  }

  heardAt = (link: number): number => this.#heard.get(link)?.monotonic ?? this.now;
  heardWallAt = (link: number): number => this.#heard.get(link)?.wall ?? this.wall;

  get deadline(): number {
    return nextDeadline(this.state, { traits: this.traits, heardAt: this.heardAt });
  }

  send(input: ConnectionInput): readonly ConnectionEffect[] {
    const before = this.state.status;
    const result = stepConnection(this.state, input, {
      now: this.now,
      wall: this.wall,
      random: () => this.chance,
      traits: this.traits,
      heardAt: this.heardAt,
      heardWallAt: this.heardWallAt,
    });
    this.state = result.state;
    for (const effect of result.effects) this.#note(effect);
    if (this.state.status !== before) this.statuses.push(this.state.status);
    return result.effects;
  }

  #note(effect: ConnectionEffect): void {
    this.effects.push(effect);
    switch (effect.type) {
      case 'abandonAll':
        this.pending = [];
        this.sockets.clear();
        return;
      case 'abandon':
        this.pending = this.pending.filter((work) => !('attempt' in work) || work.attempt !== effect.attempt);
        this.sockets.delete(effect.attempt);
        return;
      case 'report':
        this.reports.push(effect.report);
        return;
      case 'probe':
        this.probes.push(this.now);
        return;
      case 'openSocket':
        this.sockets.add(effect.attempt);
        this.#hear(effect.link);
        this.pending.push(effect);
        return;
      default:
        this.pending.push(effect);
    }
  }

  #hear(link: number): void {
    this.#heard.set(link, { monotonic: this.now, wall: this.wall });
  }

  /** The oldest work of a kind that waits for an answer, which it leaves to the test from now on. */
  take<T extends Work['type']>(type: T): WorkOf<T> {
    const found = this.pending.find((work): work is WorkOf<T> => work.type === type);
    if (found === undefined) {
      throw new Error(`no ${type} waits; waiting: ${this.pending.map((work) => work.type).join(', ')}`);
    }
    this.pending = this.pending.filter((work) => work !== found);
    this.answered.add(found);
    return found;
  }

  waiting(type: Work['type']): number {
    return this.pending.filter((work) => work.type === type).length;
  }

  link(id?: number): Link {
    const found =
      id === undefined ? this.state.links.at(-1) : this.state.links.find((link) => link.id === id);
    if (found === undefined) throw new Error('there is no such link');
    return found;
  }

  start(): void {
    this.send({ type: 'start' });
  }

  hint(hint: Hint): void {
    this.send({ type: 'hint', hint });
  }

  token(lifetimeMs: number | null = 24 * HOUR_MS): AccessToken {
    this.#tokens += 1;
    const token: AccessToken = { value: `token-${this.#tokens}`, lifetimeMs };
    this.tokenAnswer({ kind: 'token', token });
    return token;
  }

  tokenAnswer(result: TokenResult): void {
    this.send({ type: 'token', request: this.take('requestToken').request, result });
  }

  prepared(result: PrepareResult | readonly string[] = ['topic']): void {
    const answer: PrepareResult = 'kind' in result ? result : { kind: 'ready', topics: result };
    this.send({ type: 'prepared', request: this.take('prepare').request, result: answer });
  }

  channel(result?: ChannelResult): void {
    const { link, attempt } = this.take('openChannel');
    this.#channels += 1;
    const id = `channel-${this.#channels}`;
    const channel = {
      id,
      url: `wss://service/${id}`,
      lifetimeMs: this.traits.oneSocket ? null : 24 * HOUR_MS,
    };
    this.send({ type: 'channel', link, attempt, result: result ?? { kind: 'channel', channel } });
  }

  opened(): void {
    const { link, attempt } = this.take('openSocket');
    this.#hear(link);
    this.send({ type: 'opened', link, attempt });
  }

  refusedUpgrade(status: number, retryAfterMs: number | null = null): void {
    const { link, attempt } = this.take('openSocket');
    this.sockets.delete(attempt);
    this.send({ type: 'closed', link, attempt, close: { kind: 'refused', status, retryAfterMs } });
  }

  subscribed(result?: SubscribeResult): void {
    const { link, attempt, topics } = this.take('subscribe');
    const acknowledged = {
      kind: 'acknowledged',
      topics: topics.length,
      refused: [],
      lifetimeMs: null,
    } as const;
    this.send({ type: 'subscribed', link, attempt, result: result ?? acknowledged });
  }

  reconciled(result: 'done' | 'retry' = 'done'): void {
    const { link, attempt } = this.take('reconcile');
    this.send({ type: 'reconciled', link, attempt, result });
  }

  frame(frame: ControlFrame, link: Link = this.link()): void {
    this.#hear(link.id);
    this.send({ type: 'frame', link: link.id, attempt: link.attempt, frame });
  }

  /** Any frame that the machine need not know of. */
  hear(link: Link = this.link()): void {
    this.#hear(link.id);
  }

  closed(link: Link = this.link(), close: SocketClose = { kind: 'closed', code: 1006 }): void {
    this.sockets.delete(link.attempt);
    this.send({ type: 'closed', link: link.id, attempt: link.attempt, close });
  }

  /** From nothing to connected. */
  connect(topics: readonly string[] = ['topic']): void {
    this.start();
    this.token();
    this.prepared(topics);
    this.finishLinks();
  }

  /** Answers everything that links wait for with success, until nothing waits. */
  finishLinks(): void {
    for (let turn = 0; turn < 200; turn += 1) {
      const [next] = this.pending.filter((work): work is LinkWork => 'attempt' in work);
      if (next === undefined) return;
      this.answer(next);
    }
    throw new Error('the links never come to rest');
  }

  /** Answers one piece of work with success. */
  answer(work: Work): void {
    this.pending = [work, ...this.pending.filter((other) => other !== work)];
    switch (work.type) {
      case 'requestToken':
        this.token();
        return;
      case 'prepare':
        this.prepared();
        return;
      case 'openChannel':
        this.channel();
        return;
      case 'openSocket':
        this.opened();
        return;
      case 'subscribe':
        this.subscribed();
        return;
      case 'renewChannel': {
        const { link, attempt } = this.take('renewChannel');
        this.send({ type: 'renewed', link, attempt, result: { kind: 'renewed', lifetimeMs: 24 * HOUR_MS } });
        return;
      }
      case 'reconcile':
        this.reconciled();
    }
  }

  /** Moves time on, with a tick at every moment that the machine asks for one. Sockets stay silent. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (let turn = 0; this.deadline <= end; turn += 1) {
      if (turn > 1_000) throw new Error('the machine wants a tick again and again');
      this.now = Math.max(this.now, this.deadline);
      this.send({ type: 'tick' });
    }
    this.now = end;
  }

  /** Moves time on to the next attempt that the person is told of. */
  untilRetry(): void {
    const { status } = this;
    if (!('retryAt' in status) || status.retryAt === null)
      throw new Error(`nothing is to be tried: ${status.state}`);
    this.advance(status.retryAt - this.now);
  }

  /** The states that a person saw, each once until the next one. */
  get states(): readonly ConnectionStatus['state'][] {
    return this.statuses.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
  }

  /** Moves time on with a heartbeat on every link every 30 s. */
  advanceAlive(ms: number): void {
    const end = this.now + ms;
    while (this.now < end) {
      this.advance(Math.min(30_000, end - this.now));
      for (const link of this.state.links) this.hear(link);
    }
  }
}
