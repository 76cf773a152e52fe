import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FingerprintSet } from '../../main/engine/fingerprint-set.ts';

it('knows what was added, and nothing else, as a set does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 200 }), fc.string(), (texts, other) => {
      const set = new FingerprintSet();
      const model = new Set<string>();
      for (const text of texts) {
        expect(set.has(text)).toBe(model.has(text));
        expect(set.add(text)).toBe(!model.has(text));
        model.add(text);
      }
      expect(set.has(other)).toBe(model.has(other));
    }),
  );
});

it('tells hundreds of thousands of texts apart that differ in little, and keeps them while it grows', () => {
  const set = new FingerprintSet();
  const texts = Array.from(
    { length: 300_000 },
    (_, index) => `C1\n${new Date(index).toISOString()}\nMessageAdded\nyes`,
  );
  expect(texts.filter((text) => !set.add(text))).toEqual([]);
  expect(texts.filter((text) => !set.has(text))).toEqual([]);
});

it('does not take a text for one with the same characters in another order', () => {
  const set = new FingerprintSet();
  set.add('C1\n2026-01-05T10:00:01.000Z\nMessageAdded\nno');
  expect(set.has('C1\n2026-01-05T10:00:10.000Z\nMessageAdded\nno')).toBe(false);
  expect(set.has('C1\n2026-01-05T10:00:01.000Z\nMessageAdded\non')).toBe(false);
  expect(set.has('')).toBe(false);
});
