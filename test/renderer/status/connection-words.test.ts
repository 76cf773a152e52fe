import { expect, test } from 'vitest';
import { gapWords, timing } from '../../../renderer/status/connection-words.ts';
import { connected, NOW, reconnecting } from '../support/sample-view.ts';

test('counts down to the next try, and then says that it is under way', () => {
  expect(timing(reconnecting, NOW)).toBe('next try in 4 s');
  expect(timing(reconnecting, NOW + 3_500)).toBe('next try in 1 s');
  expect(timing(reconnecting, NOW + 4_000)).toBe('trying now');
});

test('says since when, where that is known', () => {
  expect(timing(connected, NOW)).toMatch(/^since /);
  expect(timing({ ...connected, since: null }, NOW)).toBeNull();
});

test('a gap has two ends, or one where both are in the same minute', () => {
  expect(gapWords({ from: NOW - 120_000, to: NOW, reason: '' }, NOW)).toMatch(
    /^Messages between .+ and .+ may be missing$/,
  );
  expect(gapWords({ from: NOW, to: NOW + 1_000, reason: '' }, NOW)).toMatch(
    /^Messages around .+ may be missing$/,
  );
});
