import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffDelay } from '../../main/connection/backoff.ts';

const failures = fc.integer({ min: -5, max: 10_000 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait lies between 250 ms and 90 s, whatever has failed how often', () => {
  fc.assert(
    fc.property(failures, chance, (count, random) => {
      const delay = backoffDelay(count, () => random, null);
      expect(delay).toBeGreaterThanOrEqual(250);
      expect(delay).toBeLessThanOrEqual(90_000);
    }),
  );
});

test('the longest wait doubles from 2 s up to 90 s', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((count) =>
    Math.round(backoffDelay(count, () => 0.999_999_999, null)),
  );
  expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 90_000, 90_000]);
});

test('full jitter: half the chance is half the wait, and no chance is the floor', () => {
  expect(backoffDelay(4, () => 0.5, null)).toBe(8_000);
  expect(backoffDelay(4, () => 0, null)).toBe(250);
});

test('what the service asks for is never undercut, and exceeded by a second at most', () => {
  fc.assert(
    fc.property(failures, chance, fc.integer({ min: 0, max: 3_600_000 }), (count, random, asked) => {
      const delay = backoffDelay(count, () => random, asked);
      expect(delay).toBeGreaterThanOrEqual(Math.max(250, asked));
      expect(delay).toBeLessThanOrEqual(Math.max(250, asked) + 1_000);
    }),
  );
});
