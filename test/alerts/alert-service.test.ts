import { describe, expect, it } from 'vitest';
import { deferred } from '../../main/auth/deferred.ts';
import { settle } from '../support/fake-clock.ts';
import { AlertBench, aMessage } from './support/alert-bench.ts';

describe('a message', () => {
  it('is offered to the window, claimed once, and handed over', async () => {
    const bench = new AlertBench();
    await bench.message('m1', { from: 'Jane', text: 'Where is my order?' });

    const { alertId, ...shown } = bench.screen.offered;
    expect(shown).toEqual({
      conversationId: 'conversation-1',
      title: 'Jane',
      body: 'Where is my order?',
      silent: false,
    });
    expect(bench.fate('m1')).toEqual({ kind: 'waiting' });
    expect(bench.service.claim(alertId)).toBe(true);
    expect(bench.service.claim(alertId)).toBe(false);
    bench.service.report(alertId, 'handedOver');
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
    expect(bench.journal.unfinished).toEqual(new Set());

    await bench.clock.advance(60_000);
    expect(bench.screen.asked('showInMain')).toEqual([]);
    expect(bench.serviceTimers).toBe(0);
  });

  it('is shown only once the journal has it', async () => {
    const bench = new AlertBench();
    const disk = deferred<undefined>();
    bench.journal.delays.set('m1', disk.promise);
    await bench.message('m1');
    expect(bench.screen.calls).toEqual([]);
    disk.resolve(undefined);
    await settle();
    expect(bench.screen.asked('offer')).toHaveLength(1);
    expect(bench.journal.unfinished).toEqual(new Set(['m1']));
  });

  it('goes on without a journal that does not answer, and the log says so', async () => {
    const bench = new AlertBench();
    bench.journal.delays.set('m1', new Promise(() => undefined));
    await bench.message('m1');
    await bench.clock.advance(1_000);
    bench.windowShows();
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
    expect(bench.log.lines.join('\n')).toMatch(/journal/u);
    await bench.message('m2', { conversationId: 'conversation-2' });
    expect(bench.screen.offered.body).toBe('text of m2');
  });

  it('keeps its place in the order where the journal answers in another', async () => {
    const bench = new AlertBench();
    const disk = deferred<undefined>();
    bench.journal.delays.set('m1', disk.promise);
    await bench.message('m1');
    await bench.message('m2');
    disk.resolve(undefined);
    await settle();
    await bench.clock.advance(100);
    expect(bench.screen.asked('offer').map(({ body }) => body)).toEqual(['text of m1', 'text of m2']);
  });

  it('is passed over where it was decided about before', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    bench.windowShows();
    await bench.message('m1', { text: 'again' });
    await bench.clock.advance(60_000);
    expect(bench.service.deliveries()).toHaveLength(1);
    expect(bench.screen.asked('offer')).toHaveLength(1);
  });

  it('is marked where it was missed, or may be a repetition', async () => {
    const bench = new AlertBench();
    await bench.message('m1', { missed: true, text: 'Hello?' }, true);
    expect(bench.screen.offered.body).toBe('Missed while the connection was down: Hello?');
    expect(bench.record('m1')).toMatchObject({ missed: true, possiblyRepeated: true });
  });

  it('has a record with the wall clock of its decision; the last 200 are kept', async () => {
    const bench = new AlertBench();
    bench.muted.add('conversation-1');
    for (let index = 0; index < 230; index += 1)
      await bench.clock.advance(0).then(() => {
        bench.service.message(aMessage(`m${String(index)}`));
      });
    const kept = bench.service.deliveries();
    expect(kept).toHaveLength(200);
    expect(kept.at(0)?.messageId).toBe('m30');
    expect(kept.at(-1)).toMatchObject({ messageId: 'm229', decidedAt: bench.clock.now() });
  });

  it('keeps its record while it waits, however many come after', async () => {
    const bench = new AlertBench();
    bench.journal.delays.set('m0', new Promise(() => undefined));
    await bench.message('m0');
    bench.muted.add('conversation-1');
    for (let index = 1; index < 230; index += 1) bench.service.message(aMessage(`m${String(index)}`));
    expect(bench.fate('m0')).toEqual({ kind: 'waiting' });
    expect(bench.service.deliveries()).toHaveLength(200);
  });
});

