import { messageIdOf, readConversation } from '../../../main/genesys/snapshot-reader.ts';
import type { ConversationSnapshot } from '../../../main/genesys/snapshot.ts';

/** The shapes in which the service shows a conversation (docs/genesys-cloud.md §2.2). */
export const shapes = ['mediaEvent', 'personEvent', 'mediaEntity', 'personEntity'] as const;
export type Shape = (typeof shapes)[number];

type Json = Record<string, unknown>;

/** When every story begins, by the service's clock. */
export const STORY_START = Date.UTC(2026, 0, 5, 10, 0, 0);

interface Message {
  id: string;
  /** s since the start; null for a message whose time is not told. */
  at: number | null;
  status: string;
  metadata: Json;
}

interface Participant {
  id: string;
  purpose: string;
  userId: string | null;
  queueId: string | null;
  name: string | null;
  state: 'alerting' | 'connected' | 'disconnected';
  held: boolean;
  parkedAt: number | null;
  resumedAt: number | null;
  startedAt: number;
  connectedAt: number | null;
  endedAt: number | null;
  wrapStartedAt: number | null;
  wrapEndedAt: number | null;
  messages: Message[];
}

/** One conversation, told step by step: each step is one second of the service's time. Written once, shown in any shape. */
export class Story {
  readonly id: string;
  readonly #participants: Participant[] = [];
  #now = 0;
  #ids = 0;

  constructor(id = 'C1') {
    this.id = id;
    this.#join({ purpose: 'customer', name: 'Jane', connectedAt: 0, state: 'connected' });
  }

  /** The service's time of the last step, ms since 1970. */
  get time(): number {
    return STORY_START + this.#now * 1_000;
  }

  pass(seconds: number): this {
    this.#now += seconds;
    return this;
  }

  /** @returns the id of the message. */
  customerWrites(id = this.#nextId('customer'), time: 'told' | 'untold' = 'told'): string {
    this.#write(this.#customer(), id, time);
    return id;
  }

  botWrites(): this {
    const bot = this.#participants.find(({ purpose }) => purpose === 'workflow') ?? this.#joinBot();
    this.#write(bot, this.#nextId('bot'), 'told');
    return this;
  }

  agentWrites(user: string): this {
    this.#write(this.#leg(user), this.#nextId(user), 'told');
    return this;
  }

  /** Something of the customer's that is no message. */
  customerSends(type: string): this {
    this.#write(this.#customer(), this.#nextId(type), 'told').metadata = { type };
    return this;
  }

  setStatus(id: string, status: string): this {
    const message = this.#customer().messages.find((one) => one.id === id);
    if (message === undefined) throw new Error(`The story has no message ${id}.`);
    message.status = status;
    return this;
  }

  waitsIn(queueId: string): this {
    this.#step();
    for (const one of this.#live()) if (one.purpose !== 'customer') this.#end(one);
    this.#join({ purpose: 'acd', queueId, name: 'Queue', connectedAt: this.#now, state: 'connected' });
    return this;
  }

  offeredTo(user: string, queueId: string | null = null): this {
    this.#step();
    this.#join({ purpose: 'agent', userId: user, queueId, name: user });
    return this;
  }

  acceptedBy(user: string): this {
    this.#step();
    for (const one of this.#live()) if (one.purpose === 'acd') this.#end(one);
    const leg = this.#leg(user);
    leg.state = 'connected';
    leg.connectedAt = this.#now;
    return this;
  }

  held(user: string, held: boolean): this {
    this.#step();
    this.#leg(user).held = held;
    return this;
  }

  parked(user: string): this {
    this.#step();
    const leg = this.#leg(user);
    leg.parkedAt = this.#now;
    leg.resumedAt = null;
    return this;
  }

  resumed(user: string): this {
    this.#step();
    this.#leg(user).resumedAt = this.#now;
    return this;
  }

  leftBy(user: string, work: 'wrapping up' | 'done' = 'done'): this {
    this.#step();
    const leg = this.#leg(user);
    this.#end(leg);
    if (work === 'wrapping up') leg.wrapStartedAt = this.#now;
    return this;
  }

  customerLeaves(): this {
    this.#step();
    this.#end(this.#customer());
    return this;
  }

  wrappedUp(user: string): this {
    this.#step();
    for (const one of this.#participants) {
      if (one.userId === user && one.wrapStartedAt !== null) one.wrapEndedAt ??= this.#now;
    }
    return this;
  }

  customerIsIn(queueId: string): this {
    this.#customer().queueId = queueId;
    return this;
  }

  unnamed(): this {
    this.#customer().name = null;
    return this;
  }

  named(name: string): this {
    this.#customer().name = name;
    return this;
  }

  /** The story so far, as the service shows it. */
  body(shape: Shape): Json {
    const participants = this.#participants.map((one) => render(one, shape));
    return { id: this.id, participants, divisions: [] };
  }

  /** The story so far, as the program reads it. */
  snapshot(shape: Shape = 'mediaEvent'): ConversationSnapshot {
    const told = shape === 'mediaEvent' || shape === 'mediaEntity' ? 'message' : null;
    const snapshot = readConversation(JSON.parse(JSON.stringify(this.body(shape))), told);
    if (snapshot === null) throw new Error('The reader found no conversation.');
    return snapshot;
  }

  #step(): void {
    this.#now += 1;
  }

  #nextId(author: string): string {
    this.#ids += 1;
    return `${author}-${this.#ids}`;
  }

