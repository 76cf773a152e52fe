import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datedMessages, matchByTime } from '../../main/engine/match-by-time.ts';
import { snapshotOf } from './support/written-conversation.ts';

const START = Date.UTC(2026, 0, 5, 10, 0, 0);

describe('the dated messages of a conversation', () => {
  it('are everybody’s; those without a time are left out', () => {
    const snapshot = snapshotOf({
      id: 'C1',
      messages: [
        { id: 'M1', by: 'customer', at: START },
        { id: 'A1', by: 'agent', at: START + 5 },
        { id: 'M2', by: 'customer', at: null },
      ],
    });
    expect(datedMessages(snapshot)).toEqual([
      { id: 'M1', at: START },
      { id: 'A1', at: START + 5 },
    ]);
  });
});

describe('matching by time', () => {
  const match = (events: number[], messages: number[], toleranceMs: number) => {
    const timed = events.map((at) => ({ at }));
    const dated = messages.map((at) => ({ id: `M${at}`, at }));
    const matched = matchByTime(timed, dated, toleranceMs);
    return timed.map((event) => matched.get(event)?.id ?? null);
  };

  it('takes the exact before the near', () => {
    expect(match([10, 12], [12, 11], 5)).toEqual(['M11', 'M12']);
  });

  it('gives each message to one event', () => {
    expect(match([10, 11], [10], 5)).toEqual(['M10', null]);
  });

  it('goes as far as it may, and no farther', () => {
    expect(match([10], [15], 5)).toEqual(['M15']);
    expect(match([10], [16], 5)).toEqual([null]);
    expect(match([10], [11], 0)).toEqual([null]);
  });

  it('leaves out an event without a time', () => {
    expect(match([NaN], [10], 5)).toEqual([null]);
  });

  it('never gives one message to two events, nor one that is too far', () => {
    const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        times,
        fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 8 }),
        fc.nat(20),
        (events, messages, tolerance) => {
          const ids = match(events, messages, tolerance);
          const given = ids.filter((id) => id !== null);
          expect(new Set(given).size).toBe(given.length);
          for (const [index, id] of ids.entries()) {
            if (id !== null) {
              expect(Math.abs(Number(id.slice(1)) - (events[index] ?? NaN))).toBeLessThanOrEqual(tolerance);
            }
          }
        },
      ),
    );
  });
});