describe('a message that is held back', () => {
  it('by a mute or by do-not-disturb shows nothing', async () => {
    const bench = new AlertBench();
    bench.muted.add('conversation-1');
    await bench.message('m1');
    bench.muted.clear();
    bench.doNotDisturbUntil = bench.clock.now() + 1_000;
    await bench.message('m2');
    await bench.clock.advance(1_000);
    await bench.message('m3');
    expect(bench.fate('m1')).toEqual({ kind: 'heldBack', rule: 'muted' });
    expect(bench.fate('m2')).toEqual({ kind: 'heldBack', rule: 'doNotDisturb' });
    expect(bench.screen.asked('offer').map(({ body }) => body)).toEqual(['text of m3']);
  });

  it('because the agent looks at its conversation shows nothing, nor does a late text', async () => {
    const bench = new AlertBench();
    await bench.message('m1', { text: null });
    bench.windowShows();
    await bench.clock.advance(500);
    bench.openConversation = 'conversation-1';
    bench.service.lateText(aMessage('m1'));
    await bench.message('m2');
    await bench.message('m3', { conversationId: 'conversation-2' });
    expect(bench.fate('m2')).toEqual({ kind: 'heldBack', rule: 'conversationOpen' });
    expect(bench.screen.asked('offer').map(({ body }) => body)).toEqual(['New message', 'text of m3']);
  });

  it('is finished in the journal, from whichever run it is there', async () => {
    const bench = new AlertBench();
    bench.journal.unfinished.add('m1').add('m2');
    bench.muted.add('conversation-1');
    await bench.message('m1', {}, true);
    // A reconnect has found it before what was left over from the last run is taken up.
    await bench.message('m2', { missed: true });
    await bench.message('m2', {}, true);
    expect(bench.journal.unfinished).toEqual(new Set());
  });
});

describe('the claim', () => {
  it('that comes late is refused: the main process has shown the toast', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    await bench.clock.advance(1_999);
    expect(bench.screen.asked('showInMain')).toEqual([]);
    await bench.clock.advance(1);
    const { alertId } = bench.screen.inMain;
    expect(bench.service.claim(alertId)).toBe(false);
    bench.service.report(alertId, 'handedOver');
    expect(bench.fate('m1')).toEqual({ kind: 'waiting' });
    bench.screen.system(alertId, 'handedOver');
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'main' });
    expect(bench.record('m1').possiblyRepeated).toBe(false);
  });

  it('without an outcome: the main process shows the toast, takes the other back, and the log says "twice"', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    await bench.clock.advance(1_500);
    expect(bench.service.claim(alertId)).toBe(true);
    await bench.clock.advance(1_999);
    expect(bench.screen.asked('showInMain')).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.screen.calls.slice(1).map(({ what }) => what)).toEqual(['closeInWindow', 'showInMain']);
    bench.screen.system(alertId, 'handedOver');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'main' },
      possiblyRepeated: true,
    });
    expect(bench.log.lines.join('\n')).toMatch(/twice/u);
  });

  it('without an outcome is marked though the toast was replaced before the system took it', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    bench.service.claim(bench.screen.offered.alertId);
    await bench.clock.advance(2_000);
    expect(bench.screen.inMain.body).toBe('text of m1');
    await bench.message('m2');
    bench.screen.system(bench.screen.inMain.alertId, 'handedOver');
    expect(bench.record('m1')).toMatchObject({ fate: { kind: 'mergedInto' }, possiblyRepeated: true });
    expect(bench.record('m2')).toMatchObject({ fate: { kind: 'handedOver' }, possiblyRepeated: false });
  });

  it('of a window that fails: the main process shows the toast, once', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    bench.service.claim(alertId);
    bench.service.report(alertId, 'failed');
    bench.screen.system(alertId, 'handedOver');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'main' },
      possiblyRepeated: false,
    });
    await bench.clock.advance(60_000);
    expect(bench.screen.asked('showInMain')).toHaveLength(1);
  });

  it('is not asked for where there is no window', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    await bench.message('m1');
    expect(bench.screen.inMain.body).toBe('text of m1');
  });

  it('ends with the window: what it had not shown is shown from the main process', async () => {
    const bench = new AlertBench();
    await bench.message('m1', { conversationId: 'conversation-1' });
    bench.windowShows();
    await bench.message('m2', { conversationId: 'conversation-2' });
    const claimed = bench.screen.offered.alertId;
    bench.service.claim(claimed);
    await bench.message('m3', { conversationId: 'conversation-3' });
    const unclaimed = bench.screen.offered.alertId;
    bench.screen.hasWindow = false;
    bench.service.windowGone();
    expect(bench.screen.asked('showInMain').map(({ alertId }) => alertId)).toEqual([claimed, unclaimed]);
    bench.screen.system(claimed, 'handedOver');
    bench.screen.system(unclaimed, 'handedOver');
    expect(bench.record('m2').possiblyRepeated).toBe(true);
    expect(bench.record('m3').possiblyRepeated).toBe(false);
    expect(bench.service.claim(unclaimed)).toBe(false);
  });

  it('for a toast that does not exist is refused, and a report about one is passed over', () => {
    const bench = new AlertBench();
    expect(bench.service.claim('made up')).toBe(false);
    bench.service.report('made up', 'clicked');
    expect(bench.clicked).toEqual([]);
  });

  it('is not waited for anew by each message that comes meanwhile', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    await bench.clock.advance(1_500);
    await bench.message('m2');
    await bench.clock.advance(499);
    expect(bench.screen.asked('showInMain')).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.screen.inMain.body).toBe('text of m2');
  });
});

