import { describe, expect, test } from 'vitest';
import { Driver } from './support/driver.ts';

function connected(): Driver {
  const driver = new Driver();
  driver.connect();
  return driver;
}

function waitingLong(): Driver {
  const driver = connected();
  driver.closed();
  for (let count = 0; count < 8; count += 1) {
    driver.untilRetry();
    driver.closed(driver.link(), { kind: 'failed', code: 'ENETUNREACH' });
    driver.pending = [];
  }
  return driver;
}

describe('online', () => {
  test('ends a wait at once', () => {
    const driver = waitingLong();
    expect(driver.waiting('openSocket')).toBe(0);
    driver.hint('online');
    expect(driver.waiting('openSocket')).toBe(1);
  });

  test('probes what is live: after a change of network a socket may be dead', () => {
    const driver = connected();
    driver.advance(1);
    driver.hint('online');
    expect(driver.probes).toEqual([driver.now]);
    driver.advance(5_000);
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'silence' });
  });

  test('ends the waits for a token and for the topics', () => {
    const driver = new Driver();
    driver.start();
    driver.tokenAnswer({ kind: 'transient', message: 'down', retryAfterMs: null });
    driver.hint('online');
    driver.token();
    driver.prepared({ kind: 'transient', reason: 'network', retryAfterMs: null });
    driver.hint('online');
    expect(driver.waiting('prepare')).toBe(1);
  });

  test('asks for no token where none is wanted', () => {
    const driver = connected();
    driver.hint('online');
    expect(driver.waiting('requestToken')).toBe(0);
  });

  test('starts nothing twice', () => {
    const driver = new Driver();
    driver.start();
    driver.hint('online');
    expect(driver.waiting('requestToken')).toBe(1);
    driver.token();
    driver.hint('online');
    expect(driver.waiting('prepare')).toBe(1);
    driver.prepared();
    driver.hint('online');
    expect(driver.waiting('openChannel')).toBe(1);
  });
});

describe('offline', () => {
  test('is shown while there is no connection, as one stretch with the time before, and attempts go on', () => {
    const driver = waitingLong();
    const since = 'since' in driver.status ? driver.status.since : 0;
    driver.hint('offline');
    expect(driver.status).toMatchObject({ state: 'offline', since, reason: 'network' });
    driver.untilRetry();
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('alone does not end what works: it is a hint', () => {
    const driver = connected();
    driver.hint('offline');
    expect(driver.status.state).toBe('connected');
    driver.closed();
    expect(driver.status.state).toBe('offline');
    driver.hint('online');
    expect(driver.status.state).toBe('reconnecting');
  });
});

describe('suspend and resume', () => {
  test('a sleep is shown, and every socket is opened anew after it, with the gap', () => {
    const driver = connected();
    driver.hear();
    const from = driver.wall;
    driver.hint('suspend');
    expect(driver.status).toEqual({ state: 'suspended', since: driver.now });
    driver.wallAhead += 3_600_000;
    driver.hint('resume');
    expect(driver.status).toMatchObject({
      state: 'reconnecting',
      attempt: 1,
      retryAt: null,
      reason: 'resumed',
    });
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap).toEqual({ from, reason: 'resumed' });
  });

  test('no attempt is made while the computer sleeps', () => {
    const driver = connected();
    driver.closed();
    driver.hint('suspend');
    driver.advance(30_000);
    expect(driver.pending).toEqual([]);
    driver.hint('resume');
    expect(driver.waiting('openSocket')).toBe(1);
  });

  test('a sleep that does not come is over after a minute', () => {
    const driver = connected();
    driver.hint('suspend');
    driver.advance(59_999);
    expect(driver.status.state).toBe('suspended');
    driver.advance(1);
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('a resume without a suspend opens the sockets anew all the same', () => {
    const driver = connected();
    driver.hint('resume');
    expect(driver.waiting('openSocket')).toBe(1);
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('a resume while a successor is under way leaves one link', () => {
    const driver = connected();
    const { token } = driver.state;
    if (token === null) throw new Error('no token');
    driver.send({ type: 'unauthorized', token });
    driver.token();
    driver.channel();
    driver.hint('resume');
    expect(driver.state.links.map(({ id }) => id)).toEqual([2]);
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
    expect(driver.sockets.size).toBe(1);
  });
});

describe('retry', () => {
  test('ends a wait at once', () => {
    const driver = waitingLong();
    driver.hint('retry');
    expect(driver.waiting('openSocket')).toBe(1);
  });

  test('begins anew where the connection was blocked', () => {
    const driver = new Driver();
    driver.start();
    driver.tokenAnswer({ kind: 'rejected', code: 'credentialsRejected', message: 'no' });
    driver.hint('retry');
    expect(driver.status).toMatchObject({ state: 'connecting' });
    driver.token();
    driver.prepared();
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('signs nobody in who has signed out', () => {
    const driver = new Driver();
    driver.hint('retry');
    expect(driver.effects).toEqual([]);
  });
});
