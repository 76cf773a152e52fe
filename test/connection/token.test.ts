import { describe, expect, test } from 'vitest';
import { Driver, HOUR_MS } from './support/driver.ts';

function connected(lifetimeMs: number | null = 10 * HOUR_MS): Driver {
  const driver = new Driver();
  driver.start();
  driver.token(lifetimeMs);
  driver.prepared();
  driver.finishLinks();
  return driver;
}

/** Connected, and the next token has been asked for in good time. */
function renewing(): Driver {
  const driver = connected();
  driver.advanceAlive(9 * HOUR_MS);
  return driver;
}

/** The machine's own token is refused by a call beside the links. */
function refuse(driver: Driver): void {
  const { token } = driver.state;
  if (token === null) throw new Error('no token');
  driver.send({ type: 'unauthorized', token });
}

function requestsForTokens(driver: Driver): number {
  return driver.effects.filter(({ type }) => type === 'requestToken').length;
}

describe('a new token', () => {
  test('is asked for before the old one ends, in exchange for it', () => {
    const driver = renewing();
    expect(driver.take('requestToken').refused).toMatchObject({ value: 'token-1' });
  });

  test('gets a fresh channel; the old one is drained for 2 s; nothing is missed', () => {
    const driver = renewing();
    driver.token();
    expect(driver.take('openChannel').token.value).toBe('token-2');
    const { attempt } = driver.link();
    const channel = { id: 'next', url: 'wss://service/next', lifetimeMs: 24 * HOUR_MS };
    driver.send({ type: 'channel', link: 2, attempt, result: { kind: 'channel', channel } });
    driver.opened();
    expect(driver.sockets.size).toBe(2);
    expect(driver.link(1).phase.name).toBe('live');
    driver.subscribed();
    expect(driver.link(1).phase).toEqual({ name: 'draining', until: driver.now + 2_000 });
    driver.advance(1_999);
    expect(driver.sockets.size).toBe(2);
    driver.advance(1);
    expect(driver.effects.at(-1)).toEqual({ type: 'abandon', link: 1, attempt: 1, how: 'close' });
    expect(driver.waiting('reconcile')).toBe(0);
    expect(driver.states).toEqual(['connecting', 'connected']);
  });

  test('whose channel fails leaves the old one alone, and is tried again', () => {
    const driver = renewing();
    driver.token();
    driver.channel({ kind: 'transient', reason: 'network', retryAfterMs: null });
    expect(driver.status.state).toBe('connected');
    expect(driver.link(1).phase.name).toBe('live');
    driver.advance(1_000);
    driver.channel();
    driver.closed();
    expect(driver.status.state).toBe('connected');
    driver.advance(2_000);
    driver.finishLinks();
    driver.advance(2_000);
    expect(driver.state.links.map(({ id }) => id)).toEqual([2]);
    expect(driver.states).toEqual(['connecting', 'connected']);
  });

  test.each(['refused', 'forbidden'] as const)(
    'whose channel is %s does not end what still works, but blocks when that ends',
    (kind) => {
      const driver = renewing();
      driver.token();
      const answer = { kind, message: 'No.', refused: [] };
      driver.channel(answer);
      expect(driver.status.state).toBe('connected');
      driver.hear(driver.link(1));
      driver.closed(driver.link(1));
      driver.advance(2_000);
      driver.channel(answer);
      expect(driver.status).toMatchObject({
        state: 'blocked',
        code: kind === 'refused' ? 'refused' : 'nothingPermitted',
      });
    },
  );

  test('an old link that drops while its successor is under way is not opened again; the gap is read', () => {
    const driver = renewing();
    driver.token();
    driver.channel();
    driver.closed(driver.link(1));
    expect(driver.state.links.map(({ id }) => id)).toEqual([2]);
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'closed' });
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap).toMatchObject({ reason: 'closed' });
  });

  test('an old link that drops brings a waiting successor forward', () => {
    const driver = renewing();
    driver.token();
    for (let count = 0; count < 6; count += 1) {
      driver.channel({ kind: 'transient', reason: 'serviceError', retryAfterMs: null });
      const { phase } = driver.link();
      if (phase.name !== 'dead') throw new Error(phase.name);
      if (count < 5) driver.advance((phase.retryAt ?? 0) - driver.now);
      driver.hear(driver.link(1));
    }
    driver.closed(driver.link(1));
    driver.advance(2_000);
    expect(driver.waiting('openChannel')).toBe(1);
  });

  test('an old link that drops does not shorten what the service asked its successor to wait', () => {
    const driver = renewing();
    driver.token();
    driver.channel({ kind: 'limited', retryAfterMs: 30_000 });
    driver.closed(driver.link(1));
    driver.advance(30_000);
    expect(driver.waiting('openChannel')).toBe(0);
    driver.advance(1_000);
    expect(driver.waiting('openChannel')).toBe(1);
  });

  test('that comes while a link of the old one is being made replaces that link afterwards', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared();
    refuse(driver);
    driver.token();
    driver.finishLinks();
    driver.advance(2_000);
    expect(driver.state.links.map(({ tokenGeneration }) => tokenGeneration)).toEqual([2]);
    expect(driver.status.state).toBe('connected');
  });

  test('ends the use of the old channels: a link that was down begins a fresh one', () => {
    const driver = connected();
    driver.closed();
    refuse(driver);
    driver.token();
    driver.advance(1_000);
    expect(driver.waiting('openChannel')).toBe(1);
    expect(driver.waiting('openSocket')).toBe(0);
  });

  test('a link of the old token that drops after it came does not go back to its old channel', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    refuse(driver);
    driver.token();
    driver.closed();
    driver.advance(2_000);
    expect(driver.waiting('openChannel')).toBe(1);
  });

  test('is asked for at once when one was wanted and the network is back', () => {
    const driver = renewing();
    driver.tokenAnswer({ kind: 'transient', message: 'down', retryAfterMs: null });
    expect(driver.waiting('requestToken')).toBe(0);
    driver.hint('online');
    expect(driver.waiting('requestToken')).toBe(1);
  });

  test('that is not to be had is asked for later each time, while the old one works', () => {
    const driver = renewing();
    for (const wait of [1_000, 2_000, 4_000, 8_000]) {
      driver.tokenAnswer({ kind: 'transient', message: 'down', retryAfterMs: null });
      driver.advance(wait - 1);
      expect(driver.waiting('requestToken')).toBe(0);
      driver.advance(1);
      expect(driver.waiting('requestToken')).toBe(1);
    }
    expect(driver.states).toEqual(['connecting', 'connected']);
  });

  test('that lives for so short a time that preparing outlasts it is renewed once, not in a tight loop', () => {
    const driver = new Driver();
    driver.start();
    driver.token(1_000);
    driver.advance(5_000);
    expect(driver.status.state).toBe('connecting');
    driver.prepared();
    driver.advance(0);
    expect(driver.waiting('requestToken')).toBe(1);
  });
});

