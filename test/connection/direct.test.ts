import { describe, expect, test } from 'vitest';
import { directTraits, Driver, HOUR_MS } from './support/driver.ts';

function connected(): Driver {
  const driver = new Driver(directTraits);
  driver.start();
  driver.token(10 * HOUR_MS);
  driver.prepared(['conversation:*']);
  driver.channel();
  driver.opened();
  driver.subscribed({ kind: 'asked' });
  driver.frame({ kind: 'confirmed', subscriptionId: 's' });
  driver.reconciled();
  return driver;
}

/** A new token has come, and a second socket is being opened beside the old one. */
function moving(): Driver {
  const driver = connected();
  driver.advanceAlive(9 * HOUR_MS);
  driver.token();
  driver.channel();
  return driver;
}

test('being asked is no acknowledgement: that is a confirmation, or 10 s are over', () => {
  const driver = new Driver(directTraits);
  driver.start();
  driver.token();
  driver.prepared();
  driver.channel();
  driver.opened();
  driver.subscribed({ kind: 'asked' });
  expect(driver.status.state).toBe('connecting');
  driver.advance(10_000);
  expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'noConfirmation' });
});

test('silence of 30 s is probed', () => {
  const driver = connected();
  driver.advance(29_999);
  expect(driver.probes).toHaveLength(0);
  driver.advance(1);
  expect(driver.probes).toHaveLength(1);
});

describe('a new token', () => {
  test('where a second socket is admitted: nothing is missed', () => {
    const driver = moving();
    driver.opened();
    driver.subscribed({ kind: 'asked' });
    driver.frame({ kind: 'confirmed', subscriptionId: 's' });
    driver.advance(2_000);
    expect(driver.states).toEqual(['connecting', 'connected']);
    expect(driver.waiting('reconcile')).toBe(0);
    expect(driver.sockets.size).toBe(1);
  });

  test('where a second socket is refused with 429: the old one is closed first, and the gap is owned up to', () => {
    const driver = moving();
    driver.hear(driver.link(1));
    const from = driver.wall;
    driver.refusedUpgrade(429, 60_000);
    expect(driver.effects.slice(-3)).toMatchObject([
      { type: 'abandon', link: 1, how: 'close' },
      { type: 'abandon', link: 2 },
      { type: 'openSocket', link: 2 },
    ]);
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'moved' });
    expect(driver.sockets.size).toBe(1);
    driver.opened();
    driver.subscribed({ kind: 'asked' });
    driver.frame({ kind: 'confirmed', subscriptionId: 's' });
    expect(driver.take('reconcile').gap).toEqual({ from, reason: 'moved' });
  });

  test('where the one socket is refused with 429: what the service asks for is obeyed', () => {
    const driver = moving();
    driver.refusedUpgrade(429, 60_000);
    driver.refusedUpgrade(429, 60_000);
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tooManyRequests' });
    driver.advance(60_000);
    expect(driver.waiting('openSocket')).toBe(0);
    driver.advance(1_000);
    expect(driver.waiting('openSocket')).toBe(1);
  });
});

describe('401 on the upgrade', () => {
  test('is answered with another token, in another address', () => {
    const driver = connected();
    driver.closed();
    driver.untilRetry();
    driver.refusedUpgrade(401);
    driver.token();
    expect(driver.take('openChannel').token.value).toBe('token-2');
  });

  test('twice in a row blocks', () => {
    const driver = connected();
    driver.closed();
    driver.untilRetry();
    driver.refusedUpgrade(401);
    driver.token();
    driver.channel();
    driver.refusedUpgrade(401);
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'signInAgain' });
  });
});

describe('an error of the server', () => {
  test('while live is reported and no more', () => {
    const driver = connected();
    driver.frame({ kind: 'serverError', message: 'odd', limited: false });
    expect(driver.reports).toEqual([{ code: 'serverError', message: 'odd' }]);
    expect(driver.status.state).toBe('connected');
  });

  test('instead of a confirmation ends the attempt', () => {
    const driver = connected();
    driver.closed();
    driver.untilRetry();
    driver.opened();
    driver.frame({ kind: 'serverError', message: 'rate exceeded', limited: true });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tooManyRequests' });
  });
});

test('5xx on the upgrade is the trouble of the service', () => {
  const driver = connected();
  driver.closed();
  driver.untilRetry();
  driver.refusedUpgrade(503, 5_000);
  expect(driver.status).toMatchObject({
    state: 'reconnecting',
    reason: 'serviceError',
    retryAt: driver.now + 5_500,
  });
});

describe('topics', () => {
  test('of any number are one subscription on one socket', () => {
    const driver = new Driver(directTraits);
    driver.start();
    driver.token();
    driver.prepared(Array.from({ length: 2_500 }, (_, index) => `conversation:${index}`));
    expect(driver.waiting('openChannel')).toBe(1);
    driver.channel();
    driver.opened();
    expect(driver.take('subscribe').topics).toHaveLength(2_500);
  });

  test('that change on a live socket are counted when they are asked for', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['conversation:1', 'conversation:2'] });
    driver.subscribed({ kind: 'asked' });
    expect(driver.status).toMatchObject({ state: 'connected', topics: 2 });
  });

  test('that change before the question is out are asked for after it', () => {
    const driver = connected();
    driver.closed();
    driver.untilRetry();
    driver.opened();
    driver.send({ type: 'topics', topics: ['conversation:1'] });
    expect(driver.waiting('subscribe')).toBe(1);
    driver.subscribed({ kind: 'asked' });
    expect(driver.take('subscribe').topics).toEqual(['conversation:1']);
  });

  test('that change between the question and the confirmation are asked for at once', () => {
    const driver = connected();
    driver.closed();
    driver.untilRetry();
    driver.opened();
    driver.subscribed({ kind: 'asked' });
    driver.send({ type: 'topics', topics: ['conversation:1'] });
    expect(driver.take('subscribe').topics).toEqual(['conversation:1']);
  });
});

test('a move that the service announces closes the one socket and opens the next at once', () => {
  const driver = connected();
  driver.frame({ kind: 'closing' });
  expect(driver.sockets.size).toBe(1);
  expect(driver.status).toMatchObject({ state: 'reconnecting', retryAt: null, reason: 'serviceMoves' });
});
