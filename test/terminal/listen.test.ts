import { describe, expect, it } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { messageConversation } from '../engine/support/written-conversation.ts';
import {
  confirmSubscription,
  messageAdded,
  answered,
  SECRET,
  startListening,
  TOKEN,
  type Listening,
} from './support/listening.ts';

const CHANNELS = ['--queue', 'Q1'];
const SUBSCRIPTIONS = '/api/v2/notifications/channels/streaming-1-x/subscriptions';

/** Everything is closed, and no secret was told anywhere. */
function expectLeftNothing({ clock, sockets, out, err }: Listening): void {
  expect(clock.pendingTimers).toBe(0);
  expect(sockets.filter(({ ended }) => !ended)).toEqual([]);
  const told = [...out, ...err].join('\n');
  expect(told).not.toContain(SECRET);
  expect(told).not.toContain(TOKEN);
  expect(told).not.toContain('streaming-1-x');
}

async function lines(listening: Listening): Promise<unknown[]> {
  await settle();
  return listening.out.map((line) => JSON.parse(line) as unknown);
}

describe('the listener', () => {
  it('tells the whole story on direct', async () => {
    const listening = startListening(['--max-retries', '3']);
    const socket = await confirmSubscription(listening);
    socket.say(messageAdded('Where is my order?'));
    await settle();
    socket.say({ type: 'Error', message: `bad filter for ${TOKEN}` });
    socket.end({ kind: 'closed', code: 1001 });
    await settle();
    expect(listening.out).toEqual([
      '[EVENT] 2026-01-05T10:00:01.000Z | Conv: C1 | Type: MessageAdded',
      '  >> Where is my order?',
    ]);
    expect(listening.err).toEqual([
      '[OPEN] Connection established. Subscribing...',
      '[INFO] Subscription Confirmed: S1',
      '[INFO] Connected. Listening on 1 topic.',
      '[ERROR] Server Error: bad filter for [removed]',
      '[CLOSE] Connection closed. Status: 1001',
      '[RETRY] The service closed the connection (closed); attempt 2 in 1.0 s.',
    ]);
    listening.stop.abort();
    await settle();
    expect(listening.status()).toBe(0);
    expectLeftNothing(listening);
  });

  it('sends the subscription at once on open, and the token in nothing but the url', async () => {
    const listening = startListening(['--conversation', 'C1', '--exclude', 'statusChanged']);
    await settle();
    const [socket] = listening.sockets;
    socket?.open();
    expect(socket?.url).toBe(`wss://api.mypurecloud.com/api/v2/notifications?access_token=${TOKEN}`);
    await settle();
    expect(socket?.sent.map((frame) => JSON.parse(frame) as unknown)).toEqual([
      {
        type: 'SubscriptionRequest',
        topics: [
          {
            type: 'ConversationEvent',
            filter: {
              conversationId: 'C1',
              include: ['conversationId', 'eventType', 'timestamp', 'message'],
              exclude: ['statusChanged'],
            },
          },
        ],
      },
    ]);
    listening.stop.abort();
    await settle();
    expectLeftNothing(listening);
  });

  it('tells the same as JSON', async () => {
    const listening = startListening(['--json']);
    const socket = await confirmSubscription(listening);
    socket.say(messageAdded('hello'));
    await settle();
    socket.end({ kind: 'failed', code: 'ECONNRESET' });
    expect(await lines(listening)).toMatchObject([
      { type: 'connection', state: 'connecting', attempt: 1, protocol: 'direct' },
      { type: 'connection', state: 'connected', attempt: 1, protocol: 'direct', topics: 1 },
      { type: 'message', conversationId: 'C1', messageId: null, text: 'hello', missed: false },
      { type: 'connection', state: 'reconnecting', attempt: 2, retryInMs: 1_000, reason: 'network' },
    ]);
    expect(listening.err).toEqual([]);
    listening.stop.abort();
    await settle();
    expectLeftNothing(listening);
  });
});

