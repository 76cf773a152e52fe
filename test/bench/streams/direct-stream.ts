import { Chance } from '../../simulator/chance.ts';
import { CONVERSATIONS } from './channels-stream.ts';
import { ID_PREFIX, streamOf, type Stream } from './stream.ts';

/** The share of the events that are messages. */
const MESSAGES = 0.5;

const EPOCH = Date.UTC(2026, 0, 5, 10, 0, 0);

const TEXTS = ['Thank you!', 'Hello?', 'Order 4711', 'No.'] as const;

/** Events of the direct protocol, 160 bytes on average (docs/direct-protocol.md §3); the same on every call. */
export function directStream(count: number): Stream {
  const chance = Chance.stream(1, 'direct');
  const conversations = Array.from({ length: CONVERSATIONS }, () => `${ID_PREFIX}${chance.hex(8)}`);
  const frames: { text: string; isMessage: boolean }[] = [];
  for (let index = 0; index < count; index += 1) {
    const isMessage = index === count - 1 || chance.happens(MESSAGES);
    const payload = {
      conversationId: chance.pick(conversations),
      eventType: isMessage ? 'MessageAdded' : chance.happens(0.5) ? 'ConversationUpdated' : 'StatusChanged',
      timestamp: new Date(EPOCH + index).toISOString(),
      ...(isMessage ? { message: { text: chance.pick(TEXTS) } } : {}),
    };
    frames.push({ text: JSON.stringify({ type: 'ConversationEvent', payload }), isMessage });
  }
  return streamOf(frames);
}
