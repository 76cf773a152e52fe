import { describe, expect, it } from 'vitest';
import { ApplicationBench } from './support/application-bench.ts';

describe('the connection', () => {
  it('tells the truth while the service is gone, with the next try; what was missed alerts once', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    expect(bench.connection).toMatchObject({ headline: 'Connected', action: null, code: null });
    expect(bench.connection.topics).toBeGreaterThan(0);

    bench.network = false;
    bench.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
    const droppedAt = bench.clock.now();
    await bench.until(
      () => bench.connection.state === 'reconnecting' && bench.connection.retryAt !== null,
      'waiting',
    );
    const waiting = bench.connection;
    expect(waiting).toMatchObject({
      headline: 'Reconnecting',
      action: 'retry',
      code: 'network',
      detail:
        'Alerts are not arriving: there was no connection to the service. It is tried again by itself, and what is missed is read then.',
    });
    expect(waiting.since).toBeGreaterThanOrEqual(droppedAt);
    expect(waiting.retryAt).toBeGreaterThan(bench.clock.now());
    expect(bench.tray).toMatchObject({ icon: 'reconnecting', headline: 'Reconnecting' });
    expect(bench.window.connection).toEqual(waiting);

    const missed = bench.simulator.steering.message(id, 'Are you there?').id;
    await bench.clock.advance(10 * 60_000);
    expect(bench.connection.state).toBe('reconnecting');
    expect((bench.connection.retryAt ?? 0) - bench.clock.now()).toBeLessThanOrEqual(90_000);
    bench.network = true;
    await bench.application.handlers.retryConnection(null);
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.delivery(missed)).toMatchObject({ missed: true, fate: { kind: 'handedOver' } });
    expect(bench.toasts).toEqual(['Jane: Missed while the connection was down: Are you there?']);
    expect(bench.row(id).unread).toBe(1);
    expect(bench.tray.icon).toBe('unread');
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('without a network says so, and goes on trying', async () => {
    const bench = await ApplicationBench.connected();
    bench.application.hint('offline');
    bench.network = false;
    bench.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
    await bench.until(() => bench.connection.state === 'offline', 'offline');
    expect(bench.connection).toMatchObject({ headline: 'No network', action: 'retry' });
    bench.network = true;
    bench.application.hint('online');
    await bench.untilConnected();
    await bench.stop();
  });

  it('says that the computer sleeps, and reconnects when it wakes up', async () => {
    const bench = await ApplicationBench.connected();
    bench.application.hint('suspend');
    expect(bench.connection).toMatchObject({ state: 'suspended', headline: 'Asleep' });
    bench.application.hint('resume');
    await bench.untilConnected();
    await bench.stop();
  });

  it('that cannot read what was missed says that new messages do alert', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.simulator.steering.fault({
      kind: 'restStatus',
      path: '/api/v2/conversations/messages',
      status: 503,
      times: 8,
      retryAfter: null,
      html: false,
    });
    bench.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
    await bench.until(() => bench.connection.code === 'catchingUp', 'catching up');
    expect(bench.connection).toMatchObject({ state: 'reconnecting', headline: 'Catching up' });
    expect(bench.connection.detail).not.toContain('not arriving');
    await bench.message(id, 'I am new');
    expect(bench.toasts).toHaveLength(1);
    await bench.untilConnected();
    await bench.stop();
  });

  it('of a first start that fails is tried again, and says why it is not there', async () => {
    const bench = await ApplicationBench.signedIn();
    bench.network = false;
    bench.application.start();
    await bench.until(() => bench.connection.state === 'reconnecting', 'reconnecting');
    expect(bench.connection.detail).toContain('Alerts are not arriving');
    bench.network = true;
    await bench.untilConnected();
    await bench.stop();
  });

  it('tells of a gap that cannot be read, and keeps a bounded number of them', async () => {
    const bench = new ApplicationBench({
      simulator: { directScopes: ['notification:subscribe', 'conversation:read'] },
    });
    const { clientSecret } = bench.simulator.ready;
    void bench.signIn({ method: 'clientCredentials', protocol: 'direct', clientSecret });
    await bench.untilConnected();
    const { conversationId } = bench.simulator.steering.start({ text: 'one' });
    await bench.clock.advance(5_000);
    expect(bench.row(conversationId)).toMatchObject({ unread: 1, lastText: 'one' });
    for (let drop = 0; drop < 25; drop += 1) {
      bench.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
      await bench.until(() => bench.connection.state !== 'connected', 'dropped');
      await bench.untilConnected();
    }
    const { gaps } = bench.connection;
    expect(gaps).toHaveLength(20);
    for (const { from, to } of gaps) expect(from).toBeLessThanOrEqual(to);
    await bench.application.handlers.signOut(null);
    expect(bench.connection.gaps).toEqual([]);
    await bench.stop();
  });
});

