import { ConversationStore } from '../../../main/conversations/store.ts';
import { reportToParent } from '../child-process.ts';
import { baseline, conversationsOf24, frameBytes, snapshotDecoder } from './frames.ts';

/**
 * What a conversation costs in memory while nothing happens in it: the heap after a full collection with the store,
 * less that without it. Done twice, the second time with frames that carry much that is not kept: if a conversation
 * held on to its frame, or to a slice of it, that would show.
 */

const conversations = Number(process.argv[2] ?? 10_000);
const PADDING = 'x'.repeat(60_000);

function heapPerConversation(count: number, padding: string): number {
  const decode = snapshotDecoder();
  const next = conversationsOf24('heap');
  const store = new ConversationStore();
  const before = collectedHeap();
  for (let index = 0; index < count; index += 1) store.fold(decode(frameBytes(next(), padding)), baseline);
  const held = collectedHeap() - before;
  // Used after the collection, so that it cannot have been collected.
  const known = [...store.all()].length;
  if (known !== count) throw new Error(`The store knows ${known} conversations, not ${count}.`);
  return held / count;
}

function collectedHeap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

// What the first conversations compile and cache is not theirs.
heapPerConversation(100, PADDING);
reportToParent({
  type: 'done',
  bytes: heapPerConversation(conversations, ''),
  paddedBytes: heapPerConversation(Math.min(conversations, 1_000), PADDING),
  padding: PADDING.length,
});
process.on('disconnect', () => process.exit());
