import { expect, test } from 'vitest';
import { Ticking } from '../../../renderer/ui/ticking.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function started() {
  const clock = new FakeClock();
  const ticks: number[] = [];
  const ticking = new Ticking(clock, () => ticks.push(clock.monotonic()));
  return { clock, ticks, ticking };
}

test('tells the time every second while a countdown is shown', async () => {
  const { clock, ticks, ticking } = started();
  ticking.setPace('seconds');
  await clock.advance(3_000);
  expect(ticks).toEqual([0, 1_000, 2_000, 3_000]);
});

test('tells it every half minute otherwise', async () => {
  const { clock, ticks, ticking } = started();
  ticking.setPace('halfMinutes');
  await clock.advance(61_000);
  expect(ticks).toEqual([0, 30_000, 60_000]);
});

test('stands still while nobody looks, and is right at once when somebody does', async () => {
  const { clock, ticks, ticking } = started();
  ticking.setPace('halfMinutes');
  ticking.setPace('stopped');
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(100_000);
  ticking.setPace('halfMinutes');
  expect(ticks).toEqual([0, 100_000]);
});

test('goes on undisturbed when the pace is what it was', async () => {
  const { clock, ticks, ticking } = started();
  ticking.setPace('seconds');
  await clock.advance(500);
  ticking.setPace('seconds');
  await clock.advance(500);
  expect(ticks).toEqual([0, 1_000]);
  expect(clock.pendingTimers).toBe(1);
});
