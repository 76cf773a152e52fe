import {
  liveUsers,
  type Conversation,
  type Media,
  type Message,
  type MessageStatus,
  type MessageType,
} from '../conversations/conversation.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Directory, User } from '../conversations/directory.ts';
import type { Messages } from '../conversations/messages.ts';
import { SteeringError } from '../fields.ts';
import type { Fault } from './fault-list.ts';
import type { FaultInjector } from './fault-injector.ts';

export interface StartedConversation {
  media?: Media;
  type?: MessageType;
  customerName?: string;
  subject?: string;
  /** null: it starts with the bot. Default: the first queue. */
  queueId?: string | null;
  /** Rings at this agent at once. */
  userId?: string;
  /** Whether that agent has answered. Default false. */
  answered?: boolean;
  /** The customer's first message. */
  text?: string;
}

/** What people do in the simulated contact centre, by hand. Every call throws a {@link SteeringError} where it cannot be. */
export class Steering {
  readonly #conversations: Conversations;
  readonly #messages: Messages;
  readonly #directory: Directory;
  readonly #injector: FaultInjector;

  constructor(
    conversations: Conversations,
    messages: Messages,
    directory: Directory,
    injector: FaultInjector,
  ) {
    this.#conversations = conversations;
    this.#messages = messages;
    this.#directory = directory;
    this.#injector = injector;
  }

  /** Starts a conversation; the first message comes last, when the agent (if any) is there. */
  start(start: StartedConversation = {}): { conversationId: string; messageId: string | null } {
    const queueId = start.queueId === undefined ? (this.#directory.queues[0]?.id ?? null) : start.queueId;
    const conversation = this.#conversations.start({
      media: start.media ?? 'message',
      type: start.type ?? 'webmessaging',
      customerName: start.customerName ?? 'Jane Customer',
      address: null,
      subject: start.subject ?? null,
      queueId: queueId === null ? null : this.#queueId(queueId),
    });
    if (start.userId !== undefined) {
      this.#conversations.offer(conversation, this.#agent(start.userId));
      if (start.answered === true) this.#conversations.answer(conversation);
    }
    const message = start.text === undefined ? null : this.#messages.fromCustomer(conversation, start.text);
    return { conversationId: conversation.id, messageId: message?.id ?? null };
  }

  /** The customer writes. @param text null: a picture without words. */
  message(conversationId: string, text: string | null): Message {
    return this.#messages.fromCustomer(this.#get(conversationId), text);
  }

  /** An agent who is present writes. */
  reply(conversationId: string, text: string, userId?: string): Message {
    return this.#messages.fromAgent(this.#get(conversationId), text, userId);
  }

  botMessage(conversationId: string, text: string): Message {
    return this.#messages.fromBot(this.#get(conversationId), text);
  }

  /** The customer is typing. */
  typing(conversationId: string): void {
    this.#messages.typing(this.#get(conversationId));
  }

  receipt(conversationId: string, messageId: string, status: MessageStatus): void {
    this.#messages.receipt(this.#get(conversationId), messageId, status);
  }

  offer(conversationId: string, userId: string): void {
    this.#conversations.offer(this.#get(conversationId), this.#agent(userId));
  }

  answer(conversationId: string, userId?: string): void {
    this.#conversations.answer(this.#get(conversationId), userId);
  }

  decline(conversationId: string, userId?: string): void {
    this.#conversations.decline(this.#get(conversationId), userId);
  }

  hold(conversationId: string, held: boolean, userId?: string): void {
    this.#conversations.hold(this.#get(conversationId), held, userId);
  }

  park(conversationId: string, parked: boolean, userId?: string): void {
    this.#conversations.park(this.#get(conversationId), parked, userId);
  }

  /** To another agent, where it rings, or back to a queue. */
  transfer(conversationId: string, to: { userId: string } | { queueId: string }): void {
    const conversation = this.#get(conversationId);
    if ('userId' in to) this.#conversations.offer(conversation, this.#agent(to.userId));
    else this.#conversations.toQueue(conversation, this.#queueId(to.queueId));
  }

  /** Tells the conversation's state again, though nothing has changed. */
  status(conversationId: string): void {
    this.#conversations.change(this.#get(conversationId), 'status', () => undefined);
  }

  end(conversationId: string): void {
    this.#conversations.end(this.#get(conversationId));
  }

  /** Agents end their after-call work; the conversation may be over by then. */
  wrapUp(conversationId: string): void {
    const conversation = this.#conversations.find(conversationId);
    if (conversation === undefined) throw new SteeringError(`There is no conversation ${conversationId}.`);
    this.#conversations.wrapUp(conversation);
  }

  fault(fault: Fault): void {
    this.#injector.inject(fault);
  }

  /** What a person needs to steer: people, queues and the conversations that are going on. */
  state(): unknown {
    return {
      agents: this.#directory.agents,
      queues: this.#directory.queues,
      conversations: this.#conversations.active().map((one) => ({
        id: one.id,
        media: one.media,
        type: one.type,
        customer: one.participants[0]?.name ?? '',
        queueId: one.participants[0]?.queueId ?? null,
        userIds: liveUsers(one),
        agents: one.participants
          .filter(({ purpose, endTime }) => purpose === 'agent' && endTime === null)
          .map(({ name, state, held }) => ({ name, state: held ? 'held' : state })),
        messages: one.participants.reduce((sum, { messages }) => sum + messages.length, 0),
      })),
    };
  }

  #get(conversationId: string): Conversation {
    return this.#conversations.getActive(conversationId);
  }

  #agent(userId: string): User {
    const agent = this.#directory.agents.find(({ id }) => id === userId);
    if (agent === undefined) throw new SteeringError(`There is no agent ${userId}.`);
    return agent;
  }

  #queueId(queueId: string): string {
    if (!this.#directory.queues.some(({ id }) => id === queueId)) {
      throw new SteeringError(`There is no queue ${queueId}.`);
    }
    return queueId;
  }
}
