import { describe, expect, it } from 'vitest';
import { UnfinishedAlerts, type RepeatedAlert } from '../../main/application/unfinished-alerts.ts';
import { deferred } from '../../main/auth/deferred.ts';
import { settle } from '../support/fake-clock.ts';
import { MemoryJournal } from './support/application-bench.ts';

const before = [
  { messageId: 'm1', conversationId: 'c1' },
  { messageId: 'm2', conversationId: 'c2' },
];

async function unfinished() {
  const journal = new MemoryJournal();
  for (const { messageId, conversationId } of before) await journal.decided(messageId, conversationId);
  const alerts = new UnfinishedAlerts(before, journal);
  const repeated: RepeatedAlert[] = [];
  return { journal, alerts, repeated, alert: (one: RepeatedAlert) => void repeated.push(one) };
}

describe('what was unfinished', () => {
  it('is repeated once, in its order, whichever text comes first', async () => {
    const { alerts, repeated, alert } = await unfinished();
    const first = deferred<string>();
    const read = ({ messageId }: { messageId: string }) =>
      messageId === 'm1' ? first.promise : Promise.resolve(null);
    const repeating = alerts.repeat(read, alert);
    await settle();
    expect(repeated).toEqual([]);
    first.resolve('Hello?');
    await repeating;
    expect(repeated.map(({ messageId, text }) => [messageId, text])).toEqual([
      ['m1', 'Hello?'],
      ['m2', null],
    ]);
    await alerts.repeat(read, alert);
    expect(repeated).toHaveLength(2);
  });

  it('is forgotten, in the journal too, whether or not it is under way', async () => {
    const waiting = await unfinished();
    waiting.alerts.forget();
    expect(waiting.journal.entries.size).toBe(0);
    await waiting.alerts.repeat(() => Promise.resolve('text'), waiting.alert);
    expect(waiting.repeated).toEqual([]);

    const underWay = await unfinished();
    const text = deferred<string>();
    const repeating = underWay.alerts.repeat(() => text.promise, underWay.alert);
    underWay.alerts.forget();
    text.resolve('text');
    await repeating;
    expect(underWay.repeated).toEqual([]);
    expect(underWay.journal.entries.size).toBe(0);
  });
});
