import { describe, expect, test } from 'vitest';
import { Driver } from './support/driver.ts';

function announced(): Driver {
  const driver = new Driver();
  driver.connect();
  driver.advance(10_000);
  driver.hear();
  driver.frame({ kind: 'closing' });
  return driver;
}

const closing = { kind: 'closing' } as const;

describe('the service announces that it closes the socket', () => {
  test('the next one is opened at once on the same channel, the old one goes on', () => {
    const driver = announced();
    expect([...driver.sockets]).toEqual([1, 2]);
    expect(driver.take('openSocket').channel.id).toBe('channel-1');
    expect(driver.effects.some(({ type }) => type === 'abandon')).toBe(false);
  });

  test('the old one is closed when the new one is acknowledged; what may have been missed is read', () => {
    const driver = announced();
    driver.opened();
    expect(driver.status).toMatchObject({ state: 'reconnecting', retryAt: null, reason: 'serviceMoves' });
    driver.subscribed();
    expect(driver.effects.filter(({ type }) => type === 'abandon')).toEqual([
      { type: 'abandon', link: 1, attempt: 1, how: 'close' },
    ]);
    expect(driver.take('reconcile').gap).toMatchObject({ reason: 'serviceMoves' });
    driver.send({ type: 'reconciled', link: 1, attempt: 2, result: 'done' });
    expect(driver.status).toMatchObject({ state: 'connected', attempt: 1 });
    expect([...driver.sockets]).toEqual([2]);
  });

  test('the old one, which the service closes as soon as there is a new one, is not missed', () => {
    const driver = announced();
    driver.send({ type: 'closed', link: 1, attempt: 1, close: { kind: 'closed', code: 1000 } });
    driver.finishLinks();
    expect(driver.status).toMatchObject({ state: 'connected', attempt: 1 });
  });

  test('a new one that fails is followed by another, with the gap from before', () => {
    const driver = announced();
    const from = driver.wall;
    driver.advance(500);
    driver.closed(driver.link(), { kind: 'failed', code: 'ECONNREFUSED' });
    expect(driver.sockets.size).toBe(0);
    driver.advance(1_000);
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap).toEqual({ from, reason: 'serviceMoves' });
  });

  test('announced again and again, it makes no storm', () => {
    const driver = announced();
    driver.send({ type: 'frame', link: 1, attempt: 1, frame: closing });
    driver.finishLinks();
    for (let count = 0; count < 50; count += 1) {
      driver.frame(closing);
      driver.finishLinks();
      driver.advance(100);
    }
    expect(driver.effects.filter(({ type }) => type === 'openSocket').length).toBeLessThanOrEqual(2);
    driver.advance(10_000);
    driver.frame(closing);
    expect([...driver.sockets]).toHaveLength(2);
  });

  test('announced on the new socket too, before it is acknowledged, it never leaves more than two', () => {
    const driver = announced();
    driver.advance(5_000);
    driver.opened();
    driver.advance(5_000);
    driver.frame(closing);
    expect(driver.sockets.size).toBeLessThanOrEqual(2);
    driver.finishLinks();
    expect(driver.sockets.size).toBe(1);
    expect(driver.status.state).toBe('connected');
  });

  test('on a socket that is not acknowledged yet, it is left as well', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared();
    driver.channel();
    driver.opened();
    driver.frame(closing);
    expect([...driver.sockets]).toEqual([1, 2]);
    driver.finishLinks();
    expect([...driver.sockets]).toEqual([2]);
    expect(driver.status.state).toBe('connected');
  });

  test('on a socket that is being drained, it says nothing new', () => {
    const driver = new Driver();
    driver.connect();
    const { token } = driver.state;
    if (token === null) throw new Error('no token');
    driver.send({ type: 'unauthorized', token });
    driver.token();
    driver.finishLinks();
    expect(driver.link(1).phase.name).toBe('draining');
    driver.frame(closing, driver.link(1));
    expect(driver.pending).toEqual([]);
    expect(driver.sockets.size).toBe(2);
  });

  test('while a successor is under way, no socket is forgotten', () => {
    const driver = new Driver();
    driver.connect();
    const { token } = driver.state;
    if (token === null) throw new Error('no token');
    driver.send({ type: 'unauthorized', token });
    driver.token();
    const creation = driver.take('openChannel');
    const channel = { id: 'next', url: 'wss://service/next', lifetimeMs: null };
    driver.frame(closing, driver.link(1));
    driver.take('openSocket');
    driver.send({
      type: 'channel',
      link: 2,
      attempt: creation.attempt,
      result: { kind: 'channel', channel },
    });
    driver.finishLinks();
    driver.advance(3_000);
    expect(driver.state.links.map(({ id }) => id)).toEqual([2]);
    expect([...driver.sockets]).toEqual([driver.link(2).attempt]);
  });
});

describe('a subscription that is taken away though the socket is open', () => {
  test('is asked for again', () => {
    const driver = new Driver();
    driver.connect();
    driver.frame({ kind: 'subscriptionLost' });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'channelGone' });
    driver.advance(2_000);
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });
});
