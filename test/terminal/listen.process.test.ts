import { afterEach, describe, expect, it } from 'vitest';
import type { ServerOptions, RunningSimulator } from '../simulator/server.ts';
import { startSimulator } from '../simulator/server.ts';
import { ListenerProcess } from './support/listener-process.ts';

const running: { simulators: RunningSimulator[]; listeners: ListenerProcess[] } = {
  simulators: [],
  listeners: [],
};

afterEach(async () => {
  await Promise.all(running.listeners.map((listener) => listener.kill()));
  await Promise.all(running.simulators.map((simulator) => simulator.close()));
  running.listeners = [];
  running.simulators = [];
});

async function simulator(options: ServerOptions = {}): Promise<RunningSimulator> {
  const started = await startSimulator(options);
  running.simulators.push(started);
  return started;
}

function listen(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  calm = false,
): ListenerProcess {
  const listener = new ListenerProcess(args, environment, calm);
  running.listeners.push(listener);
  return listener;
}

function asUser({ ready }: RunningSimulator): Record<string, string> {
  return { GENESYS_ACCESS_TOKEN: ready.accessToken };
}

function asClient({ ready }: RunningSimulator): Record<string, string> {
  return { GENESYS_CLIENT_ID: ready.clientId, GENESYS_CLIENT_SECRET: ready.clientSecret };
}

function connected(listener: ListenerProcess): boolean {
  return listener.stdout.includes('"state":"connected"');
}

describe('exit statuses', () => {
  it('without credentials: 2, and both variable names', async () => {
    const listener = listen([], {});
    expect(await listener.exited()).toBe(2);
    expect(listener.stderr).toContain('GENESYS_CLIENT_ID');
    expect(listener.stderr).toContain('GENESYS_CLIENT_SECRET');
    expect(listener.stdout).toBe('');
  });

  it('with a wrong secret: 3, and a sentence', async () => {
    const service = await simulator();
    const listener = listen(['--api-url', service.ready.apiUrl], {
      ...asClient(service),
      GENESYS_CLIENT_SECRET: 'mistyped-secret',
    });
    expect(await listener.exited()).toBe(3);
    expect(listener.stderr).toMatch(/does not take these client credentials.*\./);
    expect(listener.stderr).not.toContain('mistyped-secret');
  });

  it('with a user token that is not taken: 3', async () => {
    const service = await simulator();
    const listener = listen(['--api-url', service.ready.apiUrl], { GENESYS_ACCESS_TOKEN: 'an-old-token' });
    expect(await listener.exited()).toBe(3);
    expect(listener.stderr).not.toContain('an-old-token');
  });

  it('with nothing that may be subscribed: 4', async () => {
    const service = await simulator();
    const other = service.simulator.directory.agents.find(({ id }) => id !== service.ready.userId)?.id ?? '';
    const topic = `v2.users.${other}.conversations.messages`;
    const listener = listen(['--api-url', service.ready.apiUrl, '--topic', topic, '--json'], asUser(service));
    expect(await listener.exited()).toBe(4);
    expect(listener.linesOf('error')).toMatchObject([{ code: 'forbiddenTopic', topic }]);
  });

  it('with channels and nothing to watch: 2', async () => {
    const listener = listen(['--protocol', 'channels'], {
      GENESYS_CLIENT_ID: 'a',
      GENESYS_CLIENT_SECRET: 'b',
    });
    expect(await listener.exited()).toBe(2);
  });

  it('with a service that cannot be reached and an end to retries: 1', async () => {
    const service = await simulator();
    await service.close();
    const listener = listen(
      ['--api-url', service.ready.apiUrl, '--max-retries', '1', '--json'],
      asUser(service),
      true,
    );
    expect(await listener.exited()).toBe(1);
    expect(listener.linesOf('connection').at(-1)).toMatchObject({ state: 'reconnecting' });
  });

  it('interrupted: 0', async () => {
    const service = await simulator();
    const listener = listen(['--api-url', service.ready.apiUrl, '--json'], asUser(service));
    await listener.until(() => connected(listener), 'connected');
    listener.interrupt();
    expect(await listener.exited()).toBe(0);
    expect(service.simulator.record.sockets.every(({ closedAt }) => closedAt !== null)).toBe(true);
  });

  it('after --max-messages: 0, and not one more', async () => {
    const service = await simulator();
    const listener = listen(
      ['--api-url', service.ready.apiUrl, '--json', '--max-messages', '2'],
      asUser(service),
    );
    await listener.until(() => connected(listener), 'connected');
    const { steering } = service.simulator;
    const { conversationId } = steering.start({ userId: service.ready.userId, text: '1' });
    for (const text of ['2', '3', '4']) steering.message(conversationId, text);
    expect(await listener.exited()).toBe(0);
    expect(listener.linesOf('message').map((line) => line['text'])).toEqual(['1', '2']);
  });

  it('after --duration: 0', async () => {
    const service = await simulator();
    const listener = listen(['--api-url', service.ready.apiUrl, '--duration', '0.5'], asUser(service));
    expect(await listener.exited()).toBe(0);
  });
});

