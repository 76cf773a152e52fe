import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationRow } from '../../../preload/contract.ts';
import {
  compareRows,
  newcomers,
  nothingPlaced,
  place,
  type Placement,
} from '../../../renderer/conversations/order.ts';
import { NOW, sampleRow } from '../support/sample-view.ts';

const time = fc.option(fc.integer({ min: NOW - 5, max: NOW }), { nil: null });

function arbitraryRow(id: string): fc.Arbitrary<ConversationRow> {
  return fc
    .record({
      state: fc.constantFrom(
        'waiting' as const,
        'offered' as const,
        'connected' as const,
        'held' as const,
        'parked' as const,
        'afterCallWork' as const,
        'ended' as const,
      ),
      lastAt: time,
      unread: fc.integer({ min: 0, max: 2 }),
      waitingSince: time,
    })
    .map((part) => sampleRow(id, part));
}

const rows = fc
  .uniqueArray(fc.constantFrom(...'abcdefghijkl'.split('')), { maxLength: 12 })
  .chain((ids) => fc.tuple(...ids.map(arbitraryRow)))
  .map((list: ConversationRow[]) => new Map(list.map((row) => [row.id, row])));

const ids = (placement: Placement) => placement.placed.map(({ row }) => row.id);

describe('the order', () => {
  test('offered, then who waits longest, then the last activity, and ended ones last', () => {
    const list = [
      sampleRow('ended', { state: 'ended', lastAt: NOW, unread: 1, waitingSince: 1 }),
      sampleRow('quiet', { lastAt: NOW - 9 }),
      sampleRow('recent', { lastAt: NOW - 1 }),
      sampleRow('waits', { unread: 1, waitingSince: NOW - 10, lastAt: NOW - 10 }),
      sampleRow('waits longer', { unread: 1, waitingSince: NOW - 90, lastAt: NOW }),
      sampleRow('offered', { state: 'offered' }),
    ];
    expect(list.sort(compareRows).map(({ id }) => id)).toEqual([
      'offered',
      'waits longer',
      'waits',
      'recent',
      'quiet',
      'ended',
    ]);
  });

  test('is one order, from whichever order the rows come in', () => {
    fc.assert(
      fc.property(rows, fc.gen(), (all, generate) => {
        const list = [...all.values()];
        const shuffled = generate(() => fc.shuffledSubarray(list, { minLength: list.length }));
        const again = new Map(shuffled.map((row) => [row.id, row]));
        expect(ids(place(nothingPlaced, again, false))).toEqual(ids(place(nothingPlaced, all, false)));
      }),
    );
  });

  test('shows every row once', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(ids(place(nothingPlaced, all, false)).sort()).toEqual([...all.keys()].sort());
      }),
    );
  });
});

describe('a list that is held', () => {
  test('moves no row, whatever changes, comes and goes', () => {
    fc.assert(
      fc.property(rows, fc.array(rows, { minLength: 1, maxLength: 5 }), (first, changes) => {
        let placement = place(nothingPlaced, first, false);
        fc.pre(placement.placed.length > 0);
        for (const change of changes) {
          const before = ids(placement);
          placement = place(placement, change, true);
          expect(ids(placement).slice(0, before.length)).toEqual(before);
        }
      }),
    );
  });

  test('shows each row as it is now, and says of one that has gone that it has', () => {
    fc.assert(
      fc.property(rows, rows, (first, then) => {
        const before = place(nothingPlaced, first, false);
        fc.pre(before.placed.length > 0);
        for (const { row, gone } of place(before, then, true).placed) {
          expect(gone).toBe(!then.has(row.id));
          if (!gone) expect(row).toBe(then.get(row.id));
        }
      }),
    );
  });

  test('puts the rows that have come at the end, and counts those that are still there', () => {
    fc.assert(
      fc.property(rows, fc.array(rows, { minLength: 1, maxLength: 4 }), (first, changes) => {
        const before = place(nothingPlaced, first, false);
        fc.pre(before.placed.length > 0);
        const after = changes.reduce((placement, change) => place(placement, change, true), before);
        const came = new Set(changes.flatMap((change) => [...change.keys()]).filter((id) => !first.has(id)));
        expect(ids(after).slice(first.size).sort()).toEqual([...came].sort());
        const last = changes.at(-1) ?? first;
        expect(newcomers(after)).toBe([...last.keys()].filter((id) => !first.has(id)).length);
      }),
    );
  });

  test('is put in order when it is let go', () => {
    fc.assert(
      fc.property(rows, rows, (first, then) => {
        const held = place(place(nothingPlaced, first, false), then, true);
        expect(place(held, then, false)).toEqual(place(nothingPlaced, then, false));
      }),
    );
  });

  test('orders the first rows of a list that was empty', () => {
    const all = new Map([
      ['a', sampleRow('a')],
      ['b', sampleRow('b', { state: 'offered' })],
    ]);
    expect(ids(place(nothingPlaced, all, true))).toEqual(['b', 'a']);
  });
});