describe('the window’s view', () => {
  it('folded from changes is the view itself, whatever happened', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('one');
    const other = await bench.conversation('two', 'Kim');
    await bench.application.handlers.openConversation({ id });
    await bench.application.handlers.muteConversation({ id: other, muted: true });
    bench.simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
    await bench.clock.advance(1_000);
    await bench.untilConnected();
    await bench.message(other, 'three');
    bench.application.setDoNotDisturb('hour');
    await bench.application.handlers.setAlerts({ ...bench.window.settings.alerts, content: 'name' });
    bench.simulator.steering.end(id);
    await bench.clock.advance(1_000);
    await bench.application.handlers.stopWatching({ id: other });
    const { conversations, ...parts } = bench.application.view();
    const { conversations: folded, openMessages, ...foldedParts } = bench.window;
    expect(foldedParts).toEqual(parts);
    expect([...folded.values()]).toEqual(conversations);
    expect(openMessages?.id ?? id).toBe(id);
    await bench.stop();
  });

  it('brings one row for one change among 10,000 conversations', async () => {
    const bench = await ApplicationBench.connected({ stored: { watch: watchQueues() } });
    const queue = bench.simulator.directory.queues[0];
    if (queue === undefined) throw new Error('no queue');
    await bench.application.handlers.setWatch({ ...watchQueues(), queues: [queue] });
    await bench.clock.advance(1_000);
    const ids: string[] = [];
    for (let n = 0; n < 1_000; n += 1)
      ids.push(bench.simulator.steering.start({ queueId: queue.id }).conversationId);
    await bench.clock.advance(2_000);
    expect(bench.window.conversations.size).toBe(1_000);
    bench.changes.length = 0;
    await bench.application.handlers.muteConversation({ id: ids[500] ?? '', muted: true });
    expect(bench.changes.map(({ conversations }) => conversations?.changed.length)).toEqual([1]);
    bench.changes.length = 0;
    await bench.message(ids[700] ?? '', 'Hello?');
    const rows = bench.changes.flatMap(({ conversations }) => conversations?.changed ?? []);
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([ids[700]]));
    expect(bench.changes.every(({ conversations }) => conversations !== undefined)).toBe(true);
    await bench.stop();
  });
});

function watchQueues() {
  return { mine: true, queues: [], conversations: [], excludedEvents: [] };
}

describe('a conversation that has ended', () => {
  it('leaves the list after half an hour, but not while it has unread messages', async () => {
    const bench = await ApplicationBench.connected();
    const read = await bench.conversation();
    const unread = await bench.conversation('unread');
    bench.simulator.steering.end(read);
    bench.simulator.steering.end(unread);
    bench.simulator.steering.wrapUp(read);
    bench.simulator.steering.wrapUp(unread);
    await bench.clock.advance(1_000);
    expect(bench.row(read).state).toBe('ended');
    await bench.clock.advance(29 * 60_000);
    expect(bench.window.conversations.has(read)).toBe(true);
    await bench.clock.advance(2 * 60_000);
    expect(bench.window.conversations.has(read)).toBe(false);
    expect(bench.row(unread)).toMatchObject({ state: 'ended', unread: 1 });
    await bench.application.handlers.markSeen({ id: unread });
    await bench.clock.advance(60_000);
    expect(bench.window.conversations.has(unread)).toBe(false);
    await bench.stop();
  });
});
