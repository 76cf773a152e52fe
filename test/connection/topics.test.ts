import { describe, expect, test } from 'vitest';
import type { RefusedTopic } from '../../main/connection/status.ts';
import { Driver } from './support/driver.ts';

const refused: RefusedTopic = {
  topic: 'b',
  reason: 'not permitted',
  missingPermissions: ['routing:queue:view'],
};

function connected(topics: readonly string[] = ['a', 'b']): Driver {
  const driver = new Driver();
  driver.connect(topics);
  return driver;
}

function subscribing(topics: readonly string[]): Driver {
  const driver = new Driver();
  driver.start();
  driver.token();
  driver.prepared(topics);
  driver.channel();
  driver.opened();
  return driver;
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `topic-${index}`);
}

describe('topics that are refused', () => {
  test('all of them: blocked, each one reported', () => {
    const driver = subscribing(['b']);
    driver.subscribed({ kind: 'forbidden', refused: [refused], message: 'Nothing is permitted.' });
    expect(driver.status).toMatchObject({
      state: 'blocked',
      code: 'nothingPermitted',
      message: 'Nothing is permitted.',
    });
    expect(driver.reports).toEqual([{ code: 'forbiddenTopic', refused }]);
    expect(driver.sockets.size).toBe(0);
  });

  test('some: reported once, and part of the status', () => {
    const driver = subscribing(['a', 'b']);
    const answer = { kind: 'acknowledged', topics: 1, refused: [refused], lifetimeMs: null } as const;
    driver.subscribed(answer);
    driver.reconciled();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 1, refused: [refused] });
    driver.closed();
    driver.untilRetry();
    driver.opened();
    driver.subscribed(answer);
    driver.reconciled();
    expect(driver.reports).toEqual([{ code: 'forbiddenTopic', refused }]);
  });

  test('some, on a successor too: not reported again', () => {
    const driver = subscribing(['a', 'b']);
    const answer = { kind: 'acknowledged', topics: 1, refused: [refused], lifetimeMs: null } as const;
    driver.subscribed(answer);
    driver.reconciled();
    const { token } = driver.state;
    if (token === null) throw new Error('no token');
    driver.send({ type: 'unauthorized', token });
    driver.token();
    driver.channel();
    driver.opened();
    driver.subscribed(answer);
    expect(driver.reports).toHaveLength(1);
    expect(driver.status).toMatchObject({ state: 'connected', refused: [refused] });
  });

  test('all while preparing: blocked, each one reported', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared({ kind: 'forbidden', refused: [refused], message: 'No.' });
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'nothingPermitted' });
    expect(driver.reports).toHaveLength(1);
  });
});