describe('the credentials', () => {
  it.each([
    ['direct', [], `grant_type=client_credentials&client_id=client-id&client_secret=${SECRET}`, null],
    [
      'channels',
      CHANNELS,
      'grant_type=client_credentials',
      `Basic ${Buffer.from(`client-id:${SECRET}`).toString('base64')}`,
    ],
  ] as const)('go to the token endpoint as %s asks for it', async (_protocol, args, body, authorization) => {
    const asked: RequestInit[] = [];
    const listening = startListening(args, {
      '/oauth/token': (_path, init) => {
        asked.push(init);
        return answered(503)(_path, init);
      },
    });
    await settle();
    expect(new Headers(asked[0]?.headers).get('authorization')).toBe(authorization);
    const sent = asked[0]?.body;
    const form = sent instanceof URLSearchParams ? sent.toString() : sent;
    expect(typeof form === 'string' ? [...new URLSearchParams(form)].toSorted() : form).toEqual(
      [...new URLSearchParams(body)].toSorted(),
    );
    listening.stop.abort();
    await settle();
  });
});

it('what was written before it began is no news on direct, by the time of the sign-in’s answer', async () => {
  const time = Date.UTC(2026, 0, 5, 10, 0, 1);
  const written = messageConversation({
    id: 'C1',
    messages: [
      { id: 'M0', by: 'customer', at: time - 60_000 },
      { id: 'M1', by: 'customer', at: time },
    ],
  });
  const listening = startListening(['--json'], {
    '/oauth/token': answered(200, { access_token: TOKEN }, { Date: 'Mon, 05 Jan 2026 10:00:00 GMT' }),
    '/api/v2/conversations/messages/C1': answered(200, written),
  });
  const socket = await confirmSubscription(listening);
  socket.say(messageAdded('hello'));
  const told = await lines(listening);
  expect(told.filter((line) => JSON.stringify(line).includes('"type":"message"'))).toMatchObject([
    { messageId: 'M1', direction: 'inbound', from: 'Jane', text: 'hello', media: 'webmessaging' },
  ]);
  listening.stop.abort();
  await settle();
  expectLeftNothing(listening);
});

describe('it stops as asked, with 0', () => {
  it('before it does anything, where it was stopped before', async () => {
    const stop = new AbortController();
    stop.abort();
    const listening = startListening(['--duration', '60'], {}, undefined, stop);
    await settle();
    expect(listening.status()).toBe(0);
    expect(listening.requests).toEqual([]);
    expectLeftNothing(listening);
  });

  it.each([
    'before it has begun',
    'before the token',
    'before the socket opens',
    'when connected',
    'while it waits',
  ])('by an abort %s', async (moment) => {
    const never = () => new Promise<Response>(() => undefined);
    const listening = startListening(
      ['--duration', '60'],
      moment === 'before the token' ? { '/oauth/token': never } : {},
    );
    if (moment !== 'before it has begun') await settle();
    if (moment === 'when connected' || moment === 'while it waits') {
      const socket = await confirmSubscription(listening);
      if (moment === 'while it waits') socket.end({ kind: 'closed', code: 1001 });
    }
    listening.stop.abort();
    await settle();
    expect(listening.status()).toBe(0);
    expectLeftNothing(listening);
  });

  it('because of --help, which goes to stdout', async () => {
    const listening = startListening(['--help'], {}, {});
    await settle();
    expect(listening.status()).toBe(0);
    expect(listening.out.join('\n')).toMatch(/^Usage: npm run -s listen/);
    expect(listening.err).toEqual([]);
  });

  it.each([1, 2, 3])('after --max-messages %d, with not one line more', async (most) => {
    for (const format of [[], ['--json']]) {
      const listening = startListening(['--max-messages', String(most), ...format]);
      const socket = await confirmSubscription(listening);
      for (const text of ['one', 'two', 'three', 'four']) socket.say(messageAdded(text));
      await settle();
      expect(listening.status()).toBe(0);
      const isMessage = (line: string) => line.includes('"type":"message"') || line.startsWith('  >> ');
      expect(listening.out.filter(isMessage)).toHaveLength(most);
      expect(listening.out.at(-1)).toMatch(/one|two|three/);
      expectLeftNothing(listening);
    }
  });

  it('after --duration, wherever it stands', async () => {
    for (const connects of [true, false]) {
      const listening = startListening(['--duration', '2.5']);
      if (connects) await confirmSubscription(listening);
      await listening.clock.advance(2_499);
      expect(listening.status()).toBeNull();
      await listening.clock.advance(1);
      expect(listening.status()).toBe(0);
      expectLeftNothing(listening);
    }
  });

  it('and says before what still waits to be known', async () => {
    const never = () => new Promise<Response>(() => undefined);
    const listening = startListening([], { '/api/v2/conversations/messages/C1': never });
    const socket = await confirmSubscription(listening);
    socket.say(messageAdded('one'));
    socket.say(messageAdded('two'));
    await settle();
    expect(listening.out).toEqual([]);
    listening.stop.abort();
    await settle();
    expect(listening.out.filter((line) => line.startsWith('  >> '))).toEqual(['  >> one', '  >> two']);
    expectLeftNothing(listening);
  });
});

