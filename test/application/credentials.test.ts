import { describe, expect, it } from 'vitest';
import { keptSoon, type Kept } from '../../main/application/credentials.ts';
import type { SecretWriteResult } from '../../main/auth/secret-store.ts';
import { FakeClock } from '../support/fake-clock.ts';

function keychain() {
  const clock = new FakeClock();
  const told: Kept[] = [];
  const over = new AbortController();
  let answer: (result: SecretWriteResult) => void = () => undefined;
  const writing = new Promise<SecretWriteResult>((resolve) => (answer = resolve));
  const soon = keptSoon(writing, { clock, onNotKept: (kept) => void told.push(kept) }, over.signal);
  return {
    clock,
    told,
    over,
    soon,
    answer: (result: SecretWriteResult) => {
      answer(result);
    },
  };
}

describe('a sign-in', () => {
  it('that the keychain takes at once is kept, and leaves no timer', async () => {
    const { clock, soon, answer, told } = keychain();
    answer({ kind: 'stored' });
    expect(await soon).toEqual({ kind: 'keychain' });
    expect(clock.pendingTimers).toBe(0);
    expect(told).toEqual([]);
  });

  it('does not wait for a keychain that asks for a password; what it says in the end is told', async () => {
    const { clock, soon, answer, told } = keychain();
    await clock.advance(1_000);
    expect(await soon).toMatchObject({ kind: 'thisRunOnly' });
    answer({ kind: 'stored' });
    await clock.advance(0);
    expect(told).toEqual([{ kind: 'keychain' }]);
  });

  it('that is over by then is told nothing', async () => {
    const { clock, over, answer, told } = keychain();
    await clock.advance(1_000);
    over.abort();
    answer({ kind: 'stored' });
    await clock.advance(0);
    expect(told).toEqual([]);
  });
});
