import { describe, expect, it } from 'vitest';
import { SimulatedEngine, type SimulatedEngineOptions } from './support/simulated-engine.ts';

const withoutView = ['conversation:read', 'user:read', 'notification:subscribe'];

async function connected(options: SimulatedEngineOptions = {}): Promise<SimulatedEngine> {
  const run = new SimulatedEngine(options);
  run.engine.start();
  await run.until('connected');
  return run;
}

function texts(run: SimulatedEngine): readonly (string | null)[] {
  return run.messages.map(({ text }) => text);
}

function firstQueue(run: SimulatedEngine): string {
  const queue = run.simulator.directory.queues[0];
  if (queue === undefined) throw new Error('no queue');
  return queue.id;
}

function otherAgent(run: SimulatedEngine): string {
  const agent = run.simulator.directory.agents.find(({ id }) => id !== run.simulator.ready.userId);
  if (agent === undefined) throw new Error('no other agent');
  return agent.id;
}

describe('the own conversations', () => {
  it('are told from being offered to being over; only what the customer writes is a message', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, text: 'Hello?' });
    await run.clock.advance(1_000);
    steering.answer(conversationId);
    const reply = steering.reply(conversationId, 'Good morning!');
    steering.receipt(conversationId, reply.id, 'read');
    steering.typing(conversationId);
    steering.status(conversationId);
    await run.clock.advance(1_000);
    steering.message(conversationId, 'Where is my order?');
    steering.message(conversationId, null);
    await run.clock.advance(1_000);
    steering.end(conversationId);
    await run.clock.advance(1_000);
    expect(texts(run)).toEqual(['Hello?', 'Where is my order?', null]);
    expect(run.messages.every(({ missed, direction }) => !missed && direction === 'inbound')).toBe(true);
    const changes = run.outputs.flatMap((output) => (output.type === 'conversation' ? [output.change] : []));
    expect(changes[0]).toBe('offered');
    expect(changes).toContain('connected');
    expect(changes.at(-1)).not.toBe('connected');
    await run.stop();
  });

  it('bring no history: neither at the start nor with a transfer', async () => {
    const run = new SimulatedEngine();
    const { steering, ready } = run.simulator;
    const own = steering.start({ userId: ready.userId, answered: true, text: 'before the start' });
    const other = steering.start({ userId: otherAgent(run), answered: true, text: 'for somebody else' });
    await run.clock.advance(60_000);
    run.engine.start();
    await run.until('connected');
    steering.message(other.conversationId, 'still for somebody else');
    await run.clock.advance(1_000);
    steering.transfer(other.conversationId, { userId: ready.userId });
    await run.clock.advance(1_000);
    steering.message(other.conversationId, 'and now?');
    steering.message(own.conversationId, 'after the start');
    await run.clock.advance(1_000);
    expect([...texts(run)].sort()).toEqual(['after the start', 'and now?']);
    await run.stop();
  });

  it('tell what a customer wrote while waiting, in a conversation that began after the start', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    await run.clock.advance(60_000);
    const { conversationId } = steering.start({ text: 'anybody there?' });
    await run.clock.advance(30_000);
    expect(texts(run)).toEqual([]);
    steering.offer(conversationId, ready.userId);
    await run.clock.advance(1_000);
    expect(texts(run)).toEqual(['anybody there?']);
    await run.stop();
  });

  it('that ended unread while the connection was down are told all the same', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, answered: true, text: 'one' });
    await run.clock.advance(1_000);
    run.network = false;
    steering.fault({ kind: 'dropSocket', only: 'all' });
    await run.clock.advance(1_000);
    steering.message(conversationId, 'two, and good-bye');
    steering.end(conversationId);
    await run.clock.advance(120_000);
    run.network = true;
    await run.until('connected');
    await run.clock.advance(10_000);
    expect(run.messages.map(({ text, missed }) => [text, missed])).toEqual([
      ['one', false],
      ['two, and good-bye', true],
    ]);
    await run.stop();
  });
});

