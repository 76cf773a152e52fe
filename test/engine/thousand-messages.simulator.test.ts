import { describe, expect, it } from 'vitest';
import { SimulatedEngine, randomFrom, type SimulatedEngineOptions } from './support/simulated-engine.ts';

const CONVERSATIONS = 50;
const MESSAGES = 1_000;
const DROPS = 20;

interface Story {
  /** Ids and texts of the customers' messages, by the simulator's own record. */
  sent: readonly { messageId: string; text: string | null }[];
  /** Those that were written while no socket was open. */
  whileDown: ReadonlySet<string>;
  /** How often an open socket was dropped. */
  drops: number;
}

/** 1,000 messages in 50 conversations, with 20 dropped sockets between; agents reply and receipts come in. */
async function tell(run: SimulatedEngine): Promise<Story> {
  const { simulator, clock } = run;
  const random = randomFrom(11);
  const agent = simulator.ready.userId;
  const conversations = Array.from({ length: CONVERSATIONS }, (_, index) =>
    simulator.steering.start({ userId: agent, answered: true, customerName: `Customer ${index}` }),
  ).map(({ conversationId }) => conversationId);
  run.engine.start();
  await run.until('connected');

  const whileDown = new Set<string>();
  let drops = 0;
  // Far enough apart for the connection to be taken as stable again: the next retry then comes within 2 s.
  for (let number = 0; number < MESSAGES; number += 1) {
    if (number % (MESSAGES / DROPS) === 25) {
      simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
      drops += 1;
      await clock.advance(10);
    }
    const conversationId = conversations[Math.floor(random() * CONVERSATIONS)];
    if (conversationId === undefined) throw new Error('no conversation');
    const open = simulator.record.sockets.some(({ closedAt }) => closedAt === null);
    const { id } = simulator.steering.message(conversationId, `message ${number}`);
    if (!open) whileDown.add(id);
    if (random() < 0.2) simulator.steering.reply(conversationId, `answer to ${number}`);
    if (random() < 0.2) simulator.steering.receipt(conversationId, id, 'read');
    if (random() < 0.1) simulator.steering.typing(conversationId);
    await clock.advance(Math.floor(random() * 1_600));
  }
  await run.until('connected');
  await clock.advance(60_000);
  return { sent: simulator.record.messages, whileDown, drops };
}

function expectExactlyOnce(reported: readonly string[], sent: readonly string[]): void {
  expect([...reported].sort()).toEqual([...sent].sort());
}

describe('1,000 messages in 50 conversations, with 20 dropped sockets between', () => {
  it('on channels: all reported, none twice, the missed ones marked', async () => {
    const run = new SimulatedEngine({
      requestsPerMinute: 100_000,
      simulator: { requestsPerMinute: 100_000 },
    });
    const story = await tell(run);
    expect(story.sent).toHaveLength(MESSAGES);
    expect(story.drops).toBe(DROPS);
    expect(story.whileDown.size).toBeGreaterThan(20);
    expectExactlyOnce(
      run.messages.map(({ messageId }) => messageId ?? 'none'),
      story.sent.map(({ messageId }) => messageId),
    );
    for (const { messageId, missed, text } of run.messages) {
      if (story.whileDown.has(messageId ?? '')) expect(missed).toBe(true);
      expect(text).toBe(story.sent.find((sent) => sent.messageId === messageId)?.text);
    }
    expect(run.messages.filter(({ missed }) => missed).length).toBeLessThan(MESSAGES / 2);
    expect(run.gaps).toEqual([]);
    expect(await run.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('on channels, inside the request budget: the same, though some texts come too late', async () => {
    const run = new SimulatedEngine();
    const story = await tell(run);
    expectExactlyOnce(
      run.messages.map(({ messageId }) => messageId ?? 'none'),
      story.sent.map(({ messageId }) => messageId),
    );
    for (const { messageId, missed } of run.messages) {
      if (story.whileDown.has(messageId ?? '')) expect(missed).toBe(true);
    }
    expect(run.simulator.record.requests.filter(({ status }) => status === 429)).toEqual([]);
    expect(await run.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  const direct: SimulatedEngineOptions = {
    protocol: 'direct',
    requestsPerMinute: 100_000,
    simulator: { requestsPerMinute: 100_000 },
  };

  it('on direct with conversation:view: all reported, none twice, the missed ones marked', async () => {
    const run = new SimulatedEngine(direct);
    const story = await tell(run);
    expect(story.whileDown.size).toBeGreaterThan(20);
    expectExactlyOnce(
      run.messages.map(({ messageId }) => messageId ?? 'none'),
      story.sent.map(({ messageId }) => messageId),
    );
    for (const { messageId, missed, text } of run.messages) {
      if (story.whileDown.has(messageId ?? '')) expect(missed).toBe(true);
      expect(text).toBe(story.sent.find((sent) => sent.messageId === messageId)?.text);
    }
    expect(await run.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('on direct without it: what was sent while connected once, one gap a drop, nothing invented', async () => {
    const scopes = ['conversation:read', 'user:read', 'notification:subscribe'];
    const run = new SimulatedEngine({ ...direct, simulator: { ...direct.simulator, directScopes: scopes } });
    const story = await tell(run);
    const delivered = story.sent.filter(({ messageId }) => {
      const record = run.simulator.record.messages.find((message) => message.messageId === messageId);
      return (record?.deliveries.length ?? 0) > 0;
    });
    const reported = run.messages.map(({ text }) => text ?? '').filter((text) => text.startsWith('message'));
    const missing = delivered.filter(({ text }) => !reported.includes(text ?? ''));
    // A frame that was handed over just before the drop may have been lost with the connection: the gap covers it.
    for (const { messageId } of missing) expect(inGap(run, messageId)).toBe(true);
    expect(new Set(reported).size).toBe(reported.length);
    expect(
      run.messages.every(
        ({ messageId, direction, from, media }) => (messageId ?? direction ?? from ?? media) === null,
      ),
    ).toBe(true);
    expect(run.gaps).toHaveLength(DROPS);
    for (const id of story.whileDown) expect(inGap(run, id)).toBe(true);
    expect(await run.stop()).toEqual({ timers: 0, sockets: 0 });
  });
});

/** Whether a message was written within a time that is reported as a gap. */
function inGap(run: SimulatedEngine, messageId: string): boolean {
  const at = run.simulator.record.messages.find((message) => message.messageId === messageId)?.at ?? NaN;
  return run.gaps.some(({ from, to }) => at >= from && at <= to);
}
