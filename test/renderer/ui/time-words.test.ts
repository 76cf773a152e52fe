import { expect, test } from 'vitest';
import { clockTime, countdown, shortDuration, spokenDuration } from '../../../renderer/ui/time-words.ts';

const MINUTE = 60_000;

test.each([
  [-5_000, 'now', 'less than a minute'],
  [59_999, 'now', 'less than a minute'],
  [MINUTE, '1 min', '1 minute'],
  [59 * MINUTE, '59 min', '59 minutes'],
  [60 * MINUTE, '1 h', '1 hour'],
  [47 * 60 * MINUTE, '1 d', '1 day'],
  [72 * 60 * MINUTE, '3 d', '3 days'],
])('%i ms', (ms, short, spoken) => {
  expect(shortDuration(ms)).toBe(short);
  expect(spokenDuration(ms)).toBe(spoken);
});

test.each([
  [4_000, '4 s'],
  [3_001, '4 s'],
  [59_000, '59 s'],
  [60_000, '1 min 0 s'],
  [89_500, '1 min 30 s'],
  [0, null],
  [-1, null],
])('counts down from %i ms', (left, words) => {
  expect(countdown(1_000_000 + left, 1_000_000)).toBe(words);
});

test('names the day only where it is another one', () => {
  const noon = new Date(2026, 0, 5, 12, 0).getTime();
  const today = clockTime(noon, noon + MINUTE);
  const yesterday = clockTime(noon, noon + 24 * 60 * MINUTE);
  expect(yesterday).not.toBe(today);
  expect(yesterday).toContain(today);
});
