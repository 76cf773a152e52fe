import { afterEach, describe, expect, test } from 'vitest';
import { createConnection, type Connection } from '../../main/connection/runner.ts';
import { settle } from '../support/fake-clock.ts';
import { FakeService } from './support/fake-service.ts';

const rejections: unknown[] = [];
const noteRejection = (reason: unknown) => rejections.push(reason);
process.on('unhandledRejection', noteRejection);
afterEach(() => {
  expect(rejections.splice(0)).toEqual([]);
});

async function connected(): Promise<{ service: FakeService; connection: Connection }> {
  const service = new FakeService();
  const connection = createConnection(service.dependencies);
  connection.start();
  await service.clock.advance(0);
  service.socket.open();
  await service.clock.advance(0);
  expect(connection.status().state).toBe('connected');
  return { service, connection };
}

describe('the effects of the machine', () => {
  test('are carried out, from the token to the reading of what was missed', async () => {
    const { service, connection } = await connected();
    expect(service.sockets.map(({ url }) => url)).toEqual(['wss://service/c1']);
    expect(service.subscribed).toEqual([['a']]);
    expect(service.reconciles).toEqual([{ topics: ['a'], gap: null }]);
    expect(connection.token()?.value).toBe('secret-1');
    expect(service.statuses.map(({ state }) => state)).toEqual(['connecting', 'connected']);
    expect(service.happenings).toEqual(['opened']);
  });

  test('changed topics are subscribed on the open socket', async () => {
    const { service, connection } = await connected();
    connection.setTopics(['a', 'b']);
    await service.clock.advance(0);
    expect(service.subscribed).toEqual([['a'], ['a', 'b']]);
    expect(connection.status()).toMatchObject({ state: 'connected', topics: 2 });
    expect(service.sockets).toHaveLength(1);
  });

  test('silence is probed after 35 s and ended after 5 s more; the next socket comes by itself', async () => {
    const { service, connection } = await connected();
    const [first] = service.sockets;
    await service.clock.advance(35_000);
    expect(first?.sent).toEqual(['ping']);
    await service.clock.advance(5_000);
    expect(first?.ended).toBe('terminate');
    expect(connection.status()).toMatchObject({ state: 'reconnecting', reason: 'silence' });
    await service.clock.advance(1_000);
    service.socket.open();
    await service.clock.advance(0);
    expect(connection.status().state).toBe('connected');
    expect(service.reconciles.at(-1)?.gap).toEqual({
      from: service.clock.now() - 41_000,
      reason: 'silence',
    });
  });

  test.each(['heartbeat', 'event x', 'closing?', 'pong'])('"%s" is a sign of life', async (text) => {
    const { service, connection } = await connected();
    for (let count = 0; count < 10; count += 1) {
      await service.clock.advance(34_000);
      if (text === 'pong') service.socket.pong();
      else service.socket.text(text);
    }
    expect(service.socket.sent).toEqual([]);
    expect(connection.status().state).toBe('connected');
  });

  test('a channel is renewed at 20 h', async () => {
    const { service } = await connected();
    service.answersByItself = false;
    for (let count = 0; count < 20 * 120; count += 1) {
      await service.clock.advance(30_000);
      service.socket.text('heartbeat');
      if (service.open.length > 0) break;
    }
    expect(service.clock.monotonic()).toBe(20 * 3_600_000);
    await service.question.answer();
    expect(service.open).toEqual([]);
  });

  test('a 401 beside the links renews the token, and the old socket goes when the new one is there', async () => {
    const { service, connection } = await connected();
    const token = connection.token();
    if (token !== null) connection.unauthorized(token);
    await service.clock.advance(0);
    const [first, second] = service.sockets;
    second?.open();
    await service.clock.advance(1_999);
    expect(first?.ended).toBeNull();
    await service.clock.advance(1);
    expect(first?.ended).toBe('close');
    expect(connection.token()?.value).toBe('secret-2');
    expect(service.statuses.map(({ state }) => state)).toEqual(['connecting', 'connected']);
  });

  test('hints reach the machine', async () => {
    const { service, connection } = await connected();
    connection.hint('suspend');
    expect(connection.status().state).toBe('suspended');
    connection.hint('resume');
    expect(service.sockets).toHaveLength(2);
  });
});

