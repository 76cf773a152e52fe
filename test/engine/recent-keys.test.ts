import { expect, it } from 'vitest';
import { RecentKeys } from '../../main/engine/recent-keys.ts';

const HOUR = 3_600_000;

it('knows a key for an hour at least, whenever it came', () => {
  for (const cameAt of [0, 1, HOUR - 1, HOUR]) {
    const keys = new RecentKeys(0);
    expect(keys.add('a', cameAt)).toBe(true);
    expect(keys.add('b', cameAt)).toBe(true);
    expect(keys.add('a', cameAt + HOUR - 1)).toBe(false);
  }
});

it('forgets a key that has not come for two hours', () => {
  const keys = new RecentKeys(0);
  keys.add('a', 0);
  keys.add('b', HOUR);
  keys.add('c', 2 * HOUR);
  expect(keys.add('a', 2 * HOUR)).toBe(true);
});

it('forgets also what came before a long silence', () => {
  const keys = new RecentKeys(0);
  keys.add('a', 0);
  keys.add('b', 24 * HOUR);
  expect(keys.add('a', 25 * HOUR)).toBe(true);
});
