import { describe, expect, test } from 'vitest';
import type { RenewResult } from '../../main/connection/protocol.ts';
import { Driver, HOUR_MS } from './support/driver.ts';

function connected(topics: readonly string[] = ['topic']): Driver {
  const driver = new Driver();
  driver.start();
  driver.token(null);
  driver.prepared(topics);
  driver.finishLinks();
  return driver;
}

/** Connected for 20 h, with the renewal answered. */
function renewed(result: RenewResult): Driver {
  const driver = connected();
  driver.advanceAlive(20 * HOUR_MS);
  const { link, attempt } = driver.take('renewChannel');
  driver.send({ type: 'renewed', link, attempt, result });
  return driver;
}

/** The channel turns out to be gone when its socket is opened again. */
function evict(driver: Driver): void {
  driver.closed();
  driver.untilRetry();
  driver.refusedUpgrade(404);
}

describe('a channel that is gone when it is opened again', () => {
  test('is replaced by one new one at once, and the gap is read', () => {
    const driver = connected();
    evict(driver);
    expect(driver.waiting('openChannel')).toBe(1);
    driver.channel();
    expect(driver.take('openSocket').channel.id).toBe('channel-2');
    driver.send({ type: 'opened', link: 1, attempt: driver.link().attempt });
    driver.subscribed();
    expect(driver.take('reconcile').gap).toMatchObject({ reason: 'closed' });
  });

  test('is told by the subscription as well', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed({ kind: 'channelGone' });
    expect(driver.waiting('openChannel')).toBe(1);
  });

  test('three times in 10 min blocks: too many programs use the client id', () => {
    const driver = connected();
    for (let count = 0; count < 2; count += 1) {
      evict(driver);
      driver.finishLinks();
      expect(driver.status.state).toBe('connected');
    }
    evict(driver);
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'tooManyPrograms' });
    expect(driver.sockets.size).toBe(0);
    driver.hint('retry');
    driver.answer(driver.take('requestToken'));
    driver.prepared();
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
    evict(driver);
    expect(driver.status.state).toBe('reconnecting');
  });

  test('three times in an hour does not block', () => {
    const driver = connected();
    for (let count = 0; count < 6; count += 1) {
      evict(driver);
      driver.finishLinks();
      driver.advanceAlive(5 * 60_000);
    }
    expect(driver.status.state).toBe('connected');
  });

  test('and has never worked is the trouble of the service: it is asked with backoff, and blocks nothing', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared();
    for (let count = 0; count < 5; count += 1) {
      driver.channel();
      driver.refusedUpgrade(404);
      expect(driver.waiting('openChannel')).toBe(0);
      driver.advance(90_000);
    }
    expect(driver.waiting('openChannel')).toBe(1);
  });
});

describe('the renewal of a channel', () => {
  test('comes at 20 h, with the topics of that time', () => {
    const driver = connected(['a', 'b']);
    driver.advanceAlive(20 * HOUR_MS - 60_000);
    expect(driver.waiting('renewChannel')).toBe(0);
    driver.advanceAlive(60_000);
    expect(driver.take('renewChannel')).toMatchObject({ channel: { id: 'channel-1' }, topics: ['a', 'b'] });
    expect(driver.status.state).toBe('connected');
  });

  test('that moves its end is all there is to do, for 20 h more', () => {
    const driver = renewed({ kind: 'renewed', lifetimeMs: 24 * HOUR_MS });
    expect(driver.pending).toEqual([]);
    driver.advanceAlive(20 * HOUR_MS - 60_000);
    expect(driver.waiting('renewChannel')).toBe(0);
    driver.advanceAlive(60_000);
    expect(driver.waiting('renewChannel')).toBe(1);
  });

  test.each<RenewResult>([
    { kind: 'unchanged' },
    { kind: 'refused', message: 'no' },
    { kind: 'forbidden', refused: [], message: 'no' },
  ])('that is answered with $kind is followed by a fresh channel, without a gap', (result) => {
    const driver = renewed(result);
    driver.channel();
    driver.opened();
    expect(driver.status.state).toBe('connected');
    driver.subscribed();
    expect(driver.waiting('reconcile')).toBe(0);
    expect(driver.status.state).toBe('connected');
    expect(driver.sockets.size).toBe(2);
    driver.advance(2_000);
    expect([...driver.sockets]).toEqual([driver.link().attempt]);
    expect(driver.state.links).toHaveLength(1);
  });

  test('that could not be asked for is asked again, not before 10 min', () => {
    const driver = renewed({ kind: 'limited', retryAfterMs: 0 });
    driver.advanceAlive(10 * 60_000 - 1);
    expect(driver.waiting('renewChannel')).toBe(0);
    driver.advanceAlive(1);
    expect(driver.waiting('renewChannel')).toBe(1);
  });

  test('that finds the channel gone is followed by a new one', () => {
    const driver = renewed({ kind: 'channelGone' });
    expect(driver.waiting('openChannel')).toBe(1);
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('that finds the token refused keeps the socket until there is a new token', () => {
    const driver = renewed({ kind: 'unauthorized' });
    expect(driver.status.state).toBe('connected');
    expect(driver.waiting('requestToken')).toBe(1);
    driver.token();
    driver.finishLinks();
    expect(driver.states).toEqual(['connecting', 'connected']);
  });
});
