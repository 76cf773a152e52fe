import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestBudget, type Admission } from '../../main/genesys/request-budget.ts';
import type { RestPriority } from '../../main/genesys/rest.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const never = new AbortController().signal;

/** Sends calls one after another and keeps the order in which they are admitted. */
function recorder(budget: RequestBudget) {
  const order: string[] = [];
  return {
    order,
    ask(name: string, priority: RestPriority, signal: AbortSignal = never) {
      void budget.admit(priority, signal).then((admission) => {
        if (admission !== null) order.push(name);
      });
    },
  };
}

describe('RequestBudget', () => {
  it('admits at once while there is room, and leaves no timer', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock);
    expect(await budget.admit('background', never)).toEqual({ order: 1 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('serves by priority, and in turn within one', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock, 6);
    const calls = recorder(budget);
    for (let call = 0; call < 6; call += 1) calls.ask('first', 'connection');
    calls.ask('b1', 'background');
    calls.ask('t1', 'text');
    calls.ask('b2', 'background');
    calls.ask('r1', 'reconcile');
    calls.ask('c1', 'connection');
    calls.ask('t2', 'text');
    await clock.advance(59_999);
    expect(calls.order).toEqual(Array<string>(6).fill('first'));
    expect(budget.waiting).toBe(6);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    // One of the six is left to what is more urgent than a name.
    expect(calls.order.slice(6)).toEqual(['c1', 'r1', 't1', 't2', 'b1']);
    await clock.advance(60_000);
    expect(calls.order.slice(11)).toEqual(['b2']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('serves the first in turn although higher priorities keep coming', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock, 2);
    const calls = recorder(budget);
    calls.ask('background', 'background');
    calls.ask('background', 'background');
    calls.ask('late', 'background');
    for (let minute = 0; minute < 10; minute += 1) {
      for (let call = 0; call < 4; call += 1) calls.ask('reconcile', 'reconcile');
      await clock.advance(60_000);
    }
    expect(calls.order).toContain('late');
    expect(budget.waiting).toBeGreaterThan(0);
  });

  it('lets no other call become as urgent as the connection, however long it waits', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock);
    const calls = recorder(budget);
    budget.hold(60 * 60_000);
    calls.ask('background', 'background');
    await clock.advance(59 * 60_000);
    calls.ask('connection', 'connection');
    await clock.advance(60_000);
    expect(calls.order).toEqual(['connection', 'background']);
  });

  it('gives up a call that is aborted, and its timer', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock, 1);
    await budget.admit('text', never);
    const abort = new AbortController();
    const given = budget.admit('text', abort.signal);
    expect(clock.pendingTimers).toBe(1);
    abort.abort();
    expect(await given).toBeNull();
    expect(clock.pendingTimers).toBe(0);
    expect(budget.waiting).toBe(0);
    expect(await budget.admit('text', abort.signal)).toBeNull();
    await clock.advance(60_000);
    expect(await budget.admit('text', never)).toEqual({ order: 2 });
  });

  it('lets an abort after the admission pass', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock, 2);
    const calls = recorder(budget);
    const abort = new AbortController();
    await budget.admit('text', abort.signal);
    await budget.admit('text', never);
    calls.ask('waiting', 'text');
    abort.abort();
    expect(budget.waiting).toBe(1);
    await clock.advance(60_000);
    expect(calls.order).toEqual(['waiting']);
  });

  it('holds everything after a 429, then goes on', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock);
    const calls = recorder(budget);
    budget.hold(3_000);
    calls.ask('text', 'text');
    calls.ask('connection', 'connection');
    await clock.advance(2_999);
    expect(calls.order).toEqual([]);
    await clock.advance(1);
    expect(calls.order).toEqual(['connection', 'text']);
  });

  it('slows down when others spend the allowance, and lets the waiting go when they stop', async () => {
    const clock = new FakeClock();
    const budget = new RequestBudget(clock);
    const calls = recorder(budget);
    const admission = await budget.admit('text', never);
    expect(admission).not.toBeNull();
    budget.learn({ count: 280, allowed: 300, resetMs: 60_000 }, admission ?? { order: 1 });
    calls.ask('text', 'text');
    await clock.advance(10_000);
    expect(calls.order).toEqual([]);
    budget.learn({ count: 1, allowed: 300, resetMs: 60_000 }, admission ?? { order: 1 });
    await settle();
    expect(calls.order).toEqual(['text']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never sends more in 60 s than it may, lets every call go, and leaks no timer', async () => {
    const call = fc.record({
      pauseMs: fc.oneof(fc.constant(0), fc.nat(200), fc.nat(50_000)),
      priority: fc.constantFrom<RestPriority>('connection', 'reconcile', 'text', 'background'),
      abortAfterMs: fc.option(fc.nat(100_000), { freq: 4 }),
      event: fc.option(
        fc.oneof(
          fc.record({ retryAfterMs: fc.option(fc.nat(90_000)) }),
          fc.record({
            count: fc.nat(400),
            allowed: fc.integer({ min: -1, max: 300 }),
            resetMs: fc.nat(60_000),
          }),
        ),
        { freq: 4 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        async (calls, perMinute) => {
          const clock = new FakeClock();
          const budget = new RequestBudget(clock, perMinute);
          const sent: number[] = [];
          let last: Admission = { order: 0 };
          let aborted = 0;
          let settled = 0;
          for (const { pauseMs, priority, abortAfterMs, event } of calls) {
            await clock.advance(pauseMs);
            const abort = new AbortController();
            void budget.admit(priority, abort.signal).then((admission) => {
              settled += 1;
              if (admission === null) {
                aborted += 1;
                return;
              }
              last = admission;
              sent.push(clock.monotonic());
            });
            if (abortAfterMs !== null) {
              clock.after(abortAfterMs, () => {
                abort.abort();
              });
            }
            if (event === null) continue;
            if ('retryAfterMs' in event) budget.hold(event.retryAfterMs);
            else budget.learn(event, last);
          }
          // At the worst each call waits for a whole window, and before that for a hold and a reset.
          await clock.advance((calls.length + 4) * 120_000);
          expect(settled).toBe(calls.length);
          expect(sent.length + aborted).toBe(calls.length);
          expect(budget.waiting).toBe(0);
          expect(clock.pendingTimers).toBe(0);
          sent.forEach((at, index) => {
            const after = sent[index + perMinute];
            if (after !== undefined) expect(after - at).toBeGreaterThanOrEqual(60_000);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
