import type { Chance } from '../chance.ts';
import { SteeringError } from '../fields.ts';
import {
  customerOf,
  isConcerned,
  isLive,
  type Conversation,
  type Media,
  type Message,
  type MessageType,
  type Participant,
} from './conversation.ts';
import type { User } from './directory.ts';

/** Something that the service tells about a conversation: always with its whole state. */
export interface Change {
  conversation: Conversation;
  kind: 'message' | 'updated' | 'status';
  /** The message that was added; null for anything else. */
  added: { message: Message; by: Participant } | null;
  /** Users and queues that are told: those who are present, and those who have just left. */
  userIds: ReadonlySet<string>;
  queueIds: ReadonlySet<string>;
}

export interface NewConversation {
  media: Media;
  type: MessageType;
  customerName: string;
  address: string | null;
  subject: string | null;
  /** null: it starts with the bot. */
  queueId: string | null;
}

/** How many ended conversations can still be read. */
const endedKept = 1_000;

/** The conversations and their life: who joins, answers, holds, hands over and leaves. */
export class Conversations {
  readonly #chance: Chance;
  readonly #now: () => number;
  readonly #tell: (change: Change) => void;
  readonly #all = new Map<string, Conversation>();
  readonly #endedIds: string[] = [];
  #past: number | null = null;

  /** @param now ms since 1970. */
  constructor(chance: Chance, now: () => number, tell: (change: Change) => void) {
    this.#chance = chance;
    this.#now = now;
    this.#tell = tell;
  }

  /** ms since 1970; inside {@link backdate}, the moment that was given there. */
  now(): number {
    return this.#past ?? this.#now();
  }

  /** Lets `run` happen at a moment in the past, unseen. */
  backdate<T>(time: number, run: () => T): T {
    this.#past = time;
    try {
      return run();
    } finally {
      this.#past = null;
    }
  }

