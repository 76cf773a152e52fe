import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient, type OpenedSocket } from './bare-client.ts';
import { SteeringError } from './fields.ts';
import { simulatorFetch } from './in-process.ts';
import type { SimulatorOptions } from './options.ts';
import { Simulator } from './simulator.ts';
import { faultKinds } from './steering/fault-list.ts';
import { parseFaultList, readFault } from './steering/fault-parsing.ts';

describe('faults', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;
  let topic: string;

  const start = (options: Partial<SimulatorOptions> = {}) => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1, ...options });
    client = new BareClient(simulator, clock);
    topic = `v2.users.${simulator.ready.userId}.conversations.messages`;
  };
  beforeEach(() => {
    start();
  });

  const inject = async (kind: string, args: Record<string, unknown> = {}) => {
    simulator.steering.fault(readFault({ kind, ...args }));
    await clock.advance(0);
  };
  const openChannel = async () => {
    const channel = client.channel(topic);
    return { ...channel, opened: await client.open(channel.connectUri) };
  };
  const openDirect = async () => {
    const other = new BareClient(simulator, clock);
    other.useClientCredentials();
    const opened = await other.open(other.directUrl);
    opened.socket.send('{"type":"SubscriptionRequest","topics":[{"type":"ConversationEvent"}]}');
    await clock.advance(0);
    return opened;
  };
  const offer = async () => {
    const { conversationId } = simulator.steering.start({ userId: simulator.ready.userId });
    await clock.advance(0);
    return conversationId;
  };
  const toldIds = ({ frames }: OpenedSocket) => {
    // The number of messages in a snapshot tells the order in which snapshots were made.
    return frames.map((frame) => {
      const messages = at(frame, 'eventBody.participants.0.messages');
      return Array.isArray(messages) ? messages.length : null;
    });
  };

  it('dropSocket breaks the sockets that it is aimed at', async () => {
    const { opened } = await openChannel();
    const direct = await openDirect();
    await inject('dropSocket', { only: 'channels' });
    expect(opened.close).toEqual({ kind: 'failed', code: 'ECONNRESET' });
    expect(direct.isOpen).toBe(true);
    await inject('dropSocket');
    expect(direct.isOpen).toBe(false);
    expect(simulator.record.sockets).toMatchObject([{ ending: 'dropped' }, { ending: 'dropped' }]);
  });

  it('dropSocket can be aimed at one channel', async () => {
    const first = await openChannel();
    const second = await openChannel();
    await inject('dropSocket', { only: second.id });
    expect([first.opened.isOpen, second.opened.isOpen]).toEqual([true, false]);
  });

  it('halfOpen leaves a socket that neither speaks nor answers, not even to a close', async () => {
    const { opened } = await openChannel();
    await inject('halfOpen');
    simulator.steering.message(await offer(), 'Into the void');
    expect(simulator.record.messages).toMatchObject([{ deliveries: [] }]);
    opened.socket.send('{"message":"ping"}');
    opened.socket.ping();
    opened.socket.close();
    simulator.steering.fault(readFault({ kind: 'closeCode' }));
    await clock.advance(1_999);
    expect(opened).toMatchObject({ frames: [], pongs: 0, isOpen: true });
    await clock.advance(1);
    expect(opened.close).toEqual({ kind: 'failed', code: 'ECONNRESET' });
    expect(simulator.record.sockets[0]?.closedAt).not.toBeNull();
  });

  it('closeCode closes with the code', async () => {
    const { opened } = await openChannel();
    await inject('closeCode', { code: 1012 });
    expect(opened.close).toEqual({ kind: 'closed', code: 1012 });
  });

  it('refuseUpgrade refuses a number of times, with Retry-After', async () => {
    const { connectUri } = client.channel();
    await inject('refuseUpgrade', { status: 503, times: 2, retryAfter: 7 });
    const refused = { kind: 'refused', status: 503, retryAfterMs: 7_000 };
    expect((await client.open(connectUri)).close).toEqual(refused);
    expect((await client.open(connectUri)).close).toEqual(refused);
    expect((await client.open(connectUri)).isOpen).toBe(true);
    expect(simulator.record.refusedSockets.length).toBe(2);
  });

  it('hangUpgrade never answers, connectThenDrop breaks at once', async () => {
    const { connectUri } = client.channel();
    await inject('hangUpgrade');
    const hung = await client.open(connectUri);
    await clock.advance(19_999);
    expect(hung).toMatchObject({ isOpen: false, close: null });
    await clock.advance(1);
    expect(hung.close).toEqual({ kind: 'failed', code: 'EPROTO' });

    await inject('connectThenDrop');
    const dropped = await client.open(connectUri);
    expect(dropped.close).toEqual({ kind: 'failed', code: 'ECONNRESET' });
  });

  it('socketClosing announces and then closes, unless the client has moved', async () => {
    const { opened, connectUri } = await openChannel();
    await inject('socketClosing', { closeAfterMs: 20_000 });
    expect(opened.frames).toMatchObject([{ topicName: 'v2.system.socket_closing' }]);
    await clock.advance(19_999);
    expect(opened.isOpen).toBe(true);
    await clock.advance(1);
    expect(opened.close).toEqual({ kind: 'closed', code: 1001 });

    const moving = await client.open(connectUri);
    await inject('socketClosing');
    const moved = await client.open(connectUri);
    await clock.advance(120_000);
    expect([moving.isOpen, moved.isOpen]).toEqual([false, true]);

    await inject('socketClosing', { closeAfterMs: 'never' });
    await clock.advance(120_000);
    expect(moved.isOpen).toBe(true);
  });

  it('evictChannel is silent or closes, expireChannel closes; both end the channel', async () => {
    const silent = await openChannel();
    await inject('evictChannel', { only: silent.id });
    const closed = await openChannel();
    await inject('evictChannel', { notice: 'close', only: closed.id });
    const expired = await openChannel();
    await inject('expireChannel', { only: expired.id });
    await clock.advance(60_000);
    expect([silent, closed, expired].map(({ opened }) => opened.isOpen)).toEqual([true, false, false]);
    expect(silent.opened.frames).toEqual([]);
    expect(simulator.record.deadChannels.map(({ reason }) => reason)).toEqual([
      'evicted',
      'evicted',
      'expired',
    ]);
    expect((await client.open(expired.connectUri)).close).toMatchObject({ status: 404 });
  });

  it('loseSubscription leaves a live channel with nothing subscribed', async () => {
    const { id, opened } = await openChannel();
    await inject('loseSubscription');
    await offer();
    await clock.advance(30_000);
    expect(opened.frames).toMatchObject([{ topicName: 'channel.metadata' }]);
    const { json } = client.call('GET', `/api/v2/notifications/channels/${id}/subscriptions`);
    expect(json).toEqual({ entities: [] });
  });

  it('duplicateFrames, reorderFrames and delayFrames do what they say, and the record counts each frame', async () => {
    const { opened } = await openChannel();
    const conversationId = await offer();
    const write = async (text: string) => {
      simulator.steering.message(conversationId, text);
      await clock.advance(0);
    };
    await inject('duplicateFrames');
    await write('1');
    expect(toldIds(opened)).toEqual([0, 1, 1]);
    await inject('reorderFrames');
    await write('2');
    expect(toldIds(opened)).toEqual([0, 1, 1]);
    await write('3');
    expect(toldIds(opened)).toEqual([0, 1, 1, 3, 2]);
    await inject('reorderFrames');
    await write('4');
    await clock.advance(1_000);
    expect(toldIds(opened).at(-1)).toBe(4);
    await inject('delayFrames', { ms: 5_000 });
    await write('5');
    await clock.advance(4_999);
    expect(toldIds(opened).at(-1)).toBe(4);
    await clock.advance(1);
    expect(toldIds(opened).at(-1)).toBe(5);
    expect(simulator.record.messages.map(({ deliveries }) => deliveries.length)).toEqual([2, 1, 1, 1, 1]);
  });

  it('rubbishFrames and bigFrame send what nobody expects', async () => {
    const { opened } = await openChannel();
    await inject('rubbishFrames');
    expect(opened.frames).toContain('not JSON');
    expect(opened.frames.length).toBeGreaterThan(8);
    await inject('bigFrame', { bytes: 100_000 });
    expect(JSON.stringify(opened.frames.at(-1)).length).toBe(100_000);
  });

  it('restStatus answers the paths it is for, as JSON or as somebody else’s page', async () => {
    await inject('restStatus', { path: '/users/', status: 502, retryAfter: 3 });
    expect(client.call('GET', '/api/v2/conversations').status).toBe(200);
    expect(client.call('GET', '/api/v2/users/me')).toMatchObject({
      status: 502,
      headers: { 'retry-after': '3' },
      json: { status: 502 },
    });
    await inject('restStatus', { status: 200, html: true });
    const portal = client.call('GET', '/api/v2/users/me');
    expect(portal.json).toBeUndefined();
    expect(portal.headers['content-type']).toContain('text/html');
    expect(client.call('GET', '/api/v2/users/me').json).toMatchObject({ name: 'Alex Agent' });
  });

  it('restDrop does what was asked, but breaks the connection', async () => {
    await inject('restDrop', { path: '/channels' });
    const fetch = simulatorFetch(simulator, { clock });
    const create = () =>
      fetch(`${simulator.ready.apiUrl}/api/v2/notifications/channels`, {
        method: 'POST',
        headers: { authorization: `Bearer ${simulator.ready.accessToken}` },
      });
    await expect(create()).rejects.toThrow(TypeError);
    expect((await create()).status).toBe(200);
    expect(at(client.call('GET', '/api/v2/notifications/channels').json, 'entities.1.id')).toBeDefined();
  });

  it('of REST calls reach /oauth/token only where the path says so', async () => {
    await inject('restStatus', { status: 500 });
    await inject('restStatus', { path: '/oauth/token', status: 503 });
    expect(client.askForToken({}).status).toBe(503);
    expect(client.askForToken({}).status).toBe(400);
    expect(client.call('GET', '/api/v2/users/me').status).toBe(500);
  });

  it('restHang and restDelay take their time', async () => {
    await inject('restHang', { path: '/users/me' });
    await inject('restDelay', { path: '/users/me', ms: 4_000 });
    const call = () =>
      simulator.handle({
        method: 'GET',
        url: '/api/v2/users/me',
        headers: { authorization: `Bearer ${simulator.ready.accessToken}` },
        body: '',
      });
    expect(call().afterMs).toBe(Number.POSITIVE_INFINITY);
    expect(call()).toMatchObject({ status: 200, afterMs: 4_000 });
    expect(call().afterMs).toBe(0);
  });

  it('revokeToken ends tokens, channels and sockets', async () => {
    const { opened, connectUri } = await openChannel();
    const direct = await openDirect();
    await inject('revokeToken');
    expect([opened.isOpen, direct.isOpen]).toEqual([false, false]);
    expect(client.call('GET', '/api/v2/users/me').status).toBe(401);
    expect((await client.open(connectUri)).close).toMatchObject({ status: 401 });
  });

  it('rejectCredentials and tokenStatus spoil the next answers of /oauth/token', async () => {
    const ask = () =>
      client.askForToken({
        grant_type: 'client_credentials',
        client_id: simulator.ready.clientId,
        client_secret: simulator.ready.clientSecret,
      });
    await inject('rejectCredentials');
    expect(ask()).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    await inject('tokenStatus', { status: 429, retryAfter: 2 });
    expect(ask()).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    await inject('tokenStatus', { status: 200 });
    const withoutToken = ask();
    expect(withoutToken.status).toBe(200);
    expect(at(withoutToken.json, 'access_token')).toBeUndefined();
    await inject('tokenStatus', { status: 200, html: true });
    expect(ask().json).toBeUndefined();
    expect(ask()).toMatchObject({ status: 200, json: { token_type: 'bearer' } });
  });

  it('noConfirmation leaves out the confirmation but sends events', async () => {
    await inject('noConfirmation');
    const direct = await openDirect();
    expect(direct.frames).toEqual([]);
    await offer();
    expect(direct.frames).toMatchObject([{ type: 'ConversationEvent' }, { type: 'ConversationEvent' }]);
  });

  it('noHeartbeat stops heartbeats, not pongs; clear brings them back', async () => {
    const { opened } = await openChannel();
    await inject('noHeartbeat');
    await clock.advance(90_000);
    expect(opened.frames).toEqual([]);
    opened.socket.send('{"message":"ping"}');
    await inject('clear');
    expect(opened.frames).toMatchObject([{ eventBody: { message: 'pong' } }]);
    await clock.advance(30_000);
    expect(opened.frames.length).toBe(2);
  });

  it('rateHeaders reports other numbers; clear ends what waits', async () => {
    await inject('rateHeaders', { count: 299, allowed: 180, reset: 9 });
    expect(client.call('GET', '/api/v2/users/me').headers).toMatchObject({
      'inin-ratelimit-count': '299',
      'inin-ratelimit-allowed': '180',
      'inin-ratelimit-reset': '9',
    });
    await inject('restStatus');
    await inject('clear');
    expect(client.call('GET', '/api/v2/users/me')).toMatchObject({
      status: 200,
      headers: { 'inin-ratelimit-count': '2' },
    });
  });

  it('come on a schedule, once or again and again', async () => {
    start({ faults: parseFaultList('dropSocket@10/20,restStatus(/users,500)') });
    expect(client.call('GET', '/api/v2/users/me').status).toBe(500);
    for (const seconds of [10, 20, 20]) {
      const { opened } = await openChannel();
      await clock.advance(seconds * 1_000 - 1);
      expect(opened.isOpen).toBe(true);
      await clock.advance(1);
      expect(opened.isOpen).toBe(false);
    }
  });
});