describe('a window that was slow', () => {
  it('is not asked again about messages that have waited for it long enough', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    await bench.clock.advance(1_900);
    bench.service.claim(bench.screen.offered.alertId);
    await bench.clock.advance(600);
    await bench.message('m2');
    expect(bench.screen.asked('offer')).toHaveLength(1);
    expect(bench.screen.inMain.body).toBe('text of m2');
    bench.screen.system(bench.screen.inMain.alertId, 'handedOver');
    expect(bench.fate('m1')).toEqual({ kind: 'mergedInto', alertId: bench.screen.inMain.alertId });
  });

  it('to show an offered conversation has its full time for a message in it', async () => {
    const bench = new AlertBench();
    bench.service.offered('conversation-1', null);
    await bench.clock.advance(1_500);
    await bench.message('m1');
    await bench.clock.advance(1_999);
    expect(bench.screen.asked('showInMain')).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.screen.inMain.body).toBe('text of m1');
  });
});

describe('the outcome', () => {
  it('of a click reaches the record and the person gets their conversation', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.windowShows();
    bench.service.report(alertId, 'clicked');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'window' },
      outcome: 'clicked',
    });
    bench.service.report(alertId, 'clicked');
    expect(bench.clicked).toEqual(['conversation-1']);
  });

  it('of a click before anything else settles the record as well', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    bench.service.claim(alertId);
    bench.service.report(alertId, 'clicked');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'window' },
      outcome: 'clicked',
    });
    expect(bench.clicked).toEqual(['conversation-1']);
  });

  it('of a click in the window counts where the main process had taken the toast over', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    bench.service.claim(alertId);
    await bench.clock.advance(2_000);
    bench.service.report(alertId, 'clicked');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'window' },
      outcome: 'clicked',
      possiblyRepeated: true,
    });
    expect(bench.screen.calls.at(-1)).toMatchObject({ what: 'closeInMain', alertId });
    expect(bench.clicked).toEqual(['conversation-1']);
    expect(bench.serviceTimers).toBe(0);
  });

  it('of a toast that the main process took over and settled: a click on either is a click', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    bench.service.claim(alertId);
    await bench.clock.advance(2_000);
    bench.screen.system(alertId, 'handedOver');
    bench.service.report(alertId, 'clicked');
    bench.screen.system(alertId, 'clicked');
    expect(bench.clicked).toEqual(['conversation-1']);
    expect(bench.screen.calls.at(-1)).toMatchObject({ what: 'closeInMain', alertId });
  });

  it('that comes of the window after the main process took over takes that toast back again', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    bench.service.claim(alertId);
    await bench.clock.advance(2_000);
    bench.screen.system(alertId, 'handedOver');
    bench.service.report(alertId, 'handedOver');
    expect(bench.screen.calls.at(-1)).toMatchObject({ what: 'closeInWindow', alertId });
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'main' });
  });

  it('of failure after the window had handed it over: the main process tries', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.windowShows();
    bench.service.report(alertId, 'failed');
    expect(bench.screen.inMain.alertId).toBe(alertId);
    bench.screen.system(alertId, 'failed');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'window' },
      outcome: 'failed',
    });
  });

  it('of failure in the main process is the fate', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    await bench.message('m1');
    bench.screen.system(bench.screen.inMain.alertId, 'failed');
    expect(bench.fate('m1')).toEqual({
      kind: 'failed',
      reason: 'The system did not take the notification.',
    });
    expect(bench.journal.unfinished).toEqual(new Set());
  });

  it('of failure after the main process had handed it over is told', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    await bench.message('m1');
    bench.screen.system(bench.screen.inMain.alertId, 'handedOver');
    bench.screen.system(bench.screen.inMain.alertId, 'failed');
    expect(bench.record('m1')).toMatchObject({
      fate: { kind: 'handedOver', by: 'main' },
      outcome: 'failed',
    });
  });

  it('that never comes from the main process is a failure after ten seconds, and the toast is taken back', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    await bench.message('m1');
    await bench.clock.advance(9_999);
    expect(bench.fate('m1')).toEqual({ kind: 'waiting' });
    await bench.clock.advance(1);
    expect(bench.fate('m1')).toEqual({
      kind: 'failed',
      reason: 'The system did not say within 10 seconds that it took the notification.',
    });
    const { alertId } = bench.screen.inMain;
    expect(bench.screen.calls.at(-1)).toMatchObject({ what: 'closeInMain', alertId });
    bench.screen.system(alertId, 'handedOver');
    expect(bench.fate('m1')).toMatchObject({ kind: 'failed' });
    expect(bench.serviceTimers).toBe(0);
  });

  it('of a presenter that throws is a failure, and the next message is shown', async () => {
    const bench = new AlertBench();
    bench.screen.onOffer = () => {
      throw new Error('Object has been destroyed');
    };
    bench.screen.onShowInMain = () => {
      throw new Error('no notifications: text of m1');
    };
    await bench.message('m1');
    expect(bench.screen.asked('showInMain')).toHaveLength(1);
    expect(bench.fate('m1')).toMatchObject({ kind: 'failed' });
    expect(bench.log.lines.join('\n')).not.toContain('text of m1');
    bench.screen.onOffer = () => undefined;
    await bench.message('m2');
    await bench.clock.advance(100);
    bench.windowShows();
    expect(bench.fate('m2')).toEqual({ kind: 'handedOver', by: 'window' });
  });
});

