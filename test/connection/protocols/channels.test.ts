import { describe, expect, test } from 'vitest';
import { createChannelsProtocol } from '../../../main/connection/protocols/channels.ts';
import type { Channel, LinkFailure, Protocol } from '../../../main/connection/protocol.ts';
import type { Rest, RestCall, RestResult } from '../../../main/genesys/rest.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeSocket } from '../support/fake-service.ts';

const HOUR_MS = 3_600_000;
const { signal } = new AbortController();
const token = { value: 'secret', lifetimeMs: null };
const channel: Channel = { id: 'streaming-5-a/b', url: 'wss://service/c', lifetimeMs: 24 * HOUR_MS };
const socket = new FakeSocket('wss://service/c', {
  onOpen: () => undefined,
  onText: () => undefined,
  onPong: () => undefined,
  onClose: () => undefined,
});

interface Setup {
  protocol: Protocol;
  calls: RestCall[];
  signals: AbortSignal[];
  clock: FakeClock;
}

/** The protocol over a REST API that gives these answers, one after the other. */
function over(answers: readonly RestResult<unknown>[], serviceAhead: number | null = 0): Setup {
  const clock = new FakeClock();
  const calls: RestCall[] = [];
  const signals: AbortSignal[] = [];
  const rest = {
    send(call, aborted) {
      const answer = answers[calls.length];
      calls.push(call);
      signals.push(aborted);
      if (answer === undefined) throw new Error('no answer was prepared');
      return Promise.resolve(answer);
    },
  } satisfies Rest;
  const serviceNow = () => (serviceAhead === null ? null : clock.now() + serviceAhead);
  return { protocol: createChannelsProtocol({ rest, serviceNow, clock }), calls, signals, clock };
}

function ok(value: unknown): RestResult<unknown> {
  return { kind: 'ok', value };
}

function inHours(hours: number): string {
  return new Date(new FakeClock().now() + hours * HOUR_MS).toISOString();
}

const failures: readonly [RestResult<unknown>, LinkFailure][] = [
  [{ kind: 'unauthorized' }, { kind: 'unauthorized' }],
  [
    { kind: 'forbidden', permission: 'notifications:view', message: 'No.' },
    { kind: 'forbidden', refused: [], message: 'No. The permission notifications:view is missing.' },
  ],
  [
    { kind: 'forbidden', permission: null, message: 'No.' },
    { kind: 'forbidden', refused: [], message: 'No.' },
  ],
  [{ kind: 'notFound' }, { kind: 'channelGone' }],
  [
    { kind: 'limited', retryAfterMs: 7_000 },
    { kind: 'limited', retryAfterMs: 7_000 },
  ],
  [
    { kind: 'refused', status: 400, code: 'bad.request', message: 'Bad.' },
    { kind: 'refused', message: 'Bad.' },
  ],
  [
    { kind: 'transient', answered: false, reason: 'no answer (ECONNREFUSED)', retryAfterMs: null },
    { kind: 'transient', reason: 'network', retryAfterMs: null },
  ],
  [
    { kind: 'transient', answered: true, reason: 'status 503', retryAfterMs: 9_000 },
    { kind: 'transient', reason: 'serviceError', retryAfterMs: 9_000 },
  ],
];

describe('a channel', () => {
  test('is created, and its life read by the clock of the service', async () => {
    const created = {
      id: 'c',
      connectUri: 'wss://streaming.mypurecloud.com/channels/c',
      expires: inHours(24),
    };
    const { protocol, calls, signals } = over([ok(created)], HOUR_MS);
    expect(await protocol.openChannel(token, signal)).toEqual({
      kind: 'channel',
      channel: { id: 'c', url: created.connectUri, lifetimeMs: 23 * HOUR_MS },
    });
    expect(calls).toEqual([
      { method: 'POST', path: '/api/v2/notifications/channels', priority: 'connection' },
    ]);
    expect(signals).toEqual([signal]);
  });

  test('whose end is not told, or told in no known form, lives for a day', async () => {
    for (const expires of [undefined, 'soon', 5]) {
      const { protocol } = over([ok({ id: 'c', connectUri: 'wss://s/c', expires })], null);
      expect(await protocol.openChannel(token, signal)).toMatchObject({
        channel: { lifetimeMs: 24 * HOUR_MS },
      });
    }
  });

  test('whose end lies in the past has no life left, not a negative one', async () => {
    const { protocol } = over([ok({ id: 'c', connectUri: 'wss://s/c', expires: inHours(-5) })]);
    expect(await protocol.openChannel(token, signal)).toMatchObject({ channel: { lifetimeMs: 0 } });
  });

  test('of a service on this computer may be unencrypted', async () => {
    const { protocol } = over([ok({ id: 'c', connectUri: 'ws://127.0.0.1:1/channels/c' })]);
    expect(await protocol.openChannel(token, signal)).toMatchObject({
      channel: { url: 'ws://127.0.0.1:1/channels/c' },
    });
  });

  test.each([
    { id: 'c', connectUri: 'ws://streaming.mypurecloud.com/channels/c' },
    { id: 'c', connectUri: 'https://streaming.mypurecloud.com/channels/c' },
    { id: 'c', connectUri: 'http://127.0.0.1/channels/c' },
    { id: 'c', connectUri: 'file:///etc/passwd' },
    { id: 'c', connectUri: 'wss://user:word@streaming.mypurecloud.com/channels/c' },
    { id: 'c', connectUri: 'nonsense' },
    { id: 'c' },
    { connectUri: 'wss://streaming.mypurecloud.com/channels/c' },
    { id: 5, connectUri: 'wss://streaming.mypurecloud.com/channels/c' },
    null,
    [],
    'text',
  ])('from the answer %j is none: the service has an error', async (answer) => {
    const { protocol } = over([ok(answer)]);
    expect(await protocol.openChannel(token, signal)).toEqual({
      kind: 'transient',
      reason: 'serviceError',
      retryAfterMs: null,
    });
  });

  test.each(failures)('cannot be had: %j', async (result, failure) => {
    expect(await over([result]).protocol.openChannel(token, signal)).toEqual(failure);
  });
});

