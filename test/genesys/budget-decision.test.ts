import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admitOne,
  decide,
  holdAll,
  learnRateLimit,
  newBudget,
  WINDOW_MS,
  type BudgetState,
} from '../../main/genesys/budget-decision.ts';

function afterRequests(count: number, now: number, perMinute = 150): BudgetState {
  let state = newBudget(perMinute);
  for (let sent = 0; sent < count; sent += 1) state = admitOne(state, now);
  return state;
}

const admit = { kind: 'admit' };

describe('the window', () => {
  it('keeps some requests for what was missed, and some for the connection', () => {
    expect(decide(afterRequests(104, 0), 'text', 10)).toEqual(admit);
    expect(decide(afterRequests(105, 0), 'text', 10)).toEqual({ kind: 'wait', ms: WINDOW_MS - 10 });
    expect(decide(afterRequests(134, 0), 'reconcile', 10)).toEqual(admit);
    expect(decide(afterRequests(135, 0), 'reconcile', 10)).toEqual({ kind: 'wait', ms: WINDOW_MS - 10 });
    expect(decide(afterRequests(149, 0), 'connection', 10)).toEqual(admit);
    expect(decide(afterRequests(150, 0), 'connection', 10)).toEqual({ kind: 'wait', ms: WINDOW_MS - 10 });
    expect(decide(afterRequests(150, 0), 'background', WINDOW_MS)).toEqual(admit);
  });

  it('slides: what was sent later counts longer', () => {
    let state = newBudget(2);
    state = admitOne(admitOne(state, 0), 30_000);
    expect(decide(state, 'reconcile', 40_000)).toEqual({ kind: 'wait', ms: 20_000 });
    state = admitOne(state, 60_000);
    expect(decide(state, 'reconcile', 60_000)).toEqual({ kind: 'wait', ms: 30_000 });
  });

  it('refuses a budget that is no whole number above 0', () => {
    for (const perMinute of [0, -1, 1.5, Number.NaN, Infinity]) {
      expect(() => newBudget(perMinute)).toThrow(RangeError);
    }
  });
});

describe('the shared allowance', () => {
  const learnt = (count: number, allowed = 300, resetMs = 30_000) =>
    learnRateLimit(admitOne(newBudget(150), 0), { count, allowed, resetMs }, 1, 100);

  it('does not matter while a quarter of it is left', () => {
    expect(decide(learnt(225), 'background', 100)).toEqual(admit);
  });

  it('is spread over the time to the reset when less is left, and a tenth goes to the Genesys UI', () => {
    // 70 left, 30 of them for the UI: 40 in 30 s
    expect(decide(learnt(230), 'text', 100)).toEqual({ kind: 'wait', ms: 750 });
    const state = admitOne(learnt(230), 850);
    expect(decide(state, 'text', 850)).toEqual({ kind: 'wait', ms: 750 });
    expect(decide(state, 'connection', 850)).toEqual(admit);
  });

  it('counts what was sent after the answer was asked for', () => {
    let state = learnt(220);
    for (let sent = 0; sent < 6; sent += 1) state = admitOne(state, 200);
    expect(decide(state, 'text', 200)).toMatchObject({ kind: 'wait' });
  });

  it('waits for the reset when only the share of the UI is left, but lets the connection use it', () => {
    expect(decide(learnt(270), 'reconcile', 100)).toEqual({ kind: 'wait', ms: 30_000 });
    expect(decide(learnt(299), 'connection', 100)).toEqual(admit);
    expect(decide(learnt(300), 'connection', 100)).toEqual({ kind: 'wait', ms: 30_000 });
    expect(decide(learnt(999), 'text', 30_100)).toEqual(admit);
  });

  it.each([
    { count: -1, allowed: 300, resetMs: 1000 },
    { count: 300, allowed: 0, resetMs: 1000 },
    { count: 300, allowed: -5, resetMs: 1000 },
    { count: 300, allowed: 300, resetMs: -1 },
    { count: 300, allowed: 300, resetMs: 86_400_000 },
    { count: Number.NaN, allowed: 300, resetMs: 1000 },
    { count: 300, allowed: 300, resetMs: Infinity },
  ])('is not believed when it makes no sense: %j', (rateLimit) => {
    expect(decide(learnRateLimit(newBudget(150), rateLimit, 1, 0), 'text', 0)).toEqual(admit);
  });
});