describe('a queue', () => {
  it('brings its messages to a watcher with no participant of their own', async () => {
    const run = new SimulatedEngine({ credentials: 'client', watch: {} });
    await run.stop();
    const queue = firstQueue(run);
    const watcher = await connected({ credentials: 'client', watch: { queues: [queue] } });
    const { steering } = watcher.simulator;
    const waiting = steering.start({ queueId: queue, text: 'in the queue' });
    const elsewhere = watcher.simulator.directory.queues[1];
    if (elsewhere === undefined) throw new Error('no second queue');
    steering.start({ queueId: elsewhere.id, text: 'in another queue' });
    await watcher.clock.advance(1_000);
    steering.offer(waiting.conversationId, otherAgent(watcher));
    steering.answer(waiting.conversationId);
    steering.reply(waiting.conversationId, 'an answer');
    await watcher.clock.advance(1_000);
    steering.message(waiting.conversationId, 'thank you');
    await watcher.clock.advance(1_000);
    expect(texts(watcher)).toEqual(['in the queue', 'thank you']);
    await watcher.stop();
  });

  it('has a gap after a drop: what began and ended in it cannot be listed', async () => {
    const run = new SimulatedEngine({ credentials: 'client', watch: {} });
    await run.stop();
    const watcher = await connected({ credentials: 'client', watch: { queues: [firstQueue(run)] } });
    watcher.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
    await watcher.clock.advance(10);
    await watcher.until('connected');
    expect(watcher.gaps).toHaveLength(1);
    expect(watcher.gaps[0]?.reason).toContain('cannot be listed');
    await watcher.stop();
  });
});

describe('a chosen conversation', () => {
  it('of the own ones is a filter on what arrives', async () => {
    const run = new SimulatedEngine();
    const { steering, ready } = run.simulator;
    const chosen = steering.start({ userId: ready.userId, answered: true });
    await run.stop();
    const watcher = new SimulatedEngine({ watch: { mine: true, conversations: [chosen.conversationId] } });
    const own = watcher.simulator.steering;
    const first = own.start({ userId: ready.userId, answered: true });
    const second = own.start({ userId: ready.userId, answered: true });
    expect(first.conversationId).toBe(chosen.conversationId);
    watcher.engine.start();
    await watcher.until('connected');
    own.message(second.conversationId, 'not chosen');
    own.message(first.conversationId, 'chosen');
    await watcher.clock.advance(1_000);
    expect(texts(watcher)).toEqual(['chosen']);
    await watcher.stop();
  });

  it('of another agent is watched by its queue', async () => {
    const probe = new SimulatedEngine();
    const { conversationId } = probe.simulator.steering.start({ userId: otherAgent(probe), answered: true });
    await probe.stop();
    const run = new SimulatedEngine({ credentials: 'client', watch: { conversations: [conversationId] } });
    const { steering } = run.simulator;
    steering.start({ userId: otherAgent(run), answered: true });
    const beside = steering.start({ userId: otherAgent(run), answered: true });
    await run.clock.advance(5_000);
    run.engine.start();
    await run.until('connected');
    steering.message(beside.conversationId, 'not chosen');
    steering.message(conversationId, 'chosen');
    await run.clock.advance(1_000);
    expect(texts(run)).toEqual(['chosen']);
    await run.stop();
  });
});

describe('a chosen conversation that moves', () => {
  it('to another queue is followed there', async () => {
    const probe = new SimulatedEngine();
    const { conversationId } = probe.simulator.steering.start({ userId: otherAgent(probe), answered: true });
    await probe.stop();
    const run = new SimulatedEngine({ credentials: 'client', watch: { conversations: [conversationId] } });
    const { steering, directory } = run.simulator;
    steering.start({ userId: otherAgent(run), answered: true });
    await run.clock.advance(5_000);
    run.engine.start();
    await run.until('connected');
    steering.message(conversationId, 'here');
    await run.clock.advance(1_000);
    const elsewhere = directory.queues[1];
    if (elsewhere === undefined) throw new Error('no second queue');
    const puts = () => run.simulator.record.requests.filter(({ method }) => method === 'PUT').length;
    expect(puts()).toBe(1);
    steering.transfer(conversationId, { queueId: elsewhere.id });
    await run.clock.advance(2_000);
    expect(puts()).toBe(2);
    steering.message(conversationId, 'and there');
    await run.clock.advance(2_000);
    expect(texts(run)).toEqual(['here', 'and there']);
    await run.stop();
  });
});

