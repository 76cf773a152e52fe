import type { Chance } from '../chance.ts';
import { SteeringError } from '../fields.ts';
import type { ServiceTime } from '../service-time.ts';
import {
  customerOf,
  isLive,
  mediaKinds,
  messageTypes,
  type Conversation,
  type Media,
  type Participant,
} from './conversation.ts';
import type { Conversations } from './conversations.ts';
import { simulatedAgent, type Directory, type User } from './directory.ts';
import { seedHistory } from './history.ts';
import type { Messages } from './messages.ts';
import { agentTexts, botTexts, customerNames, customerTexts } from './phrases.ts';

interface TrafficPlan {
  /** How many conversations there are at the start, and about how many later. */
  conversations: number;
  /** Customer events per second. */
  rate: number;
}

/** Customers and colleagues who act by themselves; the same seed gives the same day. */
export class Traffic {
  readonly #conversations: Conversations;
  readonly #messages: Messages;
  readonly #directory: Directory;
  readonly #chance: Chance;
  readonly #time: ServiceTime;
  readonly #plan: TrafficPlan;

  constructor(
    conversations: Conversations,
    messages: Messages,
    directory: Directory,
    chance: Chance,
    time: ServiceTime,
    plan: TrafficPlan,
  ) {
    this.#conversations = conversations;
    this.#messages = messages;
    this.#directory = directory;
    this.#chance = chance;
    this.#time = time;
    this.#plan = plan;
  }

  /** Lays down the history, and begins to act if there is a rate. */
  start(): void {
    seedHistory(this.#plan.conversations, this.#conversations, this.#messages, this.#directory, this.#chance);
    if (this.#plan.rate > 0) this.#scheduleNext();
  }

  #scheduleNext(): void {
    const waitMs = (-Math.log(1 - this.#chance.next()) / this.#plan.rate) * 1_000;
    this.#time.after(waitMs, () => {
      this.#customerActs();
      this.#colleagueActs();
      this.#scheduleNext();
    });
  }

  #customerActs(): void {
    const active = this.#conversations.active();
    const talking = active.filter(({ media }) => media === 'message');
    const missing = active.length < this.#plan.conversations;
    if (talking.length === 0 || this.#chance.happens(missing ? 0.3 : 0.03)) this.#startConversation();
    else this.#customerWrites(this.#chance.pick(talking));
  }

  #startConversation(): void {
    const media: Media = this.#chance.happens(0.85) ? 'message' : this.#chance.pick(mediaKinds);
    const withBot = media === 'message' && this.#chance.happens(0.4);
    const conversation = this.#conversations.start({
      media,
      type: this.#chance.pick(messageTypes),
      customerName: this.#chance.pick(customerNames),
      address: null,
      subject: media === 'email' ? this.#chance.pick(customerTexts) : null,
      queueId: withBot ? null : this.#chance.pick(this.#directory.queues).id,
    });
    if (media === 'message') this.#customerWrites(conversation);
  }

  #customerWrites(conversation: Conversation): void {
    if (this.#chance.happens(0.2)) this.#messages.typing(conversation);
    const picture = this.#chance.happens(0.04);
    this.#messages.fromCustomer(conversation, picture ? null : this.#chance.pick(customerTexts));
    if (livePart(conversation, 'workflow') !== undefined) this.#botAnswers(conversation);
    else if (livePart(conversation, 'agent')?.state === 'connected' && this.#chance.happens(0.5)) {
      this.#agentAnswers(conversation);
    }
  }

  #botAnswers(conversation: Conversation): void {
    this.#later(conversation, 500, 2_000, () => {
      this.#messages.fromBot(conversation, this.#chance.pick(botTexts));
      if (this.#chance.happens(0.5)) {
        this.#conversations.toQueue(conversation, this.#chance.pick(this.#directory.queues).id);
      }
    });
  }

  #agentAnswers(conversation: Conversation): void {
    this.#later(conversation, 2_000, 12_000, () => {
      const { id } = this.#messages.fromAgent(conversation, this.#chance.pick(agentTexts));
      this.#later(conversation, 300, 1_500, () => {
        this.#messages.receipt(conversation, id, this.#chance.happens(0.95) ? 'delivery-success' : 'failed');
      });
      this.#later(conversation, 2_000, 9_000, () => {
        this.#messages.receipt(conversation, id, 'read');
      });
    });
  }

  /** One step in the life of one conversation: offered, held, handed over, ended. */
  #colleagueActs(): void {
    const active = this.#conversations.active();
    if (active.length === 0) return;
    const conversation = this.#chance.pick(active);
    const agent = livePart(conversation, 'agent');
    if (agent === undefined) {
      if (livePart(conversation, 'acd') !== undefined) this.#ring(conversation);
    } else if (agent.held) {
      this.#conversations.hold(conversation, false);
    } else if (agent.state === 'parked') {
      this.#conversations.park(conversation, false);
    } else if (agent.state === 'connected') {
      this.#handle(conversation, active.length > this.#plan.conversations);
    }
  }

  #ring(conversation: Conversation): void {
    this.#conversations.offer(conversation, this.#pickAgent());
    this.#later(conversation, 2_000, 12_000, () => {
      if (livePart(conversation, 'agent')?.state !== 'alerting') return;
      if (this.#chance.happens(0.9)) this.#conversations.answer(conversation);
      else this.#conversations.decline(conversation);
    });
  }

  #handle(conversation: Conversation, crowded: boolean): void {
    const dice = this.#chance.next();
    if (dice < 0.08) this.#conversations.hold(conversation, true);
    else if (dice < 0.14 && conversation.media === 'message') this.#conversations.park(conversation, true);
    else if (dice < 0.2) {
      this.#conversations.toQueue(conversation, this.#chance.pick(this.#directory.queues).id);
    } else if (dice < 0.25) {
      const present = livePart(conversation, 'agent')?.userId;
      const other = this.#pickAgent();
      if (other.id !== present) this.#conversations.offer(conversation, other);
    } else if (dice < (crowded ? 0.6 : 0.32)) {
      this.#conversations.end(conversation);
      this.#time.after(this.#chance.between(5_000, 30_000), () => {
        this.#conversations.wrapUp(conversation);
      });
    }
  }

  #pickAgent(): User {
    return this.#chance.happens(0.4)
      ? simulatedAgent(this.#directory)
      : this.#chance.pick(this.#directory.agents);
  }

  /** Runs after a while, if the conversation still goes on; what is not possible any more by then is left out. */
  #later(conversation: Conversation, lowMs: number, highMs: number, run: () => void): void {
    this.#time.after(this.#chance.between(lowMs, highMs), () => {
      if (conversation.endTime !== null || !isLive(customerOf(conversation))) return;
      try {
        run();
      } catch (error) {
        if (!(error instanceof SteeringError)) throw error;
      }
    });
  }
}

function livePart(conversation: Conversation, purpose: Participant['purpose']): Participant | undefined {
  return conversation.participants.find((one) => one.purpose === purpose && isLive(one));
}