describe('a usage error is 2', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['no credentials', [], {}],
    ['an option that does not exist', ['--verbose'], { GENESYS_ACCESS_TOKEN: TOKEN }],
    [
      'nothing to watch',
      ['--protocol', 'channels'],
      { GENESYS_CLIENT_ID: 'id', GENESYS_CLIENT_SECRET: SECRET },
    ],
    ['a token that is none', [], { GENESYS_ACCESS_TOKEN: `${TOKEN}\n` }],
    ['a level that does not exist', [], { GENESYS_ACCESS_TOKEN: TOKEN, CONVERSATION_TRAY_LOG: 'loud' }],
  ])('%s', async (_what, args, environment) => {
    const listening = startListening(args, {}, environment);
    await settle();
    expect(listening.status()).toBe(2);
    expect(listening.out).toEqual([]);
    expect(listening.err).toHaveLength(1);
    expect(listening.requests).toEqual([]);
    expectLeftNothing(listening);
  });

  it('and an empty level is none given', async () => {
    const listening = startListening(
      [],
      {},
      { GENESYS_CLIENT_ID: 'id', GENESYS_CLIENT_SECRET: SECRET, CONVERSATION_TRAY_LOG: '' },
    );
    await settle();
    expect(listening.status()).toBeNull();
    listening.stop.abort();
    await settle();
  });
});

describe('credentials that are rejected are 3', () => {
  const wrong = answered(401, { error: 'invalid_client', description: 'client not found' });

  it.each([[], ['--json'], CHANNELS])('a wrong secret, in a sentence on stderr: %o', async (...args) => {
    const listening = startListening(args, { '/oauth/token': wrong });
    await settle();
    expect(listening.status()).toBe(3);
    expect(listening.err).toHaveLength(1);
    expect(listening.err[0]).toMatch(
      /does not take these client credentials: client not found\. Check the client id/,
    );
    expect(listening.sockets).toEqual([]);
    expectLeftNothing(listening);
  });

  it('a reason that repeats the secret is told without it', async () => {
    const echo = answered(400, { error: 'invalid_client', error_description: `wrong secret ${SECRET}` });
    const listening = startListening([], { '/oauth/token': echo });
    await settle();
    expect(listening.status()).toBe(3);
    expectLeftNothing(listening);
  });

  it('an answer without a token, before any socket opens', async () => {
    const listening = startListening([], { '/oauth/token': answered(200, { expires_in: 1 }) });
    await settle();
    expect(listening.status()).toBe(3);
    expect(listening.sockets).toEqual([]);
  });

  it('a token that is refused twice in a row', async () => {
    const listening = startListening([]);
    for (let attempt = 0; listening.status() === null && attempt < 10; attempt += 1) {
      await settle();
      listening.sockets.at(-1)?.end({ kind: 'refused', status: 401, retryAfterMs: null });
      await listening.clock.advance(3_000);
    }
    expect(listening.status()).toBe(3);
    expect(listening.sockets).toHaveLength(2);
    expectLeftNothing(listening);
  });

  it('a user token that has ended', async () => {
    const environment = { GENESYS_ACCESS_TOKEN: TOKEN };
    const listening = startListening([], { '/api/v2/users/me': answered(401) }, environment);
    await settle();
    expect(listening.status()).toBe(3);
    expect(listening.err.join('\n')).toMatch(/no longer takes the access token/);
    expectLeftNothing(listening);
  });
});