describe('one conversation', () => {
  it('has one toast: the earlier is closed before the next, 100 ms apart', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const first = bench.windowShows();
    await bench.message('m2');
    expect(bench.screen.asked('offer')).toHaveLength(1);
    await bench.clock.advance(99);
    expect(bench.screen.asked('offer')).toHaveLength(1);
    await bench.clock.advance(1);
    const second = bench.windowShows();
    expect(bench.screen.calls.map(({ at, what, alertId }) => [at, what, alertId])).toEqual([
      [0, 'offer', first.alertId],
      [100, 'closeInMain', first.alertId],
      [100, 'closeInWindow', first.alertId],
      [100, 'offer', second.alertId],
    ]);
  });

  it('keeps its distance where the person has dismissed the earlier toast in between', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.windowShows();
    await bench.clock.advance(10);
    bench.service.report(alertId, 'dismissed');
    await bench.message('m2');
    await bench.clock.advance(89);
    expect(bench.screen.asked('offer')).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.screen.asked('offer')).toHaveLength(2);
  });

  it('merges what comes faster into the next toast, which shows the latest', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    bench.windowShows();
    await bench.message('m2');
    await bench.message('m3');
    await bench.clock.advance(100);
    const { alertId, body } = bench.windowShows();
    expect(body).toBe('text of m3');
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
    expect(bench.fate('m2')).toEqual({ kind: 'mergedInto', alertId });
    expect(bench.fate('m3')).toEqual({ kind: 'handedOver', by: 'window' });
    bench.service.report(alertId, 'clicked');
    expect(bench.record('m2').outcome).toBe('clicked');
  });

  it('merges a toast that was replaced before the system took it', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const first = bench.screen.offered;
    await bench.clock.advance(500);
    await bench.message('m2');
    expect(bench.service.claim(first.alertId)).toBe(false);
    const { alertId } = bench.windowShows();
    expect(bench.fate('m1')).toEqual({ kind: 'mergedInto', alertId });
    expect(bench.fate('m2')).toEqual({ kind: 'handedOver', by: 'window' });
  });

  it('does not wait for ever where the system stays silent and messages keep coming', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    for (let index = 0; index < 30; index += 1) {
      await bench.message(`m${String(index)}`);
      await bench.clock.advance(2_100);
      const now = bench.clock.now();
      for (const { fate, decidedAt } of bench.service.deliveries())
        if (fate.kind === 'waiting') expect(now - decidedAt).toBeLessThanOrEqual(30_000);
    }
  });
});

