import { numberAt, valueAt } from '../../main/genesys/json.ts';
import { startChild } from './child-process.ts';
import { atMost, type Row } from './row.ts';

const LARGEST_GROWTH = 1.3;
const LARGEST_CONVERSATION_BYTES = 4_096;

/** How much more a conversation may take where its frame was 60 KB longer: nothing but the measurement's noise. */
const LARGEST_PADDING_BYTES = 200;

const LARGEST_UNCHANGED_BYTES = 512;

/** Room for all that a batch of folds allocates, in MB: a collection in between would hide it. */
const YOUNG_GENERATION = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** What the conversations cost in time and memory, each measured in a process of its own. */
export async function storeRows(quick: boolean): Promise<readonly Row[]> {
  const conversations = quick ? 500 : 10_000;
  const scale = await resultOf('store/scale.ts', [String(conversations), quick ? '1' : '7']);
  const heap = await resultOf('store/heap.ts', [String(conversations)]);
  const unchanged = await resultOf('store/unchanged.ts', [], YOUNG_GENERATION);

  const [small, large] = [number(scale, 'small'), number(scale, 'large')];
  const [bytes, padded] = [number(heap, 'bytes'), number(heap, 'paddedBytes')];
  const perFold = number(unchanged, 'bytesPerFold');
  const isSame = valueAt(unchanged, 'same') === true;
  const known = conversations.toLocaleString('en');
  return [
    {
      what: `cost of an event with ${known} conversations, to that with 10`,
      measured: `${(large / small).toFixed(2)} (${large.toFixed(1)} µs to ${small.toFixed(1)} µs)`,
      target: atMost(large / small, LARGEST_GROWTH),
      numbers: { ratio: large / small, smallMicroseconds: small, largeMicroseconds: large },
    },
    {
      what: `heap of an idle conversation, ${known} of 24 messages`,
      measured: whole(bytes),
      target: atMost(bytes, LARGEST_CONVERSATION_BYTES, ' B'),
      numbers: { bytes },
    },
    {
      what: 'the same, more where its frame is 60 KB longer',
      measured: whole(padded - bytes),
      target: atMost(padded - bytes, LARGEST_PADDING_BYTES, ' B'),
      numbers: { bytes: padded - bytes },
    },
    {
      what: 'an unchanged snapshot, beyond its decoding',
      measured: `${isSame ? 'the same object back' : 'ANOTHER OBJECT BACK'}, ${whole(perFold)} allocated`,
      target: {
        words: `the same, ≤ ${LARGEST_UNCHANGED_BYTES} B`,
        met: isSame && perFold <= LARGEST_UNCHANGED_BYTES,
      },
      numbers: { bytesPerFold: perFold, sameObject: isSame ? 1 : 0 },
    },
  ];
}

async function resultOf(
  file: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<unknown> {
  const child = startChild(file, args, flags);
  try {
    return await child.answer('done');
  } finally {
    await child.end();
  }
}

function number(result: unknown, key: string): number {
  const found = numberAt(result, key);
  if (found === null) throw new Error(`A measurement told no ${key}.`);
  return found;
}

function whole(bytes: number): string {
  return `${Math.round(bytes).toLocaleString('en')} B`;
}
