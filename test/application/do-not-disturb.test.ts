import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { doNotDisturbUntil } from '../../main/application/do-not-disturb.ts';

const zone = process.env['TZ'];

function inZone(name: string | undefined): void {
  if (name === undefined) delete process.env['TZ'];
  else process.env['TZ'] = name;
}

describe('do not disturb', () => {
  afterEach(() => {
    inZone(zone);
  });

  it('lasts as long as was chosen', () => {
    expect(doNotDisturbUntil('halfHour', 1_000)).toBe(1_801_000);
    expect(doNotDisturbUntil('hour', 1_000)).toBe(3_601_000);
    expect(doNotDisturbUntil('off', 1_000)).toBeNull();
  });

  it.each([
    // The clocks go forward in the night, and the night is an hour shorter.
    ['Europe/Berlin', '2026-03-28T20:00:00+01:00', '2026-03-29T06:00:00+02:00'],
    ['Europe/Berlin', '2026-10-24T20:00:00+02:00', '2026-10-25T06:00:00+01:00'],
    ['America/New_York', '2026-03-07T23:30:00-05:00', '2026-03-08T06:00:00-04:00'],
    ['Australia/Lord_Howe', '2026-04-04T12:00:00+11:00', '2026-04-05T06:00:00+10:30'],
    ['UTC', '2026-12-31T23:59:59Z', '2027-01-01T06:00:00Z'],
    ['Asia/Kolkata', '2026-02-28T00:00:00+05:30', '2026-03-01T06:00:00+05:30'],
  ])('until tomorrow in %s, from %s, ends at %s', (name, now, until) => {
    inZone(name);
    expect(new Date(doNotDisturbUntil('untilTomorrow', Date.parse(now)) ?? NaN).toISOString()).toBe(
      new Date(until).toISOString(),
    );
  });

  it('until tomorrow ends at six of the next day by the clock on the wall, wherever and whenever', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Asia/Tokyo', 'Pacific/Apia', 'UTC');
    const moments = fc.date({
      min: new Date('2024-01-01T00:00:00Z'),
      max: new Date('2035-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, moments, (name, now) => {
        inZone(name);
        const until = new Date(doNotDisturbUntil('untilTomorrow', now.getTime()) ?? NaN);
        expect([until.getHours(), until.getMinutes(), until.getSeconds()]).toEqual([6, 0, 0]);
        expect(until.getDay()).toBe((now.getDay() + 1) % 7);
        const hours = (until.getTime() - now.getTime()) / 3_600_000;
        expect(hours).toBeGreaterThan(4.9);
        expect(hours).toBeLessThan(31.1);
      }),
    );
  });
});