describe('topics that change while connected', () => {
  test('are subscribed on the open socket, and the connection stays connected', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['a', 'c', 'd'] });
    expect(driver.pending.map(({ type }) => type)).toEqual(['subscribe']);
    expect(driver.take('subscribe')).toMatchObject({ topics: ['a', 'c', 'd'], channel: { id: 'channel-1' } });
    driver.send({
      type: 'subscribed',
      link: 1,
      attempt: 1,
      result: { kind: 'acknowledged', topics: 3, refused: [], lifetimeMs: null },
    });
    expect(driver.status).toMatchObject({ state: 'connected', topics: 3 });
    expect(driver.states).toEqual(['connecting', 'connected']);
    expect(driver.pending).toEqual([]);
  });

  test('to what they are already make no request', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['a', 'b'] });
    expect(driver.pending).toEqual([]);
  });

  test('again, before the first request is answered, are subscribed after it: two might overtake each other', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['c'] });
    driver.send({ type: 'topics', topics: ['d'] });
    expect(driver.waiting('subscribe')).toBe(1);
    driver.subscribed();
    expect(driver.take('subscribe').topics).toEqual(['d']);
  });

  test('while the subscription is being made are subscribed after it', () => {
    const driver = subscribing(['a']);
    driver.send({ type: 'topics', topics: ['b'] });
    driver.subscribed();
    expect(driver.take('subscribe').topics).toEqual(['b']);
  });

  test('while the subscription is being made and an event acknowledges it are subscribed after the answer', () => {
    const driver = subscribing(['a']);
    driver.send({ type: 'topics', topics: ['b'] });
    driver.send({ type: 'eventSeen', link: 1, attempt: 1 });
    expect(driver.waiting('subscribe')).toBe(1);
    driver.subscribed();
    expect(driver.take('subscribe').topics).toEqual(['b']);
  });

  test('while the channel is being renewed are subscribed after the renewal, which has the old ones', () => {
    const driver = new Driver();
    driver.start();
    driver.token(null);
    driver.prepared(['a']);
    driver.finishLinks();
    driver.advanceAlive(20 * 3_600_000);
    driver.send({ type: 'topics', topics: ['b'] });
    expect(driver.waiting('subscribe')).toBe(0);
    driver.answer(driver.take('renewChannel'));
    expect(driver.take('subscribe').topics).toEqual(['b']);
  });

  test('when the channel is due to be renewed put the renewal off, for 10 min', () => {
    const driver = new Driver();
    driver.start();
    driver.token(null);
    driver.prepared(['a']);
    driver.finishLinks();
    driver.advanceAlive(20 * 3_600_000 - 1_000);
    driver.send({ type: 'topics', topics: ['b'] });
    driver.advanceAlive(1_000);
    expect(driver.pending.map(({ type }) => type)).toEqual(['subscribe']);
    driver.subscribed({ kind: 'transient', reason: 'network', retryAfterMs: null });
    driver.advanceAlive(2_000);
    driver.subscribed({ kind: 'transient', reason: 'network', retryAfterMs: 2 * 3_600_000 });
    driver.advanceAlive(10 * 60_000);
    expect(driver.take('renewChannel').topics).toEqual(['b']);
  });

  test('while the socket is down are subscribed when it is up', () => {
    const driver = connected();
    driver.closed();
    driver.send({ type: 'topics', topics: ['c'] });
    expect(driver.pending).toEqual([]);
    driver.untilRetry();
    driver.opened();
    expect(driver.take('subscribe').topics).toEqual(['c']);
  });

  test('while preparing make it prepare again', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    const { request } = driver.take('prepare');
    driver.send({ type: 'topics', topics: ['new'] });
    driver.send({ type: 'prepared', request, result: { kind: 'ready', topics: ['old'] } });
    driver.prepared(['new']);
    driver.channel();
    driver.opened();
    expect(driver.take('subscribe').topics).toEqual(['new']);
  });

  test('and cannot be subscribed for now are tried again, later each time, and the person is told', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['c'] });
    driver.subscribed({ kind: 'limited', retryAfterMs: 20_000 });
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tooManyRequests' });
    expect(driver.sockets.size).toBe(1);
    driver.send({ type: 'topics', topics: ['d'] });
    expect(driver.waiting('subscribe')).toBe(0);
    driver.advance(20_000);
    driver.hear();
    expect(driver.waiting('subscribe')).toBe(0);
    driver.advance(1_000);
    driver.subscribed({ kind: 'transient', reason: 'network', retryAfterMs: null });
    expect(driver.status).toMatchObject({
      state: 'reconnecting',
      reason: 'network',
      retryAt: driver.now + 2_000,
    });
    driver.advance(2_000);
    expect(driver.take('subscribe').topics).toEqual(['d']);
    driver.send({
      type: 'subscribed',
      link: 1,
      attempt: 1,
      result: { kind: 'acknowledged', topics: 1, refused: [], lifetimeMs: null },
    });
    expect(driver.status).toMatchObject({ state: 'connected', topics: 1 });
  });

  test('and find the token refused keep the socket; the next token brings them', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['c'] });
    driver.subscribed({ kind: 'unauthorized' });
    expect(driver.link(1).phase.name).toBe('live');
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'tokenRefused' });
    driver.token();
    driver.channel();
    driver.opened();
    expect(driver.take('subscribe').topics).toEqual(['c']);
  });

  test('and find the channel gone get a new one', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: ['c'] });
    driver.subscribed({ kind: 'channelGone' });
    driver.channel();
    driver.opened();
    driver.subscribed();
    expect(driver.waiting('reconcile')).toBe(1);
  });

  test('to none at all leave an empty subscription', () => {
    const driver = connected();
    driver.send({ type: 'topics', topics: [] });
    expect(driver.take('subscribe').topics).toEqual([]);
    expect(driver.status.state).toBe('connected');
  });
});

describe('more than 1,000 topics', () => {
  test('are spread over several links, which are one status', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared(numbered(2_500));
    expect(driver.waiting('openChannel')).toBe(3);
    driver.channel();
    driver.opened();
    driver.subscribed();
    driver.reconciled();
    expect(driver.status.state).toBe('connecting');
    driver.finishLinks();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 2_500 });
    driver.closed(driver.link(2));
    expect(driver.status).toMatchObject({ state: 'reconnecting', reason: 'closed' });
    driver.untilRetry();
    driver.opened();
    expect(driver.take('subscribe').topics).toHaveLength(1_000);
  });

  test('only the link that was down reads what was missed', () => {
    const driver = connected(numbered(1_500));
    driver.closed(driver.link(2));
    driver.untilRetry();
    driver.opened();
    driver.subscribed();
    expect(driver.pending).toMatchObject([{ type: 'reconcile', link: 2 }]);
  });

  test('that become fewer end the links that are not needed, and all their sockets', () => {
    const driver = connected(numbered(1_500));
    driver.frame({ kind: 'closing' }, driver.link(2));
    expect(driver.sockets.size).toBe(3);
    driver.send({ type: 'topics', topics: ['a'] });
    driver.finishLinks();
    expect([...driver.sockets]).toEqual([1]);
    expect(driver.status).toMatchObject({ state: 'connected', topics: 1 });
  });

  test('that become more begin another link', () => {
    const driver = connected(['a']);
    driver.send({ type: 'topics', topics: numbered(1_001) });
    expect(driver.status.state).toBe('reconnecting');
    driver.finishLinks();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 1_001 });
  });

  test('of which one link is refused as a whole go on with the others', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared(numbered(1_001));
    driver.channel();
    driver.opened();
    driver.subscribed();
    driver.channel();
    driver.opened();
    driver.subscribed({ kind: 'forbidden', refused: [refused], message: 'No.' });
    driver.finishLinks();
    expect(driver.status).toMatchObject({ state: 'connected', topics: 1_000, refused: [refused] });
  });

  test('of which every link is refused as a whole block', () => {
    const driver = new Driver();
    driver.start();
    driver.token();
    driver.prepared(numbered(1_001));
    for (let count = 0; count < 2; count += 1) {
      driver.channel();
      driver.opened();
      driver.subscribed({ kind: 'forbidden', refused: [refused], message: 'No.' });
    }
    expect(driver.status).toMatchObject({ state: 'blocked', code: 'nothingPermitted' });
  });
});
