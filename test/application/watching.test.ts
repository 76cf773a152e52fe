import { describe, expect, it } from 'vitest';
import type { WatchSettings } from '../../preload/contract.ts';
import { ApplicationBench } from './support/application-bench.ts';

const nothing: WatchSettings = { mine: false, queues: [], conversations: [], excludedEvents: [] };

function queueOf(bench: ApplicationBench) {
  const [queue] = bench.simulator.directory.queues;
  if (queue === undefined) throw new Error('no queue');
  return { id: queue.id, name: queue.name };
}

function otherAgent(bench: ApplicationBench): string {
  const agent = bench.simulator.directory.agents.find(({ id }) => id !== bench.simulator.ready.userId);
  if (agent === undefined) throw new Error('no other agent');
  return agent.id;
}

/** A conversation of somebody else, in no queue. */
function foreign(bench: ApplicationBench): string {
  const userId = otherAgent(bench);
  return bench.simulator.steering.start({ userId, answered: true, queueId: null, customerName: 'Kim' })
    .conversationId;
}

function channelsMade(bench: ApplicationBench): number {
  return bench.simulator.record.requests.filter(
    ({ method, path }) => method === 'POST' && path === '/api/v2/notifications/channels',
  ).length;
}

describe('stopping to watch', () => {
  it('an own conversation takes it out of the list; what comes in it is held back and logged', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('one');
    await bench.application.handlers.stopWatching({ id });
    expect(bench.window.conversations.size).toBe(0);
    expect(bench.tray.unread).toBe(0);
    const messageId = await bench.message(id, 'two');
    expect(bench.delivery(messageId).fate).toEqual({ kind: 'heldBack', rule: 'notWatched' });
    expect(bench.window.conversations.size).toBe(0);
    await bench.restart();
    await bench.untilConnected();
    await bench.message(id, 'three');
    expect(bench.toasts).toEqual([]);
    expect(bench.window.conversations.size).toBe(0);
    await bench.stop();
  });

  it('the last chosen conversation does not bring it back as an own one', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.application.handlers.setWatch({ ...nothing, mine: true, conversations: [id] });
    await bench.clock.advance(2_000);
    await bench.application.handlers.stopWatching({ id });
    await bench.clock.advance(2_000);
    expect(bench.window.settings.watch.conversations).toEqual([]);
    await bench.message(id, 'hello?');
    expect(bench.toasts).toEqual([]);
    expect(bench.window.conversations.has(id)).toBe(false);
    const other = await bench.conversation('I am watched');
    expect(bench.row(other).unread).toBe(1);
    await bench.stop();
  });

  it('is undone by choosing the conversation', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.application.handlers.stopWatching({ id });
    await bench.application.handlers.setWatch({ ...nothing, mine: true, conversations: [id] });
    await bench.clock.advance(2_000);
    const messageId = await bench.message(id, 'hello?');
    expect(bench.delivery(messageId).fate).toMatchObject({ kind: 'handedOver' });
    expect(bench.row(id).unread).toBe(1);
    await bench.stop();
  });
});