describe('the connection', () => {
  it('moves when the service announces that it closes the socket, and nothing is lost or doubled', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, answered: true });
    await run.clock.advance(1_000);
    for (let move = 0; move < 5; move += 1) {
      steering.fault({ kind: 'socketClosing', closeAfterMs: 30_000, only: 'all' });
      for (let number = 0; number < 20; number += 1) {
        steering.message(conversationId, `${move}.${number}`);
        await run.clock.advance(20);
      }
      await run.clock.advance(60_000);
    }
    expect(texts(run).length).toBe(100);
    expect(new Set(texts(run)).size).toBe(100);
    expect(run.gaps).toEqual([]);
    expect(run.simulator.record.deadChannels).toEqual([]);
    expect(run.sockets.size).toBe(1);
    await run.stop();
  });

  it('is given up and made anew when the service is silent', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, answered: true });
    await run.clock.advance(1_000);
    steering.fault({ kind: 'halfOpen', only: 'all' });
    steering.message(conversationId, 'into the void');
    await run.clock.advance(39_000);
    expect(run.engine.status().state).toBe('connected');
    await run.clock.advance(5_000);
    await run.until('connected');
    await run.clock.advance(5_000);
    const drop = run.statuses.find(({ state }) => state === 'reconnecting');
    expect(drop).toMatchObject({ reason: 'silence' });
    expect(run.messages.map(({ text, missed }) => [text, missed])).toEqual([['into the void', true]]);
    await run.stop();
  });

  it('takes a new channel when its own is evicted', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, answered: true });
    await run.clock.advance(1_000);
    steering.fault({ kind: 'evictChannel', notice: 'close', only: 'all' });
    steering.message(conversationId, 'to nobody');
    await run.clock.advance(10_000);
    await run.until('connected');
    await run.clock.advance(5_000);
    expect(texts(run)).toEqual(['to nobody']);
    await run.stop();
  });

  it('lives for longer than a channel would: it is renewed in good time', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, answered: true });
    run.simulator.record.clear();
    for (let hour = 0; hour < 22; hour += 1) {
      await run.clock.advance(3_600_000);
      steering.message(conversationId, `hour ${hour}`);
    }
    await run.clock.advance(10_000);
    expect(texts(run)).toEqual(Array.from({ length: 22 }, (_, hour) => `hour ${hour}`));
    const puts = run.simulator.record.requests.filter(({ method }) => method === 'PUT');
    expect(puts).toHaveLength(1);
    await run.stop();
  });

  it('moves to a fresh channel with a new token, without a gap', async () => {
    const probe = new SimulatedEngine({ credentials: 'client', watch: {} });
    await probe.stop();
    const queue = firstQueue(probe);
    const run = await connected({
      credentials: 'client',
      watch: { queues: [queue] },
      simulator: { tokenSeconds: 3_600 },
    });
    const { steering } = run.simulator;
    const { conversationId } = steering.start({ queueId: queue });
    for (let minute = 0; minute < 180; minute += 1) {
      steering.message(conversationId, `minute ${minute}`);
      await run.clock.advance(60_000);
    }
    expect(texts(run)).toHaveLength(180);
    expect(run.gaps).toEqual([]);
    expect(run.statuses.filter(({ state }) => state === 'reconnecting')).toEqual([]);
    expect(run.sockets.size).toBe(1);
    expect(run.simulator.record.sockets.length).toBeGreaterThan(2);
    await run.stop();
  });

  it('on direct moves to a fresh socket with a new token, though a second one is refused', async () => {
    const run = await connected({
      protocol: 'direct',
      simulator: { tokenSeconds: 3_600, directOverlapMs: 0 },
    });
    const { conversationId } = run.simulator.steering.start({ text: 'zero' });
    for (let minute = 0; minute < 120; minute += 1) {
      await run.clock.advance(60_000);
      run.simulator.steering.message(conversationId, `minute ${minute}`);
    }
    await run.clock.advance(10_000);
    expect(texts(run)).toHaveLength(121);
    expect(run.gaps.length).toBeGreaterThan(0);
    expect(run.engine.status().state).toBe('connected');
    await run.stop();
  });

  it('asks to sign in again when a token is revoked for good', async () => {
    const run = await connected();
    run.simulator.steering.fault({ kind: 'revokeToken' });
    await run.until('blocked');
    expect(run.engine.status()).toMatchObject({ state: 'blocked', code: 'signInAgain' });
    await run.clock.advance(3_600_000);
    expect(run.sockets.size).toBe(0);
    await run.stop();
  });

  it('reports a topic that may not be subscribed, and watches the others', async () => {
    const probe = new SimulatedEngine();
    await probe.stop();
    const foreign = `v2.users.${otherAgent(probe)}.conversations.messages`;
    const run = await connected({ watch: { topics: [foreign], queues: [firstQueue(probe)] } });
    const errors = run.outputs.flatMap((output) => (output.type === 'error' ? [output.error] : []));
    expect(errors).toMatchObject([{ code: 'forbiddenTopic', topic: foreign }]);
    expect(run.engine.status()).toMatchObject({ state: 'connected', topics: 1 });
    await run.stop();
  });

  it('stops when nothing may be subscribed', async () => {
    const probe = new SimulatedEngine();
    await probe.stop();
    const run = new SimulatedEngine({
      watch: { topics: [`v2.users.${otherAgent(probe)}.conversations.messages`] },
    });
    run.engine.start();
    await run.until('blocked');
    expect(run.engine.status()).toMatchObject({ code: 'nothingPermitted' });
    await run.stop();
  });
});