describe('the sound', () => {
  it('comes once a conversation, until the agent has attended to it', async () => {
    const bench = new AlertBench();
    const sounds = async (messageId: string, conversationId: string) => {
      await bench.message(messageId, { conversationId });
      const { silent } = bench.windowShows();
      await bench.clock.advance(5_000);
      return !silent;
    };
    expect(await sounds('m1', 'a')).toBe(true);
    expect(await sounds('m2', 'a')).toBe(false);
    expect(await sounds('m3', 'b')).toBe(true);
    bench.service.attended('a');
    expect(await sounds('m4', 'a')).toBe(true);
    expect(await sounds('m5', 'b')).toBe(false);
  });

  it('comes again after a click', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    const { alertId } = bench.screen.offered;
    bench.service.claim(alertId);
    bench.service.report(alertId, 'clicked');
    await bench.clock.advance(1_000);
    await bench.message('m2');
    expect(bench.windowShows().silent).toBe(false);
  });

  it('is not lost with a toast that was replaced before the window claimed it', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    await bench.clock.advance(500);
    await bench.message('m2');
    expect(bench.windowShows().silent).toBe(false);
  });

  it('is not lost with a toast that failed', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    await bench.message('m1');
    bench.screen.system(bench.screen.inMain.alertId, 'failed');
    await bench.clock.advance(500);
    await bench.message('m2');
    expect(bench.screen.inMain.silent).toBe(false);
  });

  it('comes always, or never, where the person has set it so', async () => {
    const bench = new AlertBench();
    bench.settings = { ...bench.settings, sound: 'everyMessage' };
    await bench.message('m1');
    expect(bench.windowShows().silent).toBe(false);
    await bench.clock.advance(500);
    await bench.message('m2');
    expect(bench.windowShows().silent).toBe(false);
    bench.settings = { ...bench.settings, sound: 'off' };
    await bench.message('m3', { conversationId: 'b' });
    expect(bench.windowShows().silent).toBe(true);
    bench.service.test();
    expect(bench.windowShows().silent).toBe(true);
  });
});

