import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../main/conversations/service-time.ts';

function expected(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

describe('parseTime', () => {
  it('reads every time as Date.parse does', () => {
    const dates = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it('reads damaged times as Date.parse does', () => {
    const usual = '2026-01-05T10:00:00.000Z';
    const damaged = fc
      .tuple(fc.nat(usual.length - 1), fc.constantFrom(...Array.from('0123456789-:.TZ +x')))
      .map(([at, character]) => usual.slice(0, at) + character + usual.slice(at + 1));
    fc.assert(
      fc.property(damaged, (text) => {
        expect(parseTime(text)).toBe(expected(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30T10:00:00.000Z',
    '2026-13-05T10:00:00.000Z',
    '2026-01-05T24:00:00.000Z',
  ])('%s as Date.parse does', (text) => {
    expect(parseTime(text)).toBe(expected(text));
  });

  it('says null for none', () => {
    expect(parseTime(null)).toBeNull();
  });
});
