import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renewalDelay } from '../../main/auth/renewal-delay.ts';

const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the renewal delay', () => {
  it.each([
    ['the shortest the service gives', 300_000, 240_000, 216_000],
    ['a working day', 64_800_000, 58_320_000, 52_488_000],
    ['the longest', 172_800_000, 155_520_000, 139_968_000],
    ['two minutes', 120_000, 60_000, 54_000],
    ['half a minute', 30_000, 15_000, 13_500],
    ['nothing', 0, 1000, 1000],
  ])('of %s', (_case, lifetimeMs, latest, earliest) => {
    expect(renewalDelay(lifetimeMs, () => 0)).toBe(latest);
    expect(renewalDelay(lifetimeMs, () => 1)).toBe(earliest);
  });

  it('leaves at least a minute, and uses at least four fifths of a life that is long enough', () => {
    fc.assert(
      fc.property(fc.integer({ min: 120_000, max: 172_800_000 }), draw, (lifetimeMs, random) => {
        const delay = renewalDelay(lifetimeMs, () => random);
        expect(delay).toBeLessThanOrEqual(lifetimeMs - 60_000);
        if (lifetimeMs >= 600_000) expect(delay).toBeGreaterThanOrEqual(lifetimeMs * 0.81 - 1);
      }),
    );
  });

  it('is before the end of any life over two seconds, and never a tight loop', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120_000 }), draw, (lifetimeMs, random) => {
        const delay = renewalDelay(lifetimeMs, () => random);
        expect(delay).toBeGreaterThanOrEqual(1000);
        if (lifetimeMs > 2000) expect(delay).toBeLessThan(lifetimeMs);
      }),
    );
  });
});