describe('many messages', () => {
  it('come as five toasts, then as one that counts', async () => {
    const bench = new AlertBench();
    bench.windowAnswers();
    for (let index = 0; index < 6; index += 1)
      await bench.message(`m${String(index)}`, { conversationId: `c${String(index)}` });
    expect(bench.screen.asked('offer').map(({ title }) => title)).toEqual([
      ...['Jane', 'Jane', 'Jane', 'Jane', 'Jane'],
      '1 new message',
    ]);
    await bench.message('m6', { conversationId: 'c6' });
    await bench.message('m7', { conversationId: 'c7' });
    await bench.clock.advance(1_999);
    expect(bench.screen.asked('offer')).toHaveLength(6);
    await bench.clock.advance(1);
    const { alertId, ...summary } = bench.screen.offered;
    expect(summary).toEqual({
      conversationId: null,
      title: '3 new messages',
      body: 'In 3 conversations',
      // The first of the summary has sounded.
      silent: true,
    });
    expect(bench.fate('m4')).toEqual({ kind: 'handedOver', by: 'window' });
    expect(bench.fate('m6')).toEqual({ kind: 'summarized', alertId });
    expect(bench.fate('m7')).toEqual({ kind: 'summarized', alertId });
    bench.service.report(alertId, 'clicked');
    expect(bench.clicked).toEqual([null]);
    expect(bench.record('m7').outcome).toBe('clicked');
  });

  it('come as five toasts in any ten seconds, also where one of them came later than it was counted', async () => {
    const bench = new AlertBench();
    bench.windowAnswers();
    await bench.message('m1', { conversationId: 'a' });
    await bench.message('m2', { conversationId: 'a' });
    await bench.clock.advance(100);
    for (const id of ['b', 'c', 'd']) await bench.message(`to ${id}`, { conversationId: id });
    await bench.clock.advance(9_950);
    for (const id of ['e', 'f']) await bench.message(`to ${id}`, { conversationId: id });
    const times = bench.screen.calls
      .filter(({ what, alertId }) => what === 'offer' && bench.screen.alerts.get(alertId)?.title === 'Jane')
      .map(({ at }) => at);
    for (const start of times)
      expect(times.filter((at) => at >= start && at < start + 10_000).length).toBeLessThanOrEqual(5);
    expect(times.length).toBeGreaterThanOrEqual(5);
  });

  it('of one conversation are said to be of one', async () => {
    const bench = new AlertBench();
    bench.windowAnswers();
    for (let index = 0; index < 7; index += 1) await bench.message(`m${String(index)}`);
    await bench.clock.advance(2_000);
    expect(bench.screen.offered).toMatchObject({ title: '2 new messages', body: 'In one conversation' });
  });

  it('of a watched queue come as one toast, then as one that counts', async () => {
    const bench = new AlertBench();
    await bench.message('m1', { own: false, conversationId: 'a' });
    bench.windowShows();
    await bench.message('m2', { own: false, conversationId: 'b' });
    const { alertId } = bench.windowShows();
    expect(bench.fate('m2')).toEqual({ kind: 'summarized', alertId });
    await bench.message('m3', { own: true, conversationId: 'c' });
    expect(bench.windowShows().body).toBe('text of m3');
  });

  it('leave room for toasts of their own ten seconds later, and the next summary counts anew', async () => {
    const bench = new AlertBench();
    bench.windowAnswers();
    const burst = async (from: number) => {
      for (let index = from; index < from + 7; index += 1)
        await bench.message(`m${String(index)}`, { conversationId: `c${String(index)}` });
      await bench.clock.advance(2_000);
      return bench.screen.offered.title;
    };
    expect(await burst(0)).toBe('2 new messages');
    await bench.clock.advance(10_100);
    expect(await burst(7)).toBe('2 new messages');
    expect(bench.fate('m7')).toEqual({ kind: 'handedOver', by: 'window' });
    const summaries = bench.screen.asked('offer').filter(({ conversationId }) => conversationId === null);
    expect(summaries.map(({ silent }) => silent)).toEqual([false, true, false, true]);
  });

  it('are counted in full where the system was too slow to take the summary before', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    for (let index = 0; index < 7; index += 1)
      await bench.message(`m${String(index)}`, { conversationId: `c${String(index)}` });
    await bench.clock.advance(2_000);
    expect(bench.screen.inMain.title).toBe('2 new messages');
    // Longer than a summary lasts, not so long that the system counts as silent.
    for (let index = 7; index < 13; index += 1) {
      await bench.clock.advance(index === 7 ? 9_990 : 1);
      await bench.message(`m${String(index)}`, { conversationId: `c${String(index)}` });
    }
    const { alertId, title } = bench.screen.inMain;
    bench.screen.system(alertId, 'handedOver');
    const counted = bench.service
      .deliveries()
      .filter(({ fate }) => fate.kind === 'summarized' && fate.alertId === alertId);
    expect(title).toBe(`${String(counted.length)} new messages`);
  });
});

