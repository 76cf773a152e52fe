import { describe, expect, it } from 'vitest';
import { ApplicationBench } from './support/application-bench.ts';

describe('the words of before the start', () => {
  it('are fetched for the first 20 conversations, and for each other one when it is opened', async () => {
    const bench = await ApplicationBench.signedIn();
    const { userId } = bench.simulator.ready;
    for (let n = 0; n < 25; n += 1)
      bench.simulator.steering.start({ userId, answered: true, text: `words ${n}` });
    await bench.clock.advance(60_000);
    bench.application.start();
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    const rows = [...bench.window.conversations.values()];
    expect(rows).toHaveLength(25);
    const silent = rows.filter(({ lastText }) => lastText === null);
    expect(silent).toHaveLength(5);
    const id = silent[0]?.id ?? '';
    const detail = await bench.application.handlers.openConversation({ id });
    expect(detail?.messages).toEqual([]);
    await bench.clock.advance(2_000);
    expect(bench.row(id).lastText).toMatch(/^words/u);
    expect(bench.window.openMessages?.messages).toMatchObject([
      { text: bench.row(id).lastText, missed: false },
    ]);
    expect(bench.toasts).toEqual([]);

    // Who signs in next has 20 of their own.
    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(10_000);
    await signingOut;
    void bench.signIn();
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    const again = [...bench.window.conversations.values()];
    expect(again.filter(({ lastText }) => lastText !== null)).toHaveLength(20);
    await bench.stop();
  });
});
