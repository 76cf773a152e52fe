import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ServiceClock,
  learnServiceTime,
  readHttpDate,
  serviceTimeBound,
  type ServiceTime,
} from '../../main/genesys/service-clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

const START = Date.UTC(2026, 0, 5, 10, 0, 0);
const HOUR = 60 * 60_000;

function dateHeader(ms: number): string {
  return new Date(ms).toUTCString();
}

describe('ServiceClock', () => {
  it('knows nothing before the first answer', () => {
    const service = new ServiceClock(new FakeClock());
    expect(service.now()).toBeNull();
    service.learn(null);
    expect(service.now()).toBeNull();
  });

  it('goes on from a Date header', async () => {
    const clock = new FakeClock(0); // our wall clock is decades behind
    const service = new ServiceClock(clock);
    service.learn(dateHeader(START));
    expect(service.now()).toBe(START);
    await clock.advance(10_000);
    expect(service.now()).toBeCloseTo(START + 9_995, 3);
  });

  it('keeps the best of several readings', async () => {
    const clock = new FakeClock();
    const service = new ServiceClock(clock);
    service.learn(dateHeader(START + 5_000));
    await clock.advance(1_000);
    service.learn(dateHeader(START + 3_000)); // this answer was long under way
    expect(service.now()).toBeGreaterThan(START + 5_900);
    await clock.advance(1_000);
    service.learn(dateHeader(START + 9_000)); // a better one wins at once
    expect(service.now()).toBe(START + 9_000);
  });

  it('forgets a reading after an hour, so that a wrong one does not stay', async () => {
    const clock = new FakeClock();
    const service = new ServiceClock(clock);
    service.learn(dateHeader(START + 24 * HOUR)); // a server whose clock is a day ahead
    await clock.advance(HOUR / 2);
    service.learn(dateHeader(START + HOUR / 2));
    expect(service.now()).toBeGreaterThan(START + 24 * HOUR);
    await clock.advance(HOUR / 2);
    expect(service.now()).toBeLessThan(START + HOUR + 1);
    await clock.advance(HOUR / 2);
    expect(service.now()).toBeNull();
  });
});

describe('the bound', () => {
  const answers = fc.array(
    fc.record({
      pauseMs: fc.integer({ min: 0, max: 20 * 60_000 }),
      underWayMs: fc.integer({ min: 0, max: 15_000 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it('is never later than the service, whatever the delays, on a clock that runs fast', () => {
    fc.assert(
      fc.property(answers, fc.double({ min: 0.9, max: 1.0005, noNaN: true }), (list, rate) => {
        let known: ServiceTime = [];
        let truth = START + 0.7;
        for (const { pauseMs, underWayMs } of list) {
          const written = truth + pauseMs;
          truth = written + underWayMs;
          const at = (truth - START) * rate;
          known = learnServiceTime(known, dateHeader(written), at);
          const bound = serviceTimeBound(known, at);
          expect(bound).not.toBeNull();
          expect(bound ?? Infinity).toBeLessThanOrEqual(truth + 1e-3);
          expect(bound ?? 0).toBeGreaterThanOrEqual(truth - underWayMs - 1000);
        }
      }),
    );
  });

  it('does not collect readings without end', () => {
    let known: ServiceTime = [];
    for (let answer = 0; answer < 5_000; answer += 1) {
      known = learnServiceTime(known, dateHeader(START + answer * 50), answer * 50);
    }
    expect(known.length).toBeLessThanOrEqual(25);
  });
});

describe('readHttpDate', () => {
  it('takes an HTTP date only', () => {
    expect(readHttpDate('Mon, 05 Jan 2026 10:00:00 GMT')).toBe(START);
    for (const text of [
      null,
      '',
      '1',
      '-1',
      '2026-01-05T10:00:00Z',
      'Mon, nonsense GMT',
      'Mon, 05 Jan 2026 10:00:00',
    ])
      expect(readHttpDate(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void readHttpDate(`Mon, ${text} GMT`)));
  });
});
