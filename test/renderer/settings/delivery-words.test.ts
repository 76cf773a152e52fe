import { expect, test } from 'vitest';
import type { DeliveryEntry } from '../../../preload/contract.ts';
import { fateWords, hasFailed } from '../../../renderer/settings/delivery-words.ts';

const entry: DeliveryEntry = {
  messageId: 'm',
  conversationId: 'c',
  decidedAt: 0,
  fate: { kind: 'handedOver', by: 'window' },
  outcome: 'handedOver',
  missed: false,
  possiblyRepeated: false,
};

test.each<[Partial<DeliveryEntry>, string]>([
  [{}, 'Given to the system'],
  [{ outcome: null, fate: { kind: 'handedOver', by: 'main' } }, 'Given to the system, not by this window'],
  [{ outcome: 'clicked' }, 'Clicked'],
  [{ outcome: 'dismissed' }, 'Dismissed'],
  [{ fate: { kind: 'waiting' } }, 'On its way'],
  [{ fate: { kind: 'heldBack', rule: 'muted' } }, 'Held back: the conversation is muted'],
  [{ fate: { kind: 'failed', reason: 'no permission' } }, 'Failed: no permission'],
  [
    { missed: true, possiblyRepeated: true },
    'Given to the system · found after a reconnect · possibly repeated',
  ],
])('%o', (part, words) => {
  expect(fateWords({ ...entry, ...part })).toBe(words);
});

test('a failure is one whether it came before or after the hand-over', () => {
  expect(hasFailed({ ...entry, outcome: 'failed' })).toBe(true);
  expect(hasFailed({ ...entry, fate: { kind: 'failed', reason: '' }, outcome: null })).toBe(true);
  expect(hasFailed(entry)).toBe(false);
});