describe('401', () => {
  test('renews the token once, and says nothing more if that helps', () => {
    const driver = connected();
    driver.closed();
    driver.advance(1_000);
    driver.opened();
    driver.subscribed({ kind: 'unauthorized' });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tokenRefused', retryAt: null });
    expect(driver.take('requestToken').refused).toMatchObject({ value: 'token-1' });
    driver.send({
      type: 'token',
      request: driver.state.request,
      result: { kind: 'token', token: { value: 'fresh', lifetimeMs: null } },
    });
    expect(driver.take('openChannel').token.value).toBe('fresh');
    driver.send({
      type: 'channel',
      link: 1,
      attempt: driver.link().attempt,
      result: { kind: 'channel', channel: { id: 'x', url: 'wss://service/x', lifetimeMs: null } },
    });
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('a second one in a row blocks', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared();
    driver.channel({ kind: 'unauthorized' });
    driver.token();
    driver.channel({ kind: 'unauthorized' });
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'signInAgain' });
    expect(requestsForTokens(driver)).toBe(2);
  });

  test('a second one after a subscription has worked is a first one again', () => {
    const driver = connected();
    for (let count = 0; count < 3; count += 1) {
      refuse(driver);
      driver.token();
      driver.finishLinks();
      driver.advance(2_000);
    }
    expect(driver.status.state).toBe('connected');
  });

  test('while preparing: one other token, then blocked', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared({ kind: 'unauthorized' });
    driver.token();
    driver.prepared({ kind: 'unauthorized' });
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'signInAgain' });
  });

  test('on two links and a call beside them at once is one renewal', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: manyTopics() });
    const first = driver.take('openChannel');
    refuse(driver);
    driver.send({
      type: 'channel',
      link: first.link,
      attempt: first.attempt,
      result: { kind: 'unauthorized' },
    });
    driver.subscribed({ kind: 'unauthorized' });
    expect(requestsForTokens(driver)).toBe(2);
    driver.token();
    driver.finishLinks();
    driver.advance(2_000);
    expect(driver.status.state).toBe('connected');
  });

  test('while the next token is asked for already is no second request', () => {
    const driver = renewing();
    refuse(driver);
    expect(driver.waiting('requestToken')).toBe(1);
  });

  test('of a call with a token that was replaced meanwhile says nothing', () => {
    const driver = connected();
    const old = driver.state.token;
    refuse(driver);
    driver.token();
    driver.finishLinks();
    const requests = requestsForTokens(driver);
    if (old !== null) driver.send({ type: 'unauthorized', token: old });
    expect(requestsForTokens(driver)).toBe(requests);
  });

  test('of a link of an old token is answered with the new one at once', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared();
    const { attempt } = driver.take('openChannel');
    refuse(driver);
    driver.token();
    driver.send({ type: 'channel', link: 1, attempt, result: { kind: 'unauthorized' } });
    expect(driver.take('openChannel').token.value).toBe('token-2');
    expect(driver.status.state).toBe('connecting');
  });

  test('and no token to be had for now: the person sees when it is tried again', () => {
    const driver = connected();
    driver.frame({ kind: 'tokenRevoked' });
    driver.tokenAnswer({ kind: 'transient', message: 'down', retryAfterMs: null });
    expect(driver.status).toMatchObject({
      state: 'reconnecting',
      reason: 'tokenRefused',
      retryAt: driver.now + 1_000,
    });
    driver.advance(1_000);
    driver.token();
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });
});

