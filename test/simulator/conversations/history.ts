import type { Chance } from '../chance.ts';
import { messageTypes, type Media } from './conversation.ts';
import type { Conversations } from './conversations.ts';
import { simulatedAgent, type Directory } from './directory.ts';
import type { Messages } from './messages.ts';
import { agentTexts, customerNames, customerTexts } from './phrases.ts';

/** How the seeded conversations stand, in turn. */
const situations = ['mine', 'queue', 'colleague', 'mine', 'bot', 'colleague', 'queue', 'otherMedia'] as const;
const otherMedia: readonly Media[] = ['email', 'callback', 'chat'];

/** Lays down conversations that began in the past minutes: some are the simulated agent's, some wait, some are others'. */
export function seedHistory(
  count: number,
  conversations: Conversations,
  messages: Messages,
  directory: Directory,
  chance: Chance,
): void {
  const agent = simulatedAgent(directory);
  const colleagues = directory.agents.filter(({ id }) => id !== agent.id);
  for (let index = 0; index < count; index += 1) {
    const situation = situations[index % situations.length] ?? 'mine';
    let time = conversations.now() - chance.between(4, 15) * 60_000;
    const step = <T>(run: () => T): T => {
      time += chance.between(2_000, 25_000);
      return conversations.backdate(time, run);
    };
    const media =
      situation === 'otherMedia'
        ? (otherMedia[Math.floor(index / 8) % otherMedia.length] ?? 'email')
        : 'message';
    const conversation = step(() =>
      conversations.start({
        media,
        type: chance.pick(messageTypes),
        customerName: chance.pick(customerNames),
        address: `+15550${String(100 + (index % 900))}`,
        subject: media === 'email' ? 'My contract' : null,
        queueId: situation === 'bot' ? null : chance.pick(directory.queues).id,
      }),
    );
    const write = () => {
      if (media === 'message') step(() => messages.fromCustomer(conversation, chance.pick(customerTexts)));
    };
    write();
    if (chance.happens(0.5)) write();
    if (situation === 'queue' || situation === 'bot') continue;
    step(() => {
      conversations.offer(conversation, situation === 'colleague' ? chance.pick(colleagues) : agent);
    });
    step(() => {
      conversations.answer(conversation);
    });
    if (media === 'message') step(() => messages.fromAgent(conversation, chance.pick(agentTexts)));
    write();
  }
}
