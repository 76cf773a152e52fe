import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ViewUpdates } from '../../main/desktop/view-updates.ts';
import type { ConversationRow, ViewChange } from '../../preload/contract.ts';
import { FakeClock } from '../support/fake-clock.ts';

const row = (id: string, unread: number): ConversationRow => ({
  id,
  customer: null,
  media: 'message',
  messengerType: null,
  state: 'connected',
  lastText: null,
  lastAt: null,
  unread,
  waitingSince: null,
  muted: false,
  alerts: true,
  polled: false,
});

function collecting() {
  const clock = new FakeClock();
  const sent: ViewChange[] = [];
  const updates = new ViewUpdates(clock, (change) => void sent.push(change));
  return { clock, sent, updates };
}

describe('ViewUpdates', () => {
  it('sends what has changed within a frame, once, the latest of each', async () => {
    const { clock, sent, updates } = collecting();
    updates.add({ doNotDisturbUntil: 1, version: '1.0.0' });
    updates.add({ doNotDisturbUntil: 2 });
    updates.add({ conversations: { changed: [row('a', 1), row('b', 1)], removed: [] } });
    updates.add({ conversations: { changed: [row('a', 2)], removed: ['b'] } });
    expect(sent).toEqual([]);
    await clock.advance(16);
    expect(sent).toEqual([
      { doNotDisturbUntil: 2, version: '1.0.0', conversations: { changed: [row('a', 2)], removed: ['b'] } },
    ]);
    await clock.advance(1_000);
    expect(sent).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps a row that came back', async () => {
    const { clock, sent, updates } = collecting();
    updates.add({ conversations: { changed: [], removed: ['a'] } });
    updates.add({ conversations: { changed: [row('a', 1)], removed: [] } });
    await clock.advance(16);
    expect(sent).toEqual([{ conversations: { changed: [row('a', 1)], removed: [] } }]);
  });

  it('sends no empty change', async () => {
    const { clock, sent, updates } = collecting();
    updates.add({ conversations: { changed: [], removed: [] } });
    await clock.advance(16);
    expect(sent).toEqual([]);
  });

  it('sends nothing more once it is stopped', async () => {
    const { clock, sent, updates } = collecting();
    updates.add({ version: '1.0.0' });
    updates.stop();
    await clock.advance(100);
    expect(sent).toEqual([]);
  });

  it('brings a list to the same state as every single change would, in fewer sendings', async () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      unread: fc.option(fc.nat(9)),
      waitMs: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
        const { clock, sent, updates } = collecting();
        const expected = new Map<string, number>();
        const start = clock.monotonic();
        for (const { id, unread, waitMs } of changes) {
          if (unread === null) expected.delete(id);
          else expected.set(id, unread);
          updates.add({
            conversations:
              unread === null ? { changed: [], removed: [id] } : { changed: [row(id, unread)], removed: [] },
          });
          await clock.advance(waitMs);
        }
        await clock.advance(16);
        const seen = new Map<string, number>();
        for (const { conversations } of sent) {
          for (const id of conversations?.removed ?? []) seen.delete(id);
          for (const { id, unread } of conversations?.changed ?? []) seen.set(id, unread);
        }
        expect(seen).toEqual(expected);
        expect(sent.length).toBeLessThanOrEqual((clock.monotonic() - start) / 16);
      }),
      { numRuns: 50 },
    );
  });
});