  #customer(): Participant {
    const customer = this.#participants[0];
    if (customer === undefined) throw new Error('Every story has a customer.');
    return customer;
  }

  #live(): Participant[] {
    return this.#participants.filter(({ state }) => state !== 'disconnected');
  }

  #leg(user: string): Participant {
    const leg = this.#live().find(({ userId }) => userId === user);
    if (leg === undefined) throw new Error(`${user} is not in the conversation.`);
    return leg;
  }

  #joinBot(): Participant {
    return this.#join({ purpose: 'workflow', name: 'Bot', connectedAt: this.#now, state: 'connected' });
  }

  #join(who: Pick<Participant, 'purpose' | 'name'> & Partial<Participant>): Participant {
    const participant: Participant = {
      id: `P${this.#participants.length + 1}`,
      userId: null,
      queueId: null,
      state: 'alerting',
      held: false,
      parkedAt: null,
      resumedAt: null,
      startedAt: this.#now,
      connectedAt: null,
      endedAt: null,
      wrapStartedAt: null,
      wrapEndedAt: null,
      messages: [],
      ...who,
    };
    this.#participants.push(participant);
    return participant;
  }

  #end(participant: Participant): void {
    participant.state = 'disconnected';
    participant.endedAt = this.#now;
  }

  #write(participant: Participant, id: string, time: 'told' | 'untold'): Message {
    this.#step();
    const at = time === 'told' ? this.#now : null;
    const message: Message = { id, at, status: 'received', metadata: { type: 'Text' } };
    participant.messages.push(message);
    return message;
  }
}

function render(one: Participant, shape: Shape): Json {
  const parked = one.parkedAt !== null && one.resumedAt === null && one.state === 'connected';
  const times = {
    ...time('parkTime', one.parkedAt),
    ...time('resumeTime', one.resumedAt),
    ...time('connectedTime', one.connectedAt),
  };
  const person = {
    id: one.id,
    purpose: one.purpose,
    ...(one.name === null ? {} : { name: one.name }),
    ...(one.purpose === 'customer' ? { address: 'jane@example.com' } : {}),
    // The person shape's events have no start of a participant (docs/genesys-cloud.md §2.2).
    ...(shape === 'personEvent' ? {} : time('startTime', one.startedAt)),
    ...time('connectedTime', one.connectedAt),
    ...time('endTime', one.endedAt),
    ...time('startAcwTime', one.wrapStartedAt),
    ...time('endAcwTime', one.wrapEndedAt),
  };
  const messages = one.messages.map((message) => renderMessage(message, shape));
  if (shape === 'mediaEvent' || shape === 'mediaEntity') {
    return {
      ...person,
      ...times,
      state: parked ? 'parked' : one.state,
      held: one.held,
      type: 'webmessaging',
      ...(one.userId === null ? {} : { user: { id: one.userId, name: one.name } }),
      ...(one.queueId === null ? {} : { queue: { id: one.queueId } }),
      messages,
    };
  }
  const leg = {
    id: `leg-of-${one.id}`,
    state: one.state,
    held: one.held,
    type: 'webmessaging',
    ...times,
    ...time('disconnectedTime', one.endedAt),
    messages,
  };
  return {
    ...person,
    ...(one.userId === null ? {} : { userId: one.userId }),
    ...(one.queueId === null ? {} : { queueId: one.queueId }),
    messages: [leg],
  };
}

function renderMessage({ id, at, status, metadata }: Message, shape: Shape): Json {
  return {
    ...(shape === 'mediaEvent' ? { message: { id } } : { messageId: id }),
    ...(shape === 'mediaEntity' || shape === 'personEntity' ? { messageURI: `/messages/${id}` } : {}),
    ...time('messageTime', at),
    messageStatus: status,
    messageSegmentCount: 1,
    messageMetadata: metadata,
  };
}

function time(name: string, at: number | null): Json {
  return at === null ? {} : { [name]: new Date(STORY_START + at * 1_000).toISOString() };
}

/** The same picture without the participants of these ids, as if it were older, or told less. */
export function withoutParticipants(
  snapshot: ConversationSnapshot,
  ...ids: readonly string[]
): ConversationSnapshot {
  return { ...snapshot, participants: snapshot.participants.filter(({ id }) => !ids.includes(id)) };
}

/** The same picture without some messages. */
export function withoutMessages(
  snapshot: ConversationSnapshot,
  ...ids: readonly (string | null)[]
): ConversationSnapshot {
  return {
    ...snapshot,
    participants: snapshot.participants.map((one) => ({
      ...one,
      messages: one.messages.filter((raw) => !ids.includes(messageIdOf(raw))),
    })),
  };
}
