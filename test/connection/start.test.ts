import { describe, expect, test } from 'vitest';
import { Driver } from './support/driver.ts';

function running(): Driver {
  const driver = new Driver();
  driver.start();
  driver.token();
  driver.prepared(['a', 'b']);
  return driver;
}

function subscribing(): Driver {
  const driver = running();
  driver.channel();
  driver.opened();
  return driver;
}

describe('a first start', () => {
  test('goes from a token to topics to a channel to a socket to a subscription, and then reads what is there', () => {
    const driver = new Driver();
    driver.start();
    expect(driver.take('requestToken').refused).toBeNull();
    driver.send({
      type: 'token',
      request: driver.state.request,
      result: { kind: 'token', token: { value: 't', lifetimeMs: null } },
    });
    driver.prepared(['a', 'b']);
    driver.channel();
    driver.opened();
    expect(driver.status).toMatchObject({ state: 'connecting', attempt: 1 });
    driver.subscribed();
    expect(driver.status.state).toBe('connecting');
    expect(driver.take('reconcile')).toMatchObject({ topics: ['a', 'b'], gap: null });
    driver.send({ type: 'reconciled', link: 1, attempt: 1, result: 'done' });
    expect(driver.status).toEqual({
      state: 'connected',
      since: driver.now,
      attempt: 1,
      topics: 2,
      refused: [],
    });
    expect(driver.states).toEqual(['connecting', 'connected']);
  });

  test('with nothing to watch is connected all the same, and says so', () => {
    const driver = new Driver();
    driver.connect([]);
    expect(driver.status).toMatchObject({ state: 'connected', topics: 0 });
  });

  test('a second start changes nothing', () => {
    const driver = running();
    const before = driver.state;
    driver.start();
    expect(driver.state).toBe(before);
  });
});

describe('the acknowledgement', () => {
  test('is the answer to the subscription', () => {
    const driver = subscribing();
    driver.subscribed({ kind: 'acknowledged', topics: 7, refused: [], lifetimeMs: null });
    driver.reconciled();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 7 });
  });

  test('is an event, where it comes before the answer', () => {
    const driver = subscribing();
    driver.send({ type: 'eventSeen', link: 1, attempt: 1 });
    driver.reconciled();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 2 });
  });

  test('is a confirmation on the socket', () => {
    const driver = subscribing();
    driver.frame({ kind: 'confirmed', subscriptionId: null });
    driver.reconciled();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 2 });
  });

  test('an answer after an event only tells how many topics it was', () => {
    const driver = subscribing();
    driver.send({ type: 'eventSeen', link: 1, attempt: 1 });
    driver.subscribed({ kind: 'acknowledged', topics: 1, refused: [], lifetimeMs: null });
    expect(driver.waiting('reconcile')).toBe(1);
    driver.reconciled();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 1 });
  });

  test('that does not come in 10 s ends the attempt, and the person is told why', () => {
    const driver = subscribing();
    driver.advance(9_999);
    expect(driver.link().phase.name).toBe('subscribing');
    driver.advance(1);
    expect(driver.status).toMatchObject({ state: 'reconnecting', attempt: 2, reason: 'noConfirmation' });
    expect(driver.sockets.size).toBe(0);
    driver.advance(2_000);
    expect(driver.take('openSocket').channel.id).toBe('channel-1');
  });
});

