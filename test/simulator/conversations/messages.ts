import type { Chance } from '../chance.ts';
import { SteeringError } from '../fields.ts';
import {
  customerOf,
  isLive,
  type Conversation,
  type Message,
  type MessageStatus,
  type Participant,
} from './conversation.ts';
import type { Conversations } from './conversations.ts';

/** What is said in the conversations. */
export class Messages {
  readonly #chance: Chance;
  readonly #conversations: Conversations;

  constructor(chance: Chance, conversations: Conversations) {
    this.#chance = chance;
    this.#conversations = conversations;
  }

  /** The customer writes. @param text null: a picture without words. */
  fromCustomer(conversation: Conversation, text: string | null): Message {
    return this.#add(conversation, customerOf(conversation), text === null ? 'picture' : 'text', text);
  }

  /** The bot writes; throws where there is none. */
  fromBot(conversation: Conversation, text: string): Message {
    const bot = conversation.participants.find((one) => one.purpose === 'workflow' && isLive(one));
    if (bot === undefined) throw new SteeringError('There is no bot in the conversation.');
    return this.#add(conversation, bot, 'text', text);
  }

  /** An agent writes; without `userId`, whichever agent is present. */
  fromAgent(conversation: Conversation, text: string, userId?: string): Message {
    return this.#add(conversation, this.#conversations.getAgent(conversation, userId), 'text', text);
  }

  /** The customer is typing: an entry in the list of messages that is none. */
  typing(conversation: Conversation): Message {
    return this.#add(conversation, customerOf(conversation), 'event', null);
  }

  /** A message was delivered, read, or not: the whole conversation is told again. */
  receipt(conversation: Conversation, messageId: string, status: MessageStatus): void {
    const message = findMessage(conversation, messageId)?.message;
    if (message === undefined) throw new SteeringError(`There is no message ${messageId}.`);
    this.#conversations.change(conversation, 'status', () => {
      message.status = status;
    });
  }

  #add(conversation: Conversation, by: Participant, kind: Message['kind'], text: string | null): Message {
    if (conversation.media !== 'message') {
      throw new SteeringError(`A conversation of the medium "${conversation.media}" has no messages.`);
    }
    const message: Message = {
      id: this.#chance.hex(32),
      text,
      kind,
      time: this.#conversations.now(),
      status: by.purpose === 'customer' ? 'received' : 'sent',
    };
    this.#conversations.change(conversation, kind === 'event' ? 'status' : 'message', () => {
      by.messages.push(message);
      return { message, by };
    });
    return message;
  }
}

export function findMessage(
  conversation: Conversation,
  messageId: string,
): { message: Message; by: Participant } | undefined {
  for (const by of conversation.participants) {
    const message = by.messages.find(({ id }) => id === messageId);
    if (message !== undefined) return { message, by };
  }
  return undefined;
}
