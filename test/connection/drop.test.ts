import { describe, expect, test } from 'vitest';
import { Driver, HOUR_MS } from './support/driver.ts';

function connected(topics: readonly string[] = ['topic']): Driver {
  const driver = new Driver();
  driver.connect(topics);
  return driver;
}

describe('silence', () => {
  test('of 35 s is probed; 5 s without an answer end the socket', () => {
    const driver = connected();
    driver.advance(34_999);
    expect(driver.probes).toEqual([]);
    driver.advance(1);
    expect(driver.probes).toEqual([driver.now]);
    expect(driver.status.state).toBe('connected');
    driver.advance(4_999);
    expect(driver.status.state).toBe('connected');
    driver.advance(1);
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'silence' });
    expect(driver.effects.at(-1)).toMatchObject({ type: 'abandon', how: 'terminate' });
  });

  test('a frame after the probe is an answer', () => {
    const driver = connected();
    driver.advance(36_000);
    driver.hear();
    driver.advance(10_000);
    expect(driver.status.state).toBe('connected');
    expect(driver.link().phase).toMatchObject({ probe: null });
    driver.advance(25_000);
    expect(driver.probes).toHaveLength(2);
  });

  test('heartbeats keep a connection up for a day', () => {
    const driver = connected();
    driver.advanceAlive(12 * HOUR_MS);
    expect(driver.probes).toEqual([]);
    expect(driver.status.state).toBe('connected');
  });

  test('a probe is never sent twice for one silence', () => {
    const driver = connected();
    driver.advance(35_000);
    driver.send({ type: 'tick' });
    driver.hint('online');
    expect(driver.probes).toHaveLength(1);
  });
});

describe('a drop', () => {
  test('is followed by a socket on the same channel, a reconcile with the gap, and only then "connected"', () => {
    const driver = connected();
    driver.advance(20_000);
    driver.hear();
    const lastHeard = driver.wall;
    driver.advance(7_000);
    driver.closed();
    expect(driver.status).toEqual({
      state: 'reconnecting',
      since: driver.now,
      attempt: 2,
      retryAt: driver.now + 1_000,
      reason: 'closed',
    });
    driver.advance(1_000);
    expect(driver.status).toMatchObject({
      state: 'reconnecting',
      attempt: 2,
      retryAt: null,
      reason: 'closed',
    });
    driver.opened();
    driver.subscribed();
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'catchingUp' });
    expect(driver.take('reconcile').gap).toEqual({ from: lastHeard, reason: 'closed' });
    const { id, attempt } = driver.link();
    driver.send({ type: 'reconciled', link: id, attempt, result: 'done' });
    expect(driver.status).toMatchObject({ state: 'connected', attempt: 2, topics: 1 });
    expect(driver.effects.filter(({ type }) => type === 'openChannel')).toHaveLength(1);
  });

  test('one stretch of trouble is one gap, from its beginning, with its first reason', () => {
    const driver = connected();
    driver.hear();
    const from = driver.wall;
    driver.advance(1_000);
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed();
    driver.advance(5_000);
    driver.hear();
    driver.closed();
    driver.advance(2_000);
    driver.opened();
    driver.advance(10_000);
    driver.advance(4_000);
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap).toEqual({ from, reason: 'closed' });
  });

  test('a gap that was read is not read again', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    driver.finishLinks();
    driver.advance(10_000);
    driver.hear();
    const from = driver.wall;
    driver.closed();
    driver.advance(2_000);
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap?.from).toBe(from);
  });

  test('after a sleep that only the wall clock saw, the gap begins before the sleep', () => {
    const driver = connected();
    driver.hear();
    const from = driver.wall;
    driver.advance(1_000);
    driver.wallAhead += 8 * HOUR_MS;
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap?.from).toBe(from);
  });

  test('a wall clock that was set back does not make the gap shorter than it was', () => {
    const driver = connected();
    driver.hear();
    driver.advance(20_000);
    driver.wallAhead -= HOUR_MS;
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap?.from).toBe(driver.wall - 21_000);
  });

  test('what cannot be read yet is tried again, and the person is told', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed();
    const gap = driver.state.shards[0]?.missed;
    driver.reconciled('retry');
    expect(driver.status).toMatchObject({
      state: 'reconnecting',
      reason: 'catchingUp',
      retryAt: driver.now + 1_000,
    });
    driver.advance(1_000);
    expect(driver.take('reconcile').gap).toEqual(gap);
    const { id, attempt } = driver.link();
    driver.send({ type: 'reconciled', link: id, attempt, result: 'done' });
    expect(driver.status.state).toBe('connected');
  });
});

describe('the count of attempts', () => {
  test('is not reset by a socket that opens and closes', () => {
    const driver = connected();
    for (const wait of [1_000, 2_000, 4_000]) {
      driver.closed();
      driver.advance(wait - 1);
      expect(driver.waiting('openSocket')).toBe(0);
      driver.advance(1);
      driver.finishLinks();
      expect(driver.status.state).toBe('connected');
      driver.advance(29_999);
      driver.hear();
    }
    expect(driver.status).toMatchObject({ attempt: 4 });
  });

  test('is reset by 30 s of being connected', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    driver.finishLinks();
    driver.advance(30_000);
    expect(driver.status).toMatchObject({ state: 'connected', attempt: 1 });
    driver.closed();
    expect(driver.status).toMatchObject({ retryAt: driver.now + 1_000 });
  });

  test('is not reset while what was missed could not be read', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed();
    driver.advance(31_000);
    driver.hear();
    expect(driver.link().failures).toBe(1);
  });
});

test('results of past attempts are ignored, whatever they are', () => {
  const driver = connected();
  driver.closed();
  driver.advance(1_000);
  driver.closed();
  driver.advance(2_000);
  const before = driver.state;
  for (const attempt of [1, 2]) {
    driver.send({ type: 'opened', link: 1, attempt });
    driver.send({
      type: 'closed',
      link: 1,
      attempt,
      close: { kind: 'refused', status: 401, retryAfterMs: null },
    });
    driver.send({ type: 'channel', link: 1, attempt, result: { kind: 'unauthorized' } });
    driver.send({ type: 'subscribed', link: 1, attempt, result: { kind: 'refused', message: 'no' } });
    driver.send({ type: 'renewed', link: 1, attempt, result: { kind: 'channelGone' } });
    driver.send({ type: 'reconciled', link: 1, attempt, result: 'done' });
    driver.send({ type: 'eventSeen', link: 1, attempt });
    driver.send({ type: 'frame', link: 1, attempt, frame: { kind: 'tokenRevoked' } });
  }
  expect(driver.state).toEqual(before);
});

test('results that come after the drop of their own attempt are ignored', () => {
  const driver = connected();
  driver.closed();
  const { attempt } = driver.link();
  const before = driver.state;
  driver.send({ type: 'opened', link: 1, attempt });
  driver.send({ type: 'closed', link: 1, attempt, close: { kind: 'closed', code: 1000 } });
  driver.send({ type: 'subscribed', link: 1, attempt, result: { kind: 'refused', message: 'no' } });
  driver.send({ type: 'renewed', link: 1, attempt, result: { kind: 'unchanged' } });
  driver.send({ type: 'reconciled', link: 1, attempt, result: 'done' });
  driver.send({ type: 'frame', link: 1, attempt, frame: { kind: 'tokenRevoked' } });
  expect(driver.state).toEqual(before);
});