describe('events', () => {
  test('are delivered in their order, and the first one is an acknowledgement before it is an event', async () => {
    const service = new FakeService();
    const connection = createConnection(service.dependencies);
    connection.start();
    await service.clock.advance(0);
    service.answersByItself = false;
    service.socket.open();
    service.socket.text('event 1');
    expect(service.reconciles).toHaveLength(1);
    service.socket.text('event 2');
    expect(service.events).toEqual(['1', '2']);
  });

  test('of a socket that is being moved away from still come; those of one that was given up do not', async () => {
    const { service } = await connected();
    const [first] = service.sockets;
    first?.text('closing');
    expect(service.sockets).toHaveLength(2);
    first?.text('event while moving');
    expect(service.events).toEqual(['while moving']);
    service.socket.open();
    await service.clock.advance(0);
    expect(first?.ended).toBe('close');
    first?.text('event too late');
    service.socket.text('event on the new one');
    expect(service.events).toEqual(['while moving', 'on the new one']);
  });

  test('of a socket that is drained still come', async () => {
    const { service, connection } = await connected();
    const token = connection.token();
    if (token !== null) connection.unauthorized(token);
    await service.clock.advance(0);
    service.socket.open();
    await service.clock.advance(1_000);
    service.sockets[0]?.text('event in the drain');
    expect(service.events).toEqual(['in the drain']);
  });

  test('on the old socket say nothing about the health of the new one', async () => {
    const { service, connection } = await connected();
    const [first] = service.sockets;
    first?.text('closing');
    service.answersByItself = false;
    service.socket.open();
    first?.text('event on the old one');
    expect(connection.status()).toMatchObject({ state: 'reconnecting' });
    expect(service.reconciles).toHaveLength(1);
    await service.clock.advance(10_000);
    expect(connection.status()).toMatchObject({ reason: 'noConfirmation' });
  });
});

describe('frames that are no events', () => {
  test('that cannot be read are counted by length and shape', async () => {
    const { service, connection } = await connected();
    service.socket.text('?!');
    expect(service.unreadable).toEqual([[2, 'not JSON']]);
    expect(connection.status().state).toBe('connected');
  });

  test('a confirmation acknowledges', async () => {
    const service = new FakeService();
    createConnection(service.dependencies).start();
    await service.clock.advance(0);
    service.answersByItself = false;
    service.socket.open();
    service.socket.text('confirmed');
    expect(service.reconciles).toHaveLength(1);
    expect(service.happenings).toEqual(['opened', 'confirmed']);
  });

  test('an error of the server is reported', async () => {
    const { service } = await connected();
    service.socket.text('error');
    expect(service.reports).toEqual([{ code: 'serverError', message: 'odd' }]);
  });
});

describe('timers', () => {
  test('there is one at most, whatever goes on', async () => {
    const { service, connection } = await connected();
    for (let count = 0; count < 30; count += 1) {
      service.socket.text(count % 3 === 0 ? 'closing' : 'heartbeat');
      connection.hint(count % 2 === 0 ? 'online' : 'offline');
      expect(service.clock.pendingTimers).toBeLessThanOrEqual(1);
      await service.clock.advance(7_000);
      if (service.socket.ended === null) service.socket.open();
      expect(service.clock.pendingTimers).toBeLessThanOrEqual(1);
    }
  });
});