it('nothing that may be subscribed is 4, and what is missing is named', async () => {
  const entities = [
    {
      id: 'v2.routing.queues.Q1.conversations.messages',
      state: 'Rejected',
      rejectionReason: 'no permission',
      missingPermissions: ['routing:queue:view'],
    },
  ];
  const listening = startListening(CHANNELS, { [SUBSCRIPTIONS]: answered(200, { entities }) });
  await settle();
  listening.sockets.at(-1)?.open();
  await settle();
  expect(listening.status()).toBe(4);
  expect(listening.err.join('\n')).toContain('routing:queue:view');
  expectLeftNothing(listening);
});

describe('anything else is 1', () => {
  it.each([
    [0, 'Gave up after 0 failed retries.'],
    [1, 'Gave up after 1 failed retry.'],
    [3, 'Gave up after 3 failed retries.'],
  ])('--max-retries %d', async (most, sentence) => {
    const listening = startListening(['--max-retries', String(most)]);
    for (let attempt = 0; listening.status() === null && attempt < 10; attempt += 1) {
      await settle();
      listening.sockets.at(-1)?.end({ kind: 'failed', code: 'ECONNREFUSED' });
      await settle();
      // Longer than it waits, shorter than a socket may take to open.
      if (listening.status() === null) await listening.clock.advance(9_000);
    }
    expect(listening.status()).toBe(1);
    expect(listening.sockets).toHaveLength(most + 1);
    expect(listening.err.at(-1)).toBe(sentence);
    expectLeftNothing(listening);
  });

  it('retries that never got a token count too, and 5xx is no rejection', async () => {
    const listening = startListening(['--max-retries', '2'], { '/oauth/token': answered(503) });
    await listening.clock.advance(600_000);
    expect(listening.status()).toBe(1);
    expect(listening.requests).toEqual(['/oauth/token', '/oauth/token', '/oauth/token']);
    expectLeftNothing(listening);
  });

  it('but without a number it never gives up', async () => {
    const listening = startListening([], { '/oauth/token': answered(503) });
    await listening.clock.advance(86_400_000);
    expect(listening.status()).toBeNull();
    expect(listening.requests.length).toBeGreaterThan(500);
    listening.stop.abort();
    await settle();
    expectLeftNothing(listening);
  });

  it('a request that the service refuses for good', async () => {
    const message = 'bad topic';
    const listening = startListening(CHANNELS, { [SUBSCRIPTIONS]: answered(400, { message }) });
    await settle();
    listening.sockets.at(-1)?.open();
    await settle();
    expect(listening.status()).toBe(1);
    expect(listening.err.join('\n')).toContain(message);
    expectLeftNothing(listening);
  });
});

it('its log goes to stderr, at the level that is asked for, without a secret', async () => {
  const listening = startListening(
    [],
    {},
    { GENESYS_CLIENT_ID: 'id', GENESYS_CLIENT_SECRET: SECRET, CONVERSATION_TRAY_LOG: 'debug' },
  );
  const socket = await confirmSubscription(listening);
  socket.say(messageAdded('the text of a customer'));
  socket.say(`no frame ${TOKEN}`);
  await settle();
  listening.stop.abort();
  await settle();
  const log = listening.err.filter((line) => / (debug|info|warn|error) /.test(line));
  expect(log.join('\n')).toMatch(/info connection state=connected/);
  expect(log.join('\n')).not.toContain('the text of a customer');
  expectLeftNothing(listening);
});
