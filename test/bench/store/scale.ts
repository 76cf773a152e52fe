import { ConversationStore } from '../../../main/conversations/store.ts';
import { reportToParent } from '../child-process.ts';
import { median } from '../median.ts';
import { baseline, conversationsOf24, frameBytes, snapshotDecoder, watching } from './frames.ts';

/**
 * Whether an event costs more where many conversations are known. The same frames are decoded and folded either into
 * one store with all the conversations, or into many small stores, one after the other; in turn, and medians.
 */

const SMALL = 10;
const large = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.argv[3] ?? 7);

interface Watched {
  before: Buffer;
  events: readonly Buffer[];
}

const next = conversationsOf24('scale');
const all: readonly Watched[] = Array.from({ length: large }, () => {
  const conversation = next();
  const before = frameBytes(conversation);
  conversation.addInbound();
  const added = frameBytes(conversation);
  conversation.changeStatus();
  return { before, events: [added, frameBytes(conversation)] };
});

/** Processor time for each event in µs, with so many conversations in a store. */
function costWith(conversations: number): number {
  const decode = snapshotDecoder();
  let cpu = 0;
  for (let first = 0; first < all.length; first += conversations) {
    const group = all.slice(first, first + conversations);
    const store = new ConversationStore();
    for (const { before } of group) store.fold(decode(before), baseline);
    let news = 0;
    const start = process.cpuUsage();
    for (let event = 0; event < 2; event += 1) {
      for (const { events } of group) {
        const bytes = events[event];
        if (bytes !== undefined) news += store.fold(decode(bytes), watching).messages.length;
      }
    }
    const used = process.cpuUsage(start);
    cpu += used.user + used.system;
    if (news !== group.length) throw new Error(`${news} messages were news, not ${group.length}.`);
  }
  return cpu / (2 * all.length);
}

const small: number[] = [];
const many: number[] = [];
for (let round = -2; round < rounds; round += 1) {
  const costs = [costWith(SMALL), costWith(large)] as const;
  if (round < 0) continue;
  small.push(costs[0]);
  many.push(costs[1]);
}
reportToParent({ type: 'done', small: median(small), large: median(many) });
process.on('disconnect', () => process.exit());