describe('a sign-in that has come to its end', () => {
  test('while the token still works is reported in good time, and nothing stops', () => {
    const driver = renewing();
    driver.tokenAnswer({ kind: 'rejected', code: 'signInAgain', message: 'Sign in again.' });
    expect(driver.reports).toEqual([{ code: 'signInSoon', message: 'Sign in again.' }]);
    expect(driver.status.state).toBe('connected');
    driver.advanceAlive(5 * 60_000);
    expect(driver.waiting('requestToken')).toBe(0);
  });

  test('blocks as soon as the token is refused', () => {
    const driver = renewing();
    driver.tokenAnswer({ kind: 'rejected', code: 'signInAgain', message: 'Sign in again.' });
    driver.closed();
    driver.advance(1_000);
    driver.refusedUpgrade(404);
    driver.channel({ kind: 'unauthorized' });
    driver.tokenAnswer({ kind: 'rejected', code: 'signInAgain', message: 'Sign in again.' });
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'signInAgain', message: 'Sign in again.' });
  });

  test('blocks where a call beside the links found the token refused: nothing could be read any more', () => {
    const driver = connected();
    refuse(driver);
    driver.tokenAnswer({ kind: 'rejected', code: 'signInAgain', message: 'Sign in again.' });
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'signInAgain' });
  });

  test('is over with a retry, which asks for a token again', () => {
    const driver = connected();
    refuse(driver);
    driver.tokenAnswer({ kind: 'rejected', code: 'signInAgain', message: 'Sign in again.' });
    driver.hint('retry');
    driver.token();
    driver.prepared();
    driver.finishLinks();
    expect(driver.status.state).toBe('connected');
  });

  test('a revoked token that is told on the socket is renewed, and the link begins again', () => {
    const driver = connected();
    driver.frame({ kind: 'tokenRevoked' });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tokenRefused' });
    driver.token();
    driver.channel();
    driver.opened();
    driver.subscribed();
    expect(driver.take('reconcile').gap).toMatchObject({ reason: 'tokenRefused' });
  });
});

function manyTopics(): readonly string[] {
  return Array.from({ length: 1_001 }, (_, index) => `topic-${index}`);
}