describe('stopping', () => {
  test('ends the sockets and the timer, and says that it has ended', async () => {
    const { service, connection } = await connected();
    service.socket.text('closing');
    connection.stop();
    expect(service.sockets.map(({ ended }) => ended)).toEqual(['close', 'close']);
    expect(service.clock.pendingTimers).toBe(0);
    expect(connection.status()).toEqual({ state: 'signedOut' });
    expect(connection.token()).toBeNull();
    expect(service.statuses.at(-1)).toEqual({ state: 'signedOut' });
  });

  test('nothing comes after it', async () => {
    const { service, connection } = await connected();
    connection.stop();
    const seen = service.statuses.length;
    service.socket.text('event late');
    service.socket.text('closing');
    service.socket.pong();
    service.socket.closed();
    await service.clock.advance(3_600_000);
    expect(service.events).toEqual([]);
    expect(service.statuses).toHaveLength(seen);
    expect(service.sockets).toHaveLength(1);
    expect(service.clock.pendingTimers).toBe(0);
  });

  /** How many questions have been answered before the one at which the connection is stopped. */
  const questions = ['token', 'prepare', 'channel', 'subscribe', 'reconcile'];

  test.each(questions.map((name, index) => ({ name, index })))(
    'while "$name" is under way aborts it, and its answer or its failure is ignored',
    async ({ index }) => {
      for (const ending of ['answer', 'fail'] as const) {
        const service = new FakeService();
        service.answersByItself = false;
        const connection = createConnection(service.dependencies);
        connection.start();
        await settle();
        for (let step = 0; step < index; step += 1) {
          await service.question.answer();
          if (step === 2) service.socket.open();
        }
        const { question } = service;
        expect(question.signal.aborted).toBe(false);
        connection.stop();
        expect(question.signal.aborted).toBe(true);
        const asked = service.open.length;
        if (ending === 'answer') await question.answer();
        else await question.fail(new DOMException('aborted', 'AbortError'));
        expect(service.open).toHaveLength(asked - 1);
        expect(connection.status()).toEqual({ state: 'signedOut' });
        expect(service.clock.pendingTimers).toBe(0);
      }
    },
  );

  test('and starting again works, and the past does not reach into it', async () => {
    const { service, connection } = await connected();
    const [first] = service.sockets;
    connection.stop();
    connection.start();
    await service.clock.advance(0);
    first?.closed();
    first?.text('event of the past');
    service.socket.open();
    await service.clock.advance(0);
    expect(connection.status().state).toBe('connected');
    expect(service.events).toEqual([]);
  });

  test('from within a status callback ends everything as well', async () => {
    const service = new FakeService();
    const connection = createConnection({
      ...service.dependencies,
      onStatus: (status) => {
        if (status.state === 'connected') connection.stop();
      },
    });
    connection.start();
    await service.clock.advance(0);
    service.socket.open();
    await service.clock.advance(0);
    expect(connection.status().state).toBe('signedOut');
    expect(service.socket.ended).toBe('close');
    expect(service.clock.pendingTimers).toBe(0);
  });
});

describe('a dependency that breaks its promise', () => {
  test('never to reject does not leave the machine hanging', async () => {
    const service = new FakeService();
    service.answersByItself = false;
    const connection = createConnection(service.dependencies);
    connection.start();
    await settle();
    await service.question.fail(new Error('boom'));
    expect(connection.status()).toMatchObject({ state: 'reconnecting', reason: 'serviceError' });
    service.answersByItself = true;
    await service.clock.advance(2_000);
    service.socket.open();
    await service.clock.advance(0);
    expect(connection.status().state).toBe('connected');
  });

  test('to open a socket later, and fails at once, is an attempt that failed', async () => {
    const service = new FakeService();
    const { openSocket } = service.dependencies;
    const connection = createConnection({
      ...service.dependencies,
      openSocket: (url, handlers) => {
        const socket = openSocket(url, handlers);
        handlers.onClose({ kind: 'failed', code: 'ENOTFOUND' });
        return socket;
      },
    });
    connection.start();
    await service.clock.advance(0);
    expect(connection.status()).toMatchObject({ state: 'reconnecting', reason: 'network' });
  });
});

describe('a socket that the service has closed', () => {
  test('is left alone, and nothing more is taken from it', async () => {
    const { service, connection } = await connected();
    const [first] = service.sockets;
    first?.closed();
    first?.text('event after the end');
    expect(first?.ended).toBeNull();
    expect(service.events).toEqual([]);
    expect(connection.status()).toMatchObject({ state: 'reconnecting', reason: 'closed' });
    expect(service.happenings).toEqual(['opened', 'closed']);
  });
});

describe('a socket that was given up', () => {
  test('and opens all the same is not told of', async () => {
    const service = new FakeService();
    const connection = createConnection(service.dependencies);
    connection.start();
    await service.clock.advance(15_000);
    expect(service.socket.ended).toBe('terminate');
    service.socket.open();
    expect(service.happenings).toEqual([]);
    expect(service.subscribed).toEqual([]);
  });
});