describe('frames that come twice, late, out of order or as rubbish', () => {
  it('change nothing', async () => {
    const run = await connected();
    const { steering, ready } = run.simulator;
    const { conversationId } = steering.start({ userId: ready.userId, answered: true });
    await run.clock.advance(1_000);
    for (let number = 0; number < 60; number += 1) {
      if (number % 6 === 0) steering.fault({ kind: 'duplicateFrames', times: 2 });
      if (number % 6 === 2) steering.fault({ kind: 'reorderFrames', times: 2 });
      if (number % 6 === 4) steering.fault({ kind: 'delayFrames', ms: 3_000, times: 2 });
      if (number % 10 === 0) steering.fault({ kind: 'rubbishFrames', only: 'all' });
      steering.message(conversationId, `number ${number}`);
      await run.clock.advance(700);
    }
    await run.clock.advance(30_000);
    expect([...texts(run)].sort()).toEqual(
      Array.from({ length: 60 }, (_, number) => `number ${number}`).sort(),
    );
    await run.stop();
  });
});

describe('direct without conversation:view', () => {
  it('reports every message once, as its event tells it', async () => {
    const run = await connected({ protocol: 'direct', simulator: { directScopes: withoutView } });
    const { steering } = run.simulator;
    const { conversationId } = steering.start({ text: 'one' });
    await run.clock.advance(1_000);
    steering.message(conversationId, 'two');
    await run.clock.advance(1_000);
    expect(run.messages).toMatchObject([
      { text: 'one', messageId: null, direction: null, from: null, media: null, missed: false },
      { text: 'two', messageId: null },
    ]);
    await run.stop();
  });
});