describe('a text that comes late', () => {
  const withoutText = { text: null };

  it('changes the toast silently', async () => {
    const bench = new AlertBench();
    await bench.message('m1', withoutText);
    const first = bench.windowShows();
    expect(first.body).toBe('New message');
    await bench.clock.advance(300);
    bench.service.lateText(aMessage('m1', { text: 'Hello' }));
    const second = bench.windowShows();
    expect(second).toMatchObject({ title: 'Jane', body: 'Hello', silent: true });
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
    bench.service.report(second.alertId, 'clicked');
    expect(bench.record('m1').outcome).toBe('clicked');
    expect(bench.service.deliveries()).toHaveLength(1);
  });

  it('leaves the fate as it was, whoever shows the change', async () => {
    const bench = new AlertBench();
    await bench.message('m1', withoutText);
    bench.windowShows();
    await bench.clock.advance(500);
    bench.screen.hasWindow = false;
    bench.service.lateText(aMessage('m1'));
    bench.screen.system(bench.screen.inMain.alertId, 'handedOver');
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
  });

  it('changes nothing that is no longer the latest, or no longer there', async () => {
    const bench = new AlertBench();
    await bench.message('m1', withoutText);
    bench.windowShows();
    await bench.clock.advance(500);
    await bench.message('m2', withoutText);
    const { alertId } = bench.windowShows();
    await bench.clock.advance(500);
    bench.service.lateText(aMessage('m1'));
    bench.service.report(alertId, 'dismissed');
    bench.service.lateText(aMessage('m2'));
    await bench.clock.advance(60_000);
    expect(bench.screen.asked('offer')).toHaveLength(2);
  });

  it('does not come before a later message that waits for its turn', async () => {
    const bench = new AlertBench();
    await bench.message('m1', withoutText);
    bench.windowShows();
    await bench.message('m2');
    bench.service.lateText(aMessage('m1'));
    await bench.clock.advance(100);
    expect(bench.windowShows().body).toBe('text of m2');
    expect(bench.fate('m2')).toEqual({ kind: 'handedOver', by: 'window' });
  });

  it('before the toast was taken does not make it a part of itself, nor silent', async () => {
    const bench = new AlertBench();
    await bench.message('m1', withoutText);
    await bench.clock.advance(200);
    bench.service.lateText(aMessage('m1'));
    expect(bench.windowShows()).toMatchObject({ body: 'text of m1', silent: false });
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
  });

  it('does not sound a second time, even where every message sounds', async () => {
    const bench = new AlertBench();
    bench.settings = { ...bench.settings, sound: 'everyMessage' };
    await bench.message('m1', withoutText);
    expect(bench.windowShows().silent).toBe(false);
    await bench.clock.advance(500);
    bench.service.lateText(aMessage('m1'));
    expect(bench.windowShows()).toMatchObject({ body: 'text of m1', silent: true });
  });

  it('for a message whose toast waits for its turn is in that toast', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    bench.windowShows();
    await bench.message('m2', withoutText);
    bench.service.lateText(aMessage('m2'));
    await bench.clock.advance(100);
    expect(bench.windowShows().body).toBe('text of m2');
    expect(bench.fate('m2')).toEqual({ kind: 'handedOver', by: 'window' });
    expect(bench.screen.asked('offer')).toHaveLength(2);
  });

  it('moves nothing where texts are not shown, or nothing is to disturb', async () => {
    const bench = new AlertBench();
    bench.settings = { ...bench.settings, content: 'name' };
    await bench.message('m1', withoutText);
    bench.windowShows();
    await bench.clock.advance(500);
    bench.service.lateText(aMessage('m1'));
    bench.settings = { ...bench.settings, content: 'nameAndText' };
    bench.doNotDisturbUntil = bench.clock.now() + 1_000;
    bench.service.lateText(aMessage('m1'));
    await bench.clock.advance(500);
    expect(bench.screen.asked('offer')).toHaveLength(1);
  });

  it('does not show again what failed', async () => {
    const bench = new AlertBench();
    bench.screen.hasWindow = false;
    await bench.message('m1', withoutText);
    bench.screen.system(bench.screen.inMain.alertId, 'failed');
    await bench.clock.advance(500);
    bench.service.lateText(aMessage('m1'));
    expect(bench.screen.asked('showInMain')).toHaveLength(1);
  });
});

describe('an offered conversation', () => {
  it('has a silent toast and no record', async () => {
    const bench = new AlertBench();
    bench.service.offered('conversation-1', 'Jane');
    expect(bench.windowShows()).toMatchObject({ title: 'New conversation', body: 'Jane', silent: true });
    expect(bench.service.deliveries()).toEqual([]);
    await bench.clock.advance(200);
    await bench.message('m1');
    expect(bench.windowShows()).toMatchObject({ body: 'text of m1', silent: false });
  });

  it('does not count as one of five', async () => {
    const bench = new AlertBench();
    for (let index = 0; index < 8; index += 1) bench.service.offered(`c${String(index)}`, null);
    await bench.message('m1', { conversationId: 'c9' });
    expect(bench.windowShows().body).toBe('text of m1');
  });

  it('is not shown where it is muted, not to disturb, or not wanted', () => {
    const bench = new AlertBench();
    bench.muted.add('conversation-1');
    bench.service.offered('conversation-1', 'Jane');
    bench.muted.clear();
    bench.doNotDisturbUntil = bench.clock.now() + 1;
    bench.service.offered('conversation-1', 'Jane');
    bench.doNotDisturbUntil = null;
    bench.settings = { ...bench.settings, offered: false };
    bench.service.offered('conversation-1', 'Jane');
    expect(bench.screen.calls).toEqual([]);
  });

  it('takes no message off the screen', async () => {
    const bench = new AlertBench();
    await bench.message('m1');
    bench.service.offered('conversation-1', 'Jane');
    await bench.clock.advance(100);
    bench.windowShows();
    bench.service.offered('conversation-1', 'Jane');
    await bench.clock.advance(10_000);
    expect(bench.screen.asked('offer').map(({ body }) => body)).toEqual(['text of m1']);
    expect(bench.fate('m1')).toEqual({ kind: 'handedOver', by: 'window' });
  });
});