describe('a 429', () => {
  it('holds every priority for exactly as long as it says', () => {
    const state = holdAll(newBudget(150), 7_000, 1_000);
    expect(decide(state, 'connection', 1_000)).toEqual({ kind: 'wait', ms: 7_000 });
    expect(decide(state, 'text', 7_999)).toEqual({ kind: 'wait', ms: 1 });
    expect(decide(state, 'text', 8_000)).toEqual(admit);
  });

  it('is not prolonged by the rate limit of it or of an earlier request', () => {
    const spent = { count: 300, allowed: 300, resetMs: 60_000 };
    let state = admitOne(admitOne(newBudget(150), 0), 0);
    state = holdAll(learnRateLimit(state, spent, 2, 10), 5_000, 10);
    state = learnRateLimit(state, spent, 1, 20);
    expect(decide(state, 'text', 5_010)).toEqual(admit);
    state = learnRateLimit(admitOne(state, 5_010), spent, 3, 5_020);
    expect(decide(state, 'text', 5_020)).toEqual({ kind: 'wait', ms: 60_000 });
  });

  it('that does not say how long holds for 5 s, or to the reset that the headers tell', () => {
    expect(decide(holdAll(newBudget(150), null, 0), 'text', 0)).toEqual({ kind: 'wait', ms: 5_000 });
    const spent = learnRateLimit(
      admitOne(newBudget(150), 0),
      { count: 300, allowed: 300, resetMs: 9_000 },
      1,
      0,
    );
    expect(decide(holdAll(spent, null, 0), 'text', 0)).toEqual({ kind: 'wait', ms: 9_000 });
  });
});

describe('any state', () => {
  type Step = { ms: number } & (
    | { kind: 'send' }
    | { kind: 'learn'; count: number; allowed: number; resetMs: number; back: number }
    | { kind: 'hold'; retryAfterMs: number | null }
  );
  const ms = fc.double({ min: 0, max: 70_000, noNaN: true });
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('send' as const), ms: fc.double({ min: 0, max: 2_000, noNaN: true }) }),
      fc.record({
        kind: fc.constant('learn' as const),
        ms,
        count: fc.oneof(fc.integer(), fc.integer({ min: 0, max: 400 })),
        allowed: fc.oneof(fc.integer(), fc.constantFrom(180, 300)),
        resetMs: fc.oneof(fc.double(), fc.integer({ min: 0, max: 60_000 })),
        back: fc.nat(5),
      }),
      fc.record({ kind: fc.constant('hold' as const), ms, retryAfterMs: fc.option(fc.nat(100_000)) }),
    ),
    { maxLength: 60 },
  );

  it('lets everybody go in the end, at the moment it said, and the connection first', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (list, perMinute) => {
        let state = newBudget(perMinute);
        let now = 0;
        for (const step of list) {
          now += step.ms;
          if (step.kind === 'send' && decide(state, 'connection', now).kind === 'admit')
            state = admitOne(state, now);
          if (step.kind === 'learn') state = learnRateLimit(state, step, state.total - step.back, now);
          if (step.kind === 'hold') state = holdAll(state, step.retryAfterMs, now);

          const connection = decide(state, 'connection', now);
          for (const priority of ['reconcile', 'text', 'background'] as const) {
            const decision = decide(state, priority, now);
            if (decision.kind === 'admit') {
              expect(connection).toEqual(admit);
              continue;
            }
            expect(decision.ms).toBeGreaterThan(0);
            // nothing changes by itself before, and nothing else is in the way after
            expect(decide(state, priority, now + decision.ms)).toEqual(admit);
            if (decision.ms > 1.1) {
              expect(decide(state, priority, now + decision.ms - 1.1).kind).toBe('wait');
            }
            if (connection.kind === 'wait') expect(connection.ms).toBeLessThanOrEqual(decision.ms);
          }
        }
      }),
    );
  });
});