describe('what the engine says and logs', () => {
  it.each(['channels', 'direct'] as const)(
    'holds no token, secret or channel address: %s',
    async (protocol) => {
      const run = await connected({ protocol, simulator: { conversations: 6, rate: 3, tokenSeconds: 600 } });
      const secrets: string[] = [run.simulator.ready.clientSecret, run.simulator.ready.accessToken];
      for (let round = 0; round < 10; round += 1) {
        run.simulator.steering.fault({ kind: 'rubbishFrames', only: 'all' });
        run.simulator.steering.fault({ kind: round % 2 === 0 ? 'dropSocket' : 'closeMidFrame', only: 'all' });
        run.simulator.steering.fault({
          kind: 'restStatus',
          path: '*',
          status: 500,
          times: 2,
          retryAfter: null,
          html: true,
        });
        await run.clock.advance(100_000);
      }
      for (const { channelId } of run.simulator.record.sockets)
        if (channelId !== null) secrets.push(channelId);
      const said = [...run.outputs.map((output) => JSON.stringify(output)), ...run.log].join('\n');
      expect(run.log.length).toBeGreaterThan(20);
      for (const secret of secrets) expect(said).not.toContain(secret);
      expect(said).not.toMatch(/access_token|Bearer |wss?:\/\//);
      await run.stop();
    },
  );
});

describe('what is watched can change', () => {
  it('without reconnecting, in one request, and without bringing what was there before', async () => {
    const run = await connected();
    const { steering, directory } = run.simulator;
    const [first, second] = directory.queues;
    if (first === undefined || second === undefined) throw new Error('no queues');
    await run.clock.advance(60_000);
    const waiting = steering.start({ queueId: first.id, text: 'before it was watched' });
    await run.clock.advance(60_000);
    const puts = () => run.simulator.record.requests.filter(({ method }) => method === 'PUT').length;
    const before = puts();
    const watch = { mine: true, queues: [first.id], conversations: [], topics: [] };
    run.engine.setWatch({ ...watch, queues: [second.id] });
    run.engine.setWatch(watch);
    await run.clock.advance(1_000);
    expect(puts()).toBe(before + 1);
    steering.message(waiting.conversationId, 'since it is watched');
    await run.clock.advance(1_000);
    expect(texts(run)).toEqual(['since it is watched']);
    expect(run.messages[0]?.own).toBe(false);
    run.engine.setWatch({ ...watch, queues: [] });
    await run.clock.advance(1_000);
    steering.message(waiting.conversationId, 'not watched any more');
    await run.clock.advance(1_000);
    expect(texts(run)).toHaveLength(1);
    expect(run.simulator.record.sockets).toHaveLength(1);
    expect(run.statuses.filter(({ state }) => state === 'reconnecting')).toEqual([]);
    await run.stop();
  });

  it('finds queues by a part of their names', async () => {
    const run = await connected();
    const name = run.simulator.directory.queues[0]?.name ?? '';
    const search = run.engine.searchQueues(name.slice(1, 4));
    await run.clock.advance(1_000);
    const found = await search;
    expect(found.kind === 'ok' && found.value.some((queue) => queue.name === name)).toBe(true);
    await run.stop();
  });
});

describe('what comes while the program has stopped trying', () => {
  it('is told when somebody starts it again', async () => {
    const probe = new SimulatedEngine({ credentials: 'client', watch: {} });
    await probe.stop();
    const queue = firstQueue(probe);
    const run = await connected({ credentials: 'client', watch: { queues: [queue] } });
    const { steering } = run.simulator;
    const { conversationId } = steering.start({ queueId: queue, text: 'one' });
    await run.clock.advance(1_000);
    steering.fault({ kind: 'rejectCredentials', times: 1 });
    steering.fault({ kind: 'revokeToken' });
    await run.until('blocked');
    steering.message(conversationId, 'to nobody');
    await run.clock.advance(600_000);
    run.engine.start();
    await run.until('connected');
    await run.clock.advance(5_000);
    expect(run.messages.map(({ text, missed }) => [text, missed])).toEqual([
      ['one', false],
      ['to nobody', true],
    ]);
    expect(run.gaps).toHaveLength(1);
    await run.stop();
  });
});