describe('stopping', () => {
  it('ends every timer, and nothing is shown any more', async () => {
    const bench = new AlertBench();
    await bench.message('m1', { conversationId: 'a' });
    await bench.message('m2', { conversationId: 'b' });
    bench.service.claim(bench.screen.offered.alertId);
    await bench.message('m3', { conversationId: 'b' });
    bench.screen.hasWindow = false;
    await bench.message('m4', { conversationId: 'c' });
    const disk = deferred<undefined>();
    bench.journal.delays.set('m5', disk.promise);
    await bench.message('m5', { conversationId: 'd' });
    expect(bench.serviceTimers).toBeGreaterThan(0);

    bench.service.stop();
    const calls = bench.screen.calls.length;
    disk.resolve(undefined);
    await settle();
    bench.service.offered('e', null);
    bench.service.test();
    bench.service.windowGone();
    bench.journal.delays.set('m6', disk.promise);
    bench.service.message(aMessage('m6', { conversationId: 'f' }));
    expect(bench.serviceTimers).toBe(0);
    await settle();
    expect(bench.serviceTimers).toBe(0);
    await bench.clock.advance(60_000);
    expect(bench.screen.calls).toHaveLength(calls);
    // The next run takes them up.
    expect(bench.journal.unfinished).toEqual(new Set(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']));
  });
});

describe('signing out', () => {
  it('takes everything off the screen, the log and the journal; what is on its way never comes', async () => {
    const bench = new AlertBench();
    const disk = deferred<undefined>();
    await bench.message('shown', { conversationId: 'a' });
    const shown = bench.windowShows().alertId;
    await bench.message('pending', { conversationId: 'a' });
    await bench.message('offered', { conversationId: 'b' });
    const offered = bench.screen.offered.alertId;
    bench.journal.delays.set('undecided', disk.promise);
    await bench.message('undecided', { conversationId: 'c' });
    bench.screen.hasWindow = false;

    bench.service.forget();
    const closed = bench.screen.calls.filter(({ what }) => what === 'closeInWindow');
    expect(closed.map(({ alertId }) => alertId)).toEqual([shown, offered]);
    expect(bench.serviceTimers).toBe(0);
    const calls = bench.screen.calls.length;
    disk.resolve(undefined);
    await bench.clock.advance(60_000);
    expect(bench.service.claim(offered)).toBe(false);
    expect(bench.screen.calls).toHaveLength(calls);
    expect(bench.service.deliveries()).toEqual([]);
    expect(bench.journal.unfinished).toEqual(new Set());
  });

  it('lets the next person be alerted from the start: with sound, and with five toasts', async () => {
    const bench = new AlertBench();
    bench.windowAnswers();
    for (let index = 0; index < 7; index += 1)
      await bench.message(`before ${String(index)}`, { conversationId: `c${String(index)}` });
    bench.service.forget();
    for (let index = 0; index < 6; index += 1)
      await bench.message(`after ${String(index)}`, { conversationId: `c${String(index)}` });
    const after = bench.screen.asked('offer').slice(-6);
    expect(after.map(({ title }) => title)).toEqual([
      ...['Jane', 'Jane', 'Jane', 'Jane', 'Jane'],
      '1 new message',
    ]);
    expect(after.map(({ silent }) => silent)).toEqual([false, false, false, false, false, false]);
  });
});

describe('a test alert', () => {
  it('shows though nothing is to disturb, and has no record', () => {
    const bench = new AlertBench();
    bench.doNotDisturbUntil = bench.clock.now() + 1_000;
    bench.service.test();
    expect(bench.windowShows()).toMatchObject({ conversationId: null, title: 'Test alert' });
    expect(bench.service.deliveries()).toEqual([]);
  });
});