describe('a subscription', () => {
  test('replaces the list, and one topic that is refused does not take the others with it', async () => {
    const entities = [
      { id: 'a', state: 'Permitted' },
      { id: 'b', state: 'Rejected', rejectionReason: 'no permission', missingPermissions: ['p:q:r', 5] },
      'odd',
    ];
    const { protocol, calls, signals } = over([ok({ entities })]);
    expect(await protocol.subscribe(channel, ['a', 'b', 'c'], socket, signal)).toEqual({
      kind: 'acknowledged',
      topics: 2,
      refused: [{ topic: 'b', reason: 'no permission', missingPermissions: ['p:q:r'] }],
      lifetimeMs: 24 * HOUR_MS,
    });
    expect(calls).toEqual([
      {
        method: 'PUT',
        path: '/api/v2/notifications/channels/streaming-5-a%2Fb/subscriptions?ignoreErrors=true',
        body: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
        priority: 'connection',
      },
    ]);
    expect(signals).toEqual([signal]);
  });

  test('of which nothing is permitted is forbidden, and every topic is named', async () => {
    const entities = [{ id: 'a', state: 'REJECTED' }, { state: 'Rejected' }];
    const { protocol } = over([ok({ entities })]);
    expect(await protocol.subscribe(channel, ['a', 'b'], socket, signal)).toMatchObject({
      kind: 'forbidden',
      refused: [
        { topic: 'a', reason: 'not permitted', missingPermissions: [] },
        { topic: 'unknown', reason: 'not permitted' },
      ],
    });
  });

  test.each([null, {}, { entities: [] }, { entities: 'odd' }])(
    'whose answer is %j is acknowledged: nothing was refused',
    async (answer) => {
      const { protocol } = over([ok(answer)]);
      expect(await protocol.subscribe(channel, ['a'], socket, signal)).toMatchObject({
        kind: 'acknowledged',
        topics: 1,
        refused: [],
      });
    },
  );

  test('to nothing is acknowledged', async () => {
    const { protocol } = over([ok({ entities: [] })]);
    expect(await protocol.subscribe(channel, [], socket, signal)).toMatchObject({
      kind: 'acknowledged',
      topics: 0,
    });
  });

  test.each(failures)('does not come off: %j', async (result, failure) => {
    expect(await over([result]).protocol.subscribe(channel, ['a'], socket, signal)).toEqual(failure);
  });
});

describe('a renewal', () => {
  const listed = (expires: unknown) => ok({ entities: [{ id: 'other' }, { id: channel.id, expires }] });

  test('subscribes the same topics, and looks whether the end has moved', async () => {
    const { protocol, calls } = over([ok({}), listed(inHours(24))]);
    expect(await protocol.renew(channel, ['a'], signal)).toEqual({
      kind: 'renewed',
      lifetimeMs: 24 * HOUR_MS,
    });
    expect(calls.map(({ method }) => method)).toEqual(['PUT', 'GET']);
    expect(calls[0]?.body).toEqual([{ id: 'a' }]);
  });

  test('after which little is left has changed nothing', async () => {
    const { protocol } = over([ok({}), listed(inHours(4))]);
    expect(await protocol.renew(channel, ['a'], signal)).toEqual({ kind: 'unchanged' });
  });

  test('after which the channel is not in the list has changed nothing', async () => {
    const { protocol } = over([ok({}), ok({ entities: [{ id: 'other', expires: inHours(24) }] })]);
    expect(await protocol.renew(channel, ['a'], signal)).toEqual({ kind: 'unchanged' });
  });

  test('whose end is not told is believed', async () => {
    const { protocol } = over([ok({}), listed(undefined)]);
    expect(await protocol.renew(channel, ['a'], signal)).toEqual({
      kind: 'renewed',
      lifetimeMs: 24 * HOUR_MS,
    });
  });

  test.each(failures)('does not come off: %j', async (result, failure) => {
    expect(await over([result]).protocol.renew(channel, ['a'], signal)).toEqual(failure);
    expect(await over([ok({}), result]).protocol.renew(channel, ['a'], signal)).toEqual(failure);
  });
});

test('a probe is a ping in JSON', () => {
  over([]).protocol.probe(socket);
  expect(socket.sent).toEqual(['{"message":"ping"}']);
});

test('an upgrade that is refused means that the channel is gone, or that the service has an error', () => {
  const { traits, name } = over([]).protocol;
  expect(name).toBe('channels');
  expect([401, 403, 404, 410].map((status) => traits.refusedUpgrade(status))).toEqual(
    Array(4).fill('channelGone'),
  );
  expect([400, 502].map((status) => traits.refusedUpgrade(status))).toEqual(['serviceError', 'serviceError']);
  expect(traits).toMatchObject({ silenceMs: 35_000, oneSocket: false });
});

test('frames are read as those of a channel', () => {
  const { protocol } = over([]);
  expect(protocol.decode('{"topicName":"v2.system.socket_closing"}')).toEqual({ kind: 'closing' });
});