describe('with two variables and no option but the address', () => {
  it('listens on direct to every conversation, and prints events as they come', async () => {
    const service = await simulator();
    const listener = listen(['--api-url', service.ready.apiUrl], asClient(service));
    await listener.until(() => listener.stderr.includes('[INFO] Connected'), 'connected');
    const { conversationId } = service.simulator.steering.start({ text: 'Where is my order?' });
    await listener.until(() => listener.stdout.includes('>> Where is my order?'), 'the message');
    expect(listener.stderr).toContain('[OPEN] Connection established. Subscribing...\n');
    expect(listener.stderr).toMatch(/\[INFO\] Subscription Confirmed: \S+\n/);
    expect(listener.stdout).toMatch(
      new RegExp(
        `^\\[EVENT\\] \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z \\| Conv: ${conversationId} \\| Type: MessageAdded\\n {2}>> Where is my order\\?$`,
        'm',
      ),
    );
    service.simulator.steering.fault({ kind: 'closeCode', code: 1001, only: 'all' });
    await listener.until(() => listener.stderr.includes('[RETRY]'), 'a retry');
    expect(listener.stderr).toContain('[CLOSE] Connection closed. Status: 1001\n');
    expect(listener.stderr).toMatch(
      /\[RETRY\] The service closed the connection \(closed\); attempt 2 in \d\.\d s\.\n/,
    );
  });
});

