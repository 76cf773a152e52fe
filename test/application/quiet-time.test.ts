import { describe, expect, it } from 'vitest';
import { QuietTime } from '../../main/application/quiet-time.ts';
import { SettingsKeeper } from '../../main/application/settings-keeper.ts';
import type { Clock } from '../../main/effects/clock.ts';
import { defaultSettings } from '../../main/settings/schema.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** A computer whose timers stand still while it sleeps, and whose wall clock goes on. */
class SleepyClock implements Clock {
  readonly awake = new FakeClock();
  slept = 0;

  now(): number {
    return this.awake.now() + this.slept;
  }

  monotonic(): number {
    return this.awake.monotonic();
  }

  after(ms: number, run: () => void) {
    return this.awake.after(ms, run);
  }
}

function begin() {
  const clock = new SleepyClock();
  const settings = new SettingsKeeper(defaultSettings, () => undefined);
  const told: (number | null)[] = [];
  const quiet: QuietTime = new QuietTime({
    settings,
    clock,
    onChange: () => {
      told.push(quiet.until);
    },
  });
  return { clock, settings, told, quiet };
}

describe('quiet time', () => {
  it('that ended while the computer slept has ended when it wakes up', () => {
    const { clock, told, quiet } = begin();
    quiet.set('hour');
    expect(quiet.isOn).toBe(true);
    clock.slept = 3_600_000;
    expect(quiet.isOn).toBe(false);
    quiet.check();
    expect(quiet.until).toBeNull();
    expect(told).toHaveLength(2);
    expect(clock.awake.pendingTimers).toBe(0);
  });

  it('goes on where a timer comes too early by the clock on the wall', async () => {
    const { clock, quiet } = begin();
    quiet.set('halfHour');
    clock.slept = -60_000;
    await clock.awake.advance(1_800_000);
    expect(quiet.isOn).toBe(true);
    await clock.awake.advance(60_000);
    expect(quiet.until).toBeNull();
  });

  it('that is chosen anew leaves one timer', async () => {
    const { clock, told, quiet } = begin();
    quiet.set('halfHour');
    quiet.set('hour');
    expect(clock.awake.pendingTimers).toBe(1);
    await clock.awake.advance(1_800_000);
    expect(quiet.isOn).toBe(true);
    await clock.awake.advance(1_800_000);
    expect(told.at(-1)).toBeNull();
    expect(clock.awake.pendingTimers).toBe(0);
  });
});