describe('what fails before a socket is open', () => {
  test('a channel that cannot be had is asked for again, later each time', () => {
    const driver = running();
    const waits: number[] = [];
    for (let count = 0; count < 8; count += 1) {
      driver.channel({ kind: 'transient', reason: 'network', retryAfterMs: null });
      const { status } = driver;
      if (status.state !== 'reconnecting') throw new Error(status.state);
      expect(status).toMatchObject({ attempt: count + 2, reason: 'network' });
      waits.push((status.retryAt ?? 0) - driver.now);
      driver.advance((status.retryAt ?? 0) - driver.now);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 45_000, 45_000]);
  });

  test('a 429 with Retry-After is obeyed', () => {
    const driver = running();
    driver.channel({ kind: 'limited', retryAfterMs: 40_000 });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tooManyRequests' });
    driver.advance(40_000);
    expect(driver.waiting('openChannel')).toBe(0);
    driver.advance(1_000);
    expect(driver.waiting('openChannel')).toBe(1);
  });

  test('a socket that neither opens nor fails is given up after 15 s', () => {
    const driver = running();
    driver.channel();
    driver.advance(14_999);
    expect(driver.sockets.size).toBe(1);
    driver.advance(1);
    expect(driver.sockets.size).toBe(0);
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'network' });
  });

  test('the topics cannot be found out: asked again, and told', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared({ kind: 'limited', retryAfterMs: 10_000 });
    expect(driver.status).toMatchObject({ state: 'reconnecting', attempt: 2, reason: 'tooManyRequests' });
    driver.advance(11_000);
    driver.prepared({ kind: 'transient', reason: 'serviceError', retryAfterMs: null });
    expect(driver.status).toMatchObject({ state: 'reconnecting', attempt: 3, reason: 'serviceError' });
    driver.advance(4_000);
    driver.prepared();
    driver.finishLinks();
    expect(driver.status).toMatchObject({ state: 'connected', attempt: 1 });
  });

  test('no token for now: asked again, with what the service asks for', () => {
    const driver = new Driver();
    driver.start();
    driver.tokenAnswer({ kind: 'transient', message: 'down', retryAfterMs: null });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'serviceError' });
    driver.advance(2_000);
    expect(driver.status).toMatchObject({ state: 'reconnecting', retryAt: null, reason: 'serviceError' });
    driver.tokenAnswer({ kind: 'transient', message: 'slow down', retryAfterMs: 60_000 });
    driver.advance(60_000);
    expect(driver.waiting('requestToken')).toBe(0);
    driver.advance(1_000);
    expect(driver.waiting('requestToken')).toBe(1);
  });

  test('credentials that are rejected block at once', () => {
    const driver = new Driver();
    driver.start();
    driver.tokenAnswer({ kind: 'rejected', code: 'credentialsRejected', message: 'No such client.' });
    expect(driver.status).toMatchObject({
      state: 'blocked',
      code: 'credentialsRejected',
      message: 'No such client.',
    });
    expect(driver.deadline).toBe(Infinity);
  });

  test('a request that is wrong in the eyes of the service blocks, and says what the service said', () => {
    const driver = running();
    driver.channel({ kind: 'refused', message: 'Bad request.' });
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'refused', message: 'Bad request.' });
  });
});

describe('the first reading', () => {
  test('that fails again and again is no connecting without end: it is told', () => {
    const driver = running();
    driver.channel();
    driver.opened();
    driver.subscribed();
    driver.reconciled('retry');
    expect(driver.status).toMatchObject({
      state: 'reconnecting',
      reason: 'catchingUp',
      retryAt: driver.now + 1_000,
    });
    driver.advance(1_000);
    driver.reconciled('retry');
    driver.advance(2_000);
    driver.reconciled();
    expect(driver.status.state).toBe('connected');
  });

  test('that a successor finds unfinished is done by the successor', () => {
    const driver = running();
    driver.channel();
    driver.opened();
    driver.subscribed();
    driver.reconciled('retry');
    const { token } = driver.state;
    if (token === null) throw new Error('no token');
    driver.send({ type: 'unauthorized', token });
    driver.token();
    driver.channel();
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile')).toMatchObject({ link: 2, gap: null });
    expect(driver.status.state).not.toBe('connected');
  });
});

describe('stopping', () => {
  test('ends everything, and whatever comes after it is ignored', () => {
    const driver = subscribing();
    const subscribe = driver.take('subscribe');
    expect(driver.send({ type: 'stop' })).toEqual([{ type: 'abandonAll' }]);
    expect(driver.status).toEqual({ state: 'signedOut' });
    expect(driver.deadline).toBe(Infinity);
    const acknowledged = { kind: 'acknowledged', topics: 1, refused: [], lifetimeMs: null } as const;
    const { link, attempt } = subscribe;
    expect(driver.send({ type: 'subscribed', link, attempt, result: acknowledged })).toEqual([]);
    expect(driver.send({ type: 'eventSeen', link, attempt })).toEqual([]);
    expect(driver.send({ type: 'tick' })).toEqual([]);
    expect(driver.send({ type: 'hint', hint: 'online' })).toEqual([]);
    expect(driver.send({ type: 'hint', hint: 'resume' })).toEqual([]);
    expect(driver.send({ type: 'topics', topics: ['x'] })).toEqual([]);
    expect(driver.status).toEqual({ state: 'signedOut' });
  });

  test('an answer to what was asked before a stop is no answer to what is asked after it', () => {
    const driver = new Driver();
    driver.start();
    const { request } = driver.take('requestToken');
    driver.send({ type: 'stop' });
    driver.start();
    driver.send({
      type: 'token',
      request,
      result: { kind: 'token', token: { value: 'old', lifetimeMs: null } },
    });
    expect(driver.state.token).toBeNull();
    driver.connect();
    expect(driver.status.state).toBe('connected');
  });
});