describe('the list of faults', () => {
  it('is read from the command line', () => {
    expect(parseFaultList('')).toEqual([]);
    expect(parseFaultList('refuseUpgrade(429, 3, 5)@1.5/10, socketClosing(never)')).toEqual([
      {
        fault: { kind: 'refuseUpgrade', status: 429, times: 3, retryAfter: 5, only: 'all' },
        afterMs: 1_500,
        everyMs: 10_000,
      },
      {
        fault: { kind: 'socketClosing', closeAfterMs: Number.POSITIVE_INFINITY, only: 'all' },
        afterMs: 0,
        everyMs: null,
      },
    ]);
    expect(parseFaultList('tokenStatus(,2)')).toMatchObject([{ fault: { status: 503, times: 2 } }]);
  });

  it.each([
    'nonsense',
    'dropSocket@',
    'dropSocket@x',
    'closeCode(abc)',
    'closeCode(-1)',
    'noHeartbeat(1)',
    'constructor',
    'evictChannel(loudly)',
    'dropSocket)',
    'dropSocket((',
  ])('refuses %j with a sentence', (list) => {
    expect(() => parseFaultList(list)).toThrow(SteeringError);
  });

  it('stands in the README as it is', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const rows = readme
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .filter(([, kind = '']) => Object.keys(faultKinds).includes(kind) && kind !== 'fault');
    expect(rows.map(([, kind, args, effect]) => ({ kind, args, effect }))).toEqual(
      Object.entries(faultKinds).map(([kind, { args, effect }]) => ({
        kind,
        args: args.join(', '),
        effect: effect.replaceAll('"', ''),
      })),
    );
  });

  it('never fails in any other way, and reads every fault back', () => {
    const kind = fc.constantFrom(...Object.keys(faultKinds));
    fc.assert(
      fc.property(fc.oneof(fc.string(), kind), (text) => {
        try {
          for (const { fault } of parseFaultList(text)) expect(readFault({ ...fault }).kind).toBe(fault.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(SteeringError);
        }
      }),
    );
    fc.assert(
      fc.property(kind, (name) => {
        expect(parseFaultList(name)).toMatchObject([{ fault: { kind: name }, afterMs: 0, everyMs: null }]);
      }),
    );
  });
});
