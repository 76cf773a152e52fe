import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeenIds } from '../../main/conversations/seen-ids.ts';

it('holds what was added, in that order, and none that was made before is changed by it', () => {
  const step = fc.record({
    from: fc.nat(),
    ids: fc.uniqueArray(fc.integer({ min: 0, max: 300 }).map(String), { maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const made: { seen: SeenIds; ids: readonly string[] }[] = [{ seen: SeenIds.none, ids: [] }];
      for (const { from, ids } of steps) {
        const base = made[from % made.length];
        if (base === undefined) throw new RangeError('There is always one.');
        const added = ids.filter((id) => !base.ids.includes(id));
        made.push({ seen: base.seen.with(added), ids: [...base.ids, ...added] });
      }
      for (const { seen, ids } of made) {
        expect([...seen]).toEqual(ids);
        expect(seen.size).toBe(ids.length);
        expect(seen.at(ids.length - 1)).toBe(ids.at(-1));
        expect(seen.at(ids.length)).toBeUndefined();
        for (const id of ['0', '1', '299', ...ids]) expect(seen.has(id)).toBe(ids.includes(id));
      }
    }),
  );
});

it('gives itself back where nothing is added', () => {
  const seen = SeenIds.none.with(['a']);
  expect(seen.with([])).toBe(seen);
});