/** Customers write in 50 conversations while sockets are dropped; every message is told apart by its text. */
async function thousandMessages(
  service: RunningSimulator,
  listener: ListenerProcess,
  beforeDrop: () => Promise<void> = () => Promise.resolve(),
): Promise<ReadonlySet<string>> {
  const { steering, record } = service.simulator;
  const conversations = Array.from({ length: 50 }, () =>
    steering.start({ userId: service.ready.userId, answered: true }),
  ).map(({ conversationId }) => conversationId);
  await listener.until(() => connected(listener), 'connected');
  const whileDown = new Set<string>();
  for (let number = 0; number < 1_000; number += 1) {
    if (number % 50 === 25) {
      const open = () => record.sockets.some(({ closedAt }) => closedAt === null);
      await listener.until(open, 'an open socket');
      await beforeDrop();
      steering.fault({ kind: 'dropSocket', only: 'all' });
    }
    const open = record.sockets.some(({ closedAt }) => closedAt === null);
    steering.message(conversations[number % 50] ?? '', `message ${number}`);
    if (!open) whileDown.add(`message ${number}`);
    if (number % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return whileDown;
}

describe('1,000 messages in 50 conversations, with 20 dropped sockets between, over real sockets', () => {
  it('on channels: 1,000 lines, none twice, the missed ones marked', async () => {
    const service = await simulator({ requestsPerMinute: 10_000 });
    const listener = listen(['--api-url', service.ready.apiUrl, '--json'], asUser(service), true);
    const whileDown = await thousandMessages(service, listener);
    await listener.until(() => listener.linesOf('message').length >= 1_000, '1,000 messages', 100_000);
    listener.interrupt();
    expect(await listener.exited()).toBe(0);
    const lines = listener.linesOf('message');
    expect(lines).toHaveLength(1_000);
    const sent = service.simulator.record.messages;
    expect(new Set(lines.map((line) => line['messageId']))).toEqual(
      new Set(sent.map(({ messageId }) => messageId)),
    );
    expect(whileDown.size).toBeGreaterThan(20);
    for (const { messageId, text } of sent) {
      const line = lines.find((candidate) => candidate['messageId'] === messageId);
      if (whileDown.has(text ?? '')) expect(line?.['missed']).toBe(true);
    }
    expect(service.simulator.record.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('on direct without conversation:view: what was sent while connected once, a gap for every drop', async () => {
    const service = await simulator({ directScopes: ['conversation:read', 'notification:subscribe'] });
    const listener = listen(['--api-url', service.ready.apiUrl, '--json'], asClient(service), true);
    const sent = service.simulator.record.messages;
    const delivered = () => sent.filter(({ deliveries }) => deliveries.length > 0).map(({ text }) => text);
    // What is still under way when a connection breaks is lost with it, and inside the gap; here it is let through.
    const arrived = () =>
      listener.until(() => listener.linesOf('message').length >= delivered().length, 'what was delivered');
    const whileDown = await thousandMessages(service, listener, arrived);
    await arrived();
    await listener.until(() => listener.linesOf('gap').length >= 20, '20 gaps');
    listener.interrupt();
    expect(await listener.exited()).toBe(0);
    const reported = listener.linesOf('message').map((line) => line['text']);
    expect([...reported].sort()).toEqual([...delivered()].sort());
    expect(listener.linesOf('gap')).toHaveLength(20);
    expect(whileDown.size).toBeGreaterThan(20);
    for (const { text, at } of sent.filter((message) => whileDown.has(message.text ?? ''))) {
      const covered = listener
        .linesOf('gap')
        .some(({ from, to }) => at >= Date.parse(String(from)) - 1 && at <= Date.parse(String(to)) + 1);
      expect(covered, `${text ?? ''} is in a gap`).toBe(true);
    }
  });
});

describe('what the listener prints, at every log level', () => {
  it.each(['debug', 'info', 'warn', 'error', 'off'])(
    'holds no token, secret or channel address: %s',
    async (level) => {
      const service = await simulator({ conversations: 4, rate: 20 });
      const user = listen(
        ['--api-url', service.ready.apiUrl, '--json'],
        {
          ...asUser(service),
          CONVERSATION_TRAY_LOG: level,
        },
        true,
      );
      const client = listen(
        ['--api-url', service.ready.apiUrl],
        {
          ...asClient(service),
          CONVERSATION_TRAY_LOG: level,
        },
        true,
      );
      const { steering, record } = service.simulator;
      await user.until(() => user.linesOf('message').length > 2, 'messages');
      await client.until(() => client.stdout.includes('>>'), 'messages');
      steering.fault({ kind: 'rubbishFrames', only: 'all' });
      steering.fault({ kind: 'dropSocket', only: 'all' });
      await user.until(() => user.linesOf('connection').length >= 4, 'a reconnect');
      steering.fault({ kind: 'refuseUpgrade', status: 503, times: 2, retryAfter: null, only: 'all' });
      steering.fault({ kind: 'closeCode', code: 1011, only: 'all' });
      await user.until(() => user.linesOf('connection').length >= 7, 'another reconnect');
      steering.fault({ kind: 'revokeToken' });
      expect(await user.exited()).toBe(3);
      client.interrupt();
      await client.exited();
      const said = [user.stdout, user.stderr, client.stdout, client.stderr].join('\n');
      const channels = record.sockets.flatMap(({ channelId }) => (channelId === null ? [] : [channelId]));
      expect(channels.length).toBeGreaterThan(0);
      for (const secret of [service.ready.accessToken, service.ready.clientSecret, ...channels]) {
        expect(said).not.toContain(secret);
      }
      expect(said).not.toMatch(/access_token=|Bearer |Basic |\/channels\/streaming/);
      if (level === 'debug') expect(user.stderr).toContain('REST call');
    },
  );
});