describe('watching something else', () => {
  it('adds a queue without connecting anew', async () => {
    const bench = await ApplicationBench.connected();
    const queue = queueOf(bench);
    const { since } = bench.connection;
    await bench.application.handlers.setWatch({ ...nothing, mine: true, queues: [queue] });
    await bench.clock.advance(2_000);
    const { conversationId } = bench.simulator.steering.start({ queueId: queue.id, text: 'Anybody?' });
    await bench.clock.advance(2_000);
    expect(bench.row(conversationId)).toMatchObject({ state: 'waiting', unread: 1 });
    expect(bench.connection).toMatchObject({ state: 'connected', since });
    expect(channelsMade(bench)).toBe(1);
    expect(bench.window.settings.watch.queues).toEqual([queue]);
    await bench.stop();
  });

  it('narrows the list to what was chosen', async () => {
    const bench = await ApplicationBench.connected();
    const chosen = await bench.conversation('one');
    const other = await bench.conversation('two');
    await bench.application.handlers.setWatch({ ...nothing, mine: true, conversations: [chosen] });
    expect([...bench.window.conversations.keys()]).toEqual([chosen]);
    expect(bench.tray.unread).toBe(1);
    await bench.clock.advance(2_000);
    await bench.message(other, 'three');
    await bench.message(chosen, 'four');
    expect(bench.toasts.at(-1)).toBe('Jane: four');
    expect([...bench.window.conversations.keys()]).toEqual([chosen]);
    expect(channelsMade(bench)).toBe(1);
    await bench.stop();
  });

  it('takes a conversation out once it goes on and concerns nobody here', async () => {
    const bench = await ApplicationBench.connected();
    const queue = queueOf(bench);
    await bench.application.handlers.setWatch({ ...nothing, mine: true, queues: [queue] });
    await bench.clock.advance(2_000);
    const { conversationId } = bench.simulator.steering.start({ queueId: queue.id, text: 'Anybody?' });
    await bench.clock.advance(2_000);
    expect(bench.window.conversations.has(conversationId)).toBe(true);
    const second = bench.simulator.directory.queues[1];
    if (second === undefined) throw new Error('no second queue');
    bench.simulator.steering.transfer(conversationId, { queueId: second.id });
    await bench.clock.advance(2_000);
    const row = bench.window.conversations.get(conversationId);
    expect(row === undefined || row.state === 'ended').toBe(true);
    await bench.stop();
  });

  it('reads a chosen conversation of somebody else every 30 s, and its row says so', async () => {
    const bench = await ApplicationBench.connected();
    const id = foreign(bench);
    await bench.application.handlers.setWatch({ ...nothing, mine: true, conversations: [id] });
    await bench.clock.advance(2_000);
    expect(bench.row(id).polled).toBe(true);
    bench.simulator.steering.message(id, 'Hello?');
    await bench.clock.advance(35_000);
    expect(bench.toasts).toEqual(['Kim: Hello?']);
    expect(bench.row(id)).toMatchObject({ unread: 1, polled: true });
    await bench.stop();
  });

  it('names a chosen conversation that cannot be watched, until something else is chosen', async () => {
    const bench = await ApplicationBench.connected();
    const id = '0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11';
    await bench.application.handlers.setWatch({ ...nothing, mine: true, conversations: [id] });
    await bench.clock.advance(2_000);
    expect(bench.connection.refused).toMatchObject([{ topic: id, missingPermissions: [] }]);
    expect(bench.connection.refused[0]?.reason).toContain('There is no conversation');
    expect(bench.connection.detail).toContain('Not everything can be watched');
    await bench.application.handlers.setWatch({ ...nothing, mine: true });
    await bench.clock.advance(2_000);
    expect(bench.connection).toMatchObject({ refused: [], detail: null });
    await bench.stop();
  });

  it('names the permission where a queue may not be watched, and goes on with the rest', async () => {
    const bench = await ApplicationBench.connected({
      simulator: { userPermissions: ['conversation:communication:view', 'conversation:message:view'] },
    });
    await bench.application.handlers.setWatch({ ...nothing, mine: true, queues: [queueOf(bench)] });
    await bench.clock.advance(5_000);
    expect(bench.connection).toMatchObject({ state: 'connected' });
    expect(bench.connection.refused).toMatchObject([{ missingPermissions: ['routing:queue:view'] }]);
    const searching = bench.application.handlers.searchQueues({ name: 'a' });
    await bench.clock.advance(1_000);
    const { queues, problem } = await searching;
    expect(queues).toEqual([]);
    expect(problem).toContain('routing:queue:view');
    const id = await bench.conversation('Hello?');
    expect(bench.row(id).unread).toBe(1);
    await bench.stop();
  });

  it('on the direct protocol: other events to leave out are subscribed at once, and the gap is told', async () => {
    const bench = new ApplicationBench();
    const { clientSecret } = bench.simulator.ready;
    void bench.signIn({ method: 'clientCredentials', protocol: 'direct', clientSecret });
    await bench.untilConnected();
    const { conversationId } = bench.simulator.steering.start({ text: 'one' });
    await bench.clock.advance(3_000);
    expect(bench.row(conversationId).unread).toBe(1);
    await bench.application.handlers.setWatch({ ...nothing, excludedEvents: ['StatusChanged'] });
    await bench.untilConnected();
    expect(bench.connection.gaps).toHaveLength(1);
    expect(bench.connection.gaps[0]?.reason).toContain('subscription');
    expect(bench.sockets.size).toBe(1);
    bench.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
    await bench.until(() => bench.connection.state !== 'connected', 'dropped');
    await bench.untilConnected();
    expect(bench.connection.gaps.filter(({ reason }) => reason.includes('subscription'))).toHaveLength(1);
    // What the new engine does not know can still be marked as seen.
    await bench.application.handlers.markSeen({ id: conversationId });
    expect(bench.row(conversationId).unread).toBe(0);
    await bench.message(conversationId, 'two');
    expect(bench.row(conversationId).unread).toBe(1);
    expect(bench.toasts.at(-1)).toContain('two');
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });
});

describe('queues', () => {
  it('are searched by name', async () => {
    const bench = await ApplicationBench.connected();
    const { id, name } = queueOf(bench);
    const searching = bench.application.handlers.searchQueues({ name: name.slice(0, 4) });
    await bench.clock.advance(1_000);
    const { queues, problem } = await searching;
    expect(problem).toBeNull();
    expect(queues).toContainEqual({ id, name });
    await bench.stop();
  });

  it('cannot be searched while nobody is signed in, nor while the service is ill', async () => {
    const bench = new ApplicationBench();
    expect(await bench.application.handlers.searchQueues({ name: 'a' })).toEqual({
      queues: [],
      problem: 'Sign in first.',
    });
    await bench.stop();

    const ill = await ApplicationBench.connected();
    ill.simulator.steering.fault({
      kind: 'restStatus',
      path: '/routing/queues',
      status: 503,
      times: 1_000,
      retryAfter: null,
      html: true,
    });
    const searching = Promise.resolve(ill.application.handlers.searchQueues({ name: 'a' }));
    let problem: string | null = null;
    void searching.then((found) => ({ problem } = found));
    await ill.until(() => problem !== null, 'answered');
    expect(problem).toBe('The queues cannot be searched at the moment. Try again.');
    await ill.stop();
  });
});

describe('a link into Genesys Cloud', () => {
  it('leads to the conversation on the account’s own service, and to the front page for anything else', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.application.handlers.openInGenesys({ id });
    await bench.application.handlers.openInGenesys({ id: 'x/../../evil' });
    expect(bench.openedExternally).toEqual([
      `http://127.0.0.1:4040/directory/#/analytics/interactions/${id}/admin`,
      'http://127.0.0.1:4040/directory/#/',
    ]);
    await bench.stop();
  });

  it('leads nowhere while nobody is signed in', async () => {
    const bench = new ApplicationBench();
    await bench.application.handlers.openInGenesys({ id: '0b9e2a52-1c69-4f0a-a1b8-2f1f9e6f2f11' });
    expect(bench.openedExternally).toEqual([]);
    await bench.stop();
  });
});
