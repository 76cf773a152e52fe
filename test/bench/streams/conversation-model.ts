import { Chance } from '../../simulator/chance.ts';
import { ID_PREFIX } from './stream.ts';

/** The user whose conversations these are. */
export const ME = '5f3c1a52-6d0e-4b7e-9a34-0c6f7a1d2b90';
const QUEUE = '7a9d2f10-1b2c-4d3e-8f40-51a2b3c4d5e6';

/** The first message of all, ms since 1970; what follows is a second later each. */
const EPOCH = Date.UTC(2026, 0, 5, 10, 0, 0);

/** The service's time when watching begins: what a conversation begins with was there, what is added is news. */
export const WATCHING_BEGINS = EPOCH + 3_600_000;

interface Entry {
  message: { id: string };
  messageTime: string;
  /** Of what was sent to the customer. */
  messageStatus?: 'sent' | 'delivery-success' | 'read';
}

/** A conversation whose picture grows as messages come: customer, queue, bot, and the agent who has it. */
export class ConversationModel {
  readonly id: string;
  readonly #chance: Chance;
  readonly #ids: readonly string[];
  readonly #customer: Entry[] = [];
  readonly #bot: Entry[] = [];
  readonly #agent: Entry[] = [];
  #held = false;
  #seconds = 0;

  /** @param entries how many messages it begins with. */
  constructor(chance: Chance, entries: number) {
    this.#chance = chance;
    this.id = `${ID_PREFIX}${chance.uuid().slice(ID_PREFIX.length)}`;
    this.#ids = Array.from({ length: 4 }, () => chance.uuid());
    for (let entry = 0; entry < entries; entry += 1) {
      // Half of what is said is the customer's; the rest is shared by the bot, at the beginning, and the agent.
      if (entry % 2 === 0) this.addInbound();
      else if (entry < 6) this.#add(this.#bot, null);
      else this.addReply();
    }
    this.#seconds = (WATCHING_BEGINS - EPOCH) / 1_000 + 600;
  }

  addInbound(): void {
    this.#add(this.#customer, null);
  }

  addReply(): void {
    this.#add(this.#agent, 'sent');
  }

  /** The newest reply was delivered, then read: the service sends the whole picture again. */
  changeStatus(): void {
    const reply = this.#agent.at(-1);
    if (reply !== undefined)
      reply.messageStatus = reply.messageStatus === 'sent' ? 'delivery-success' : 'read';
  }

  toggleHold(): void {
    this.#held = !this.#held;
  }

  /** The body of an event of `v2.users.{id}.conversations.messages` (docs/genesys-cloud.md §2.2). */
  picture(): Record<string, unknown> {
    const [customer, queue, bot, agent] = this.#ids;
    return {
      id: this.id,
      participants: [
        {
          ...participant(customer, 'customer', this.#customer),
          name: 'Jane Example',
          address: '+15550100123',
          type: 'webmessaging',
        },
        { ...participant(queue, 'acd', []), queue: { id: QUEUE }, endTime: at(8), ...ENDED },
        { ...participant(bot, 'workflow', this.#bot), endTime: at(7), ...ENDED },
        {
          ...participant(agent, 'agent', this.#agent),
          name: 'Alex Agent',
          user: { id: ME },
          queue: { id: QUEUE },
          held: this.#held,
        },
      ],
      otherMediaUris: [],
    };
  }

  #add(entries: Entry[], messageStatus: 'sent' | null): void {
    entries.push({
      message: { id: this.#chance.uuid() },
      messageTime: at(this.#seconds),
      ...(messageStatus === null ? {} : { messageStatus }),
    });
    this.#seconds += 1;
  }
}

const ENDED = { state: 'disconnected' } as const;

function participant(id: string | undefined, purpose: string, messages: readonly Entry[]) {
  return {
    id,
    connectedTime: at(1),
    purpose,
    state: 'connected',
    held: false,
    messages,
  };
}

function at(seconds: number): string {
  return new Date(EPOCH + seconds * 1_000).toISOString();
}

/** The text frame of an event of the user's own message conversations (docs/genesys-cloud.md §2.1). */
export function channelFrame(body: Record<string, unknown>): string {
  return JSON.stringify({
    topicName: `v2.users.${ME}.conversations.messages`,
    version: '2',
    eventBody: body,
    metadata: { CorrelationId: '290034f4-c3d7-46fd-8342-ee5bc859b7e9' },
  });
}