  all(): Conversation[] {
    return [...this.#all.values()];
  }

  active(): Conversation[] {
    return this.all().filter(({ endTime }) => endTime === null);
  }

  find(id: string): Conversation | undefined {
    return this.#all.get(id);
  }

  /** Throws a {@link SteeringError} where there is none, or it is over. */
  getActive(id: string): Conversation {
    const conversation = this.#all.get(id);
    if (conversation === undefined) throw new SteeringError(`There is no conversation ${id}.`);
    if (conversation.endTime !== null) throw new SteeringError(`Conversation ${id} has ended.`);
    return conversation;
  }

  /** The agent's live participant; without `userId`, whichever agent is present. */
  getAgent(conversation: Conversation, userId?: string): Participant {
    const agent = conversation.participants.find(
      (one) => one.purpose === 'agent' && isLive(one) && (userId === undefined || one.userId === userId),
    );
    if (agent === undefined) throw new SteeringError('That agent is not in the conversation.');
    return agent;
  }

  start(start: NewConversation): Conversation {
    const conversation: Conversation = {
      id: this.#chance.uuid(),
      media: start.media,
      type: start.type,
      subject: start.subject,
      startTime: this.now(),
      endTime: null,
      participants: [],
    };
    this.#all.set(conversation.id, conversation);
    this.change(conversation, 'updated', () => {
      this.#join(conversation, {
        purpose: 'customer',
        name: start.customerName,
        address: start.address,
        queueId: start.queueId,
      });
      if (start.queueId === null) this.#join(conversation, { purpose: 'workflow', name: 'Welcome Bot' });
      else this.#join(conversation, { purpose: 'acd', name: 'Queue', queueId: start.queueId });
    });
    return conversation;
  }

  /** The conversation waits in a queue; bots and agents who had it leave. */
  toQueue(conversation: Conversation, queueId: string): void {
    this.change(conversation, 'updated', () => {
      for (const one of conversation.participants) {
        if (one.purpose !== 'customer') this.#leave(one, 'transfer');
      }
      customerOf(conversation).queueId = queueId;
      this.#join(conversation, { purpose: 'acd', name: 'Queue', queueId });
    });
  }

  /** The conversation rings at an agent; agents who had it leave. */
  offer(conversation: Conversation, agent: User): void {
    if (conversation.participants.some((one) => one.userId === agent.id && isLive(one))) {
      throw new SteeringError('That agent already has the conversation.');
    }
    this.change(conversation, 'updated', () => {
      for (const one of conversation.participants) if (one.purpose === 'agent') this.#leave(one, 'transfer');
      this.#join(conversation, {
        purpose: 'agent',
        name: agent.name,
        userId: agent.id,
        queueId: customerOf(conversation).queueId,
        state: 'alerting',
      });
    });
  }

  answer(conversation: Conversation, userId?: string): void {
    const agent = this.getAgent(conversation, userId);
    if (agent.state !== 'alerting') throw new SteeringError('The agent has already answered.');
    this.change(conversation, 'updated', () => {
      agent.state = 'connected';
      agent.connectedTime = this.now();
      for (const one of conversation.participants) {
        if (one.purpose === 'acd' || one.purpose === 'workflow') this.#leave(one, 'transfer');
      }
    });
  }

  /** The agent lets it ring, or declines: it goes back to its queue. */
  decline(conversation: Conversation, userId?: string): void {
    const agent = this.getAgent(conversation, userId);
    if (agent.state !== 'alerting') throw new SteeringError('The agent has already answered.');
    this.change(conversation, 'updated', () => {
      this.#leave(agent, 'transfer.noanswer');
      const queueId = customerOf(conversation).queueId;
      const waits = conversation.participants.some((one) => one.purpose === 'acd' && isLive(one));
      if (queueId !== null && !waits) this.#join(conversation, { purpose: 'acd', name: 'Queue', queueId });
    });
  }

  hold(conversation: Conversation, held: boolean, userId?: string): void {
    const agent = this.getAgent(conversation, userId);
    this.change(conversation, 'status', () => {
      agent.held = held;
      agent.startHoldTime = held ? this.now() : null;
    });
  }

  park(conversation: Conversation, parked: boolean, userId?: string): void {
    const agent = this.getAgent(conversation, userId);
    this.change(conversation, 'status', () => {
      agent.state = parked ? 'parked' : 'connected';
      agent.parkTime = parked ? this.now() : null;
    });
  }

  /** Everybody leaves; agents begin their after-call work. */
  end(conversation: Conversation): void {
    this.change(conversation, 'updated', () => {
      for (const one of conversation.participants) this.#leave(one, 'peer');
      conversation.endTime = this.now();
    });
    this.#endedIds.push(conversation.id);
    const oldest = this.#endedIds.length > endedKept ? this.#endedIds.shift() : undefined;
    if (oldest !== undefined) this.#all.delete(oldest);
  }

  /** An agent who has left ends the after-call work. */
  wrapUp(conversation: Conversation): void {
    this.change(conversation, 'status', () => {
      for (const one of conversation.participants) {
        if (one.startAcwTime !== null) one.endAcwTime ??= this.now();
      }
    });
  }

  /** Changes a conversation and tells those who were concerned before or are after. */
  change(conversation: Conversation, kind: Change['kind'], alter: () => Change['added'] | undefined): void {
    const before = conversation.participants.filter(isConcerned);
    const added = alter() ?? null;
    if (this.#past !== null) return;
    const concerned = new Set([...before, ...conversation.participants.filter(isConcerned)]);
    const userIds = new Set<string>();
    const queueIds = new Set<string>();
    for (const { userId, queueId } of concerned) {
      if (userId !== null) userIds.add(userId);
      if (queueId !== null) queueIds.add(queueId);
    }
    this.#tell({ conversation, kind, added, userIds, queueIds });
  }

  #join(
    conversation: Conversation,
    who: Pick<Participant, 'purpose' | 'name'> &
      Partial<Pick<Participant, 'address' | 'userId' | 'queueId' | 'state'>>,
  ): void {
    conversation.participants.push({
      id: this.#chance.uuid(),
      communicationId: this.#chance.uuid(),
      address: null,
      userId: null,
      queueId: null,
      state: 'connected',
      direction: 'inbound',
      startTime: this.now(),
      connectedTime: who.state === 'alerting' ? null : this.now(),
      endTime: null,
      held: false,
      startHoldTime: null,
      parkTime: null,
      startAcwTime: null,
      endAcwTime: null,
      disconnectType: null,
      messages: [],
      ...who,
    });
  }

  #leave(participant: Participant, disconnectType: string): void {
    if (!isLive(participant)) return;
    if (participant.purpose === 'agent' && participant.connectedTime !== null) {
      participant.startAcwTime = this.now();
    }
    participant.state = 'disconnected';
    participant.held = false;
    participant.startHoldTime = null;
    participant.parkTime = null;
    participant.endTime = this.now();
    participant.disconnectType = disconnectType;
  }
}
