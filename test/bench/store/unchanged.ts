import { ConversationStore } from '../../../main/conversations/store.ts';
import { reportToParent } from '../child-process.ts';
import { median } from '../median.ts';
import { baseline, conversationsOf24, frameBytes, snapshotDecoder, watching } from './frames.ts';

/**
 * What an unchanged snapshot allocates beyond its decoding. Folded again and again, decoded ahead of time, for so short
 * a time that the young generation is not collected (it is made large for it): then the heap grows by all that is
 * allocated. The conversation must stay the same object.
 */

const CONVERSATIONS = 200;
const FOLDS = 20_000;
const BATCHES = 15;

const decode = snapshotDecoder();
const next = conversationsOf24('unchanged');
const bytes = Array.from({ length: CONVERSATIONS }, () => frameBytes(next()));
const snapshots = bytes.map(decode);
const store = new ConversationStore();
const known = snapshots.map((snapshot) => store.fold(snapshot, baseline).conversation);

function bytesPerFold(): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const snapshot = snapshots[fold % CONVERSATIONS];
    if (snapshot !== undefined) store.fold(snapshot, watching);
  }
  return (process.memoryUsage().heapUsed - before) / FOLDS;
}

// The compiler learns first.
for (let batch = 0; batch < 5; batch += 1) bytesPerFold();
const measured = Array.from({ length: BATCHES }, bytesPerFold);
const same = bytes.every((frame, index) => store.fold(decode(frame), watching).conversation === known[index]);
reportToParent({ type: 'done', bytesPerFold: median(measured), same });
process.on('disconnect', () => process.exit());
