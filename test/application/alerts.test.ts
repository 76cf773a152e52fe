import { describe, expect, it } from 'vitest';
import { ApplicationBench } from './support/application-bench.ts';

describe('a customer message', () => {
  it('is one alert, one toast and one unread message in its row', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    const messageId = await bench.message(id, 'Where is my order?');
    expect(bench.deliveries).toEqual([
      {
        messageId,
        conversationId: id,
        decidedAt: expect.any(Number) as unknown,
        fate: { kind: 'handedOver', by: 'window' },
        outcome: 'handedOver',
        missed: false,
        possiblyRepeated: false,
      },
    ]);
    expect(bench.toasts).toEqual(['Jane: Where is my order?']);
    expect(bench.screen.asked('showInMain')).toEqual([]);
    expect(bench.row(id)).toMatchObject({
      customer: 'Jane',
      media: 'message',
      state: 'connected',
      lastText: 'Where is my order?',
      unread: 1,
      alerts: true,
    });
    expect(bench.tray).toMatchObject({ icon: 'unread', unread: 1 });
    expect(bench.journal.entries.size).toBe(0);
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('is shown by the main process where the window says nothing', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.windowIsSilent();
    bench.screen.onShowInMain = (_alert, onOutcome) => {
      onOutcome('handedOver');
    };
    const messageId = await bench.message(id, 'Hello?');
    await bench.clock.advance(2_000);
    expect(bench.delivery(messageId).fate).toEqual({ kind: 'handedOver', by: 'main' });
    await bench.stop();
  });

  it('is shown by the main process at once where the window has crashed', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.windowIsSilent();
    bench.screen.onShowInMain = (_alert, onOutcome) => {
      onOutcome('handedOver');
    };
    bench.simulator.steering.message(id, 'Hello?');
    await bench.clock.advance(200);
    bench.application.windowGone();
    expect(bench.deliveries.at(-1)?.fate).toEqual({ kind: 'handedOver', by: 'main' });
    await bench.stop();
  });

  it('is unread no more once its conversation is opened', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('one');
    await bench.message(id, 'two');
    expect(bench.row(id).unread).toBe(2);
    const detail = await bench.application.handlers.openConversation({ id });
    expect(detail?.messages.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(bench.row(id)).toMatchObject({ unread: 0, waitingSince: null, lastText: 'two' });
    expect(bench.tray).toMatchObject({ icon: 'idle', unread: 0 });
    await bench.stop();
  });

  it('is unread no more once its alert is clicked, which shows the conversation', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('one');
    await bench.application.handlers.reportAlert({
      alertId: bench.screen.offered.alertId,
      outcome: 'clicked',
    });
    expect(bench.shownConversations).toEqual([id]);
    expect(bench.row(id).unread).toBe(0);
    await bench.stop();
  });

  it('is unread no more once the agent has answered, and the next one sounds again', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('one');
    await bench.message(id, 'two');
    expect(bench.screen.offered.silent).toBe(true);
    bench.simulator.steering.reply(id, 'In the post.');
    await bench.clock.advance(1_000);
    expect(bench.row(id)).toMatchObject({ unread: 0, waitingSince: null });
    await bench.message(id, 'three');
    expect(bench.row(id).unread).toBe(1);
    expect(bench.screen.offered).toMatchObject({ body: 'three', silent: false });
    await bench.stop();
  });

  it('in a conversation that is looked at is read at once and held back, and the log says why', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.windowInFront = true;
    await bench.application.handlers.openConversation({ id });
    const seen = await bench.message(id, 'I see you');
    expect(bench.delivery(seen).fate).toEqual({ kind: 'heldBack', rule: 'conversationOpen' });
    expect(bench.row(id).unread).toBe(0);
    expect(bench.window.openMessages?.messages.at(-1)?.text).toBe('I see you');
    // The window went behind another one and had no time to say so.
    bench.windowInFront = false;
    const unseen = await bench.message(id, 'still there?');
    expect(bench.delivery(unseen).fate).toMatchObject({ kind: 'handedOver' });
    expect(bench.row(id).unread).toBe(1);
    bench.windowInFront = true;
    await bench.application.handlers.closeConversation(null);
    const third = await bench.message(id, 'hello?');
    expect(bench.delivery(third).fate).toMatchObject({ kind: 'handedOver' });
    await bench.stop();
  });

  it('in a conversation that a crashed window showed alerts', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.windowInFront = true;
    await bench.application.handlers.openConversation({ id });
    bench.application.windowGone();
    const messageId = await bench.message(id, 'Hello?');
    expect(bench.delivery(messageId).fate).toMatchObject({ kind: 'handedOver' });
    await bench.stop();
  });

  it('whose text comes late goes without, and the text comes to the row and to the open conversation', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.application.handlers.openConversation({ id });
    bench.simulator.steering.fault({
      kind: 'restDelay',
      path: '/conversations/messages/',
      ms: 3_000,
      times: 1,
    });
    await bench.message(id, 'late words');
    expect(bench.toasts).toEqual(['Jane: New message']);
    expect(bench.row(id)).toMatchObject({ unread: 1, lastText: null });
    await bench.clock.advance(5_000);
    expect(bench.row(id)).toMatchObject({ unread: 1, lastText: 'late words' });
    expect(bench.window.openMessages?.messages.at(-1)?.text).toBe('late words');
    await bench.stop();
  });

  it('whose text comes when its conversation is watched no more brings nothing back', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.simulator.steering.fault({
      kind: 'restDelay',
      path: '/conversations/messages/',
      ms: 3_000,
      times: 1,
    });
    await bench.message(id, 'late words');
    await bench.application.handlers.stopWatching({ id });
    await bench.clock.advance(5_000);
    expect(bench.window.conversations.has(id)).toBe(false);
    expect(bench.toasts).toEqual(['Jane: New message']);
    await bench.stop();
  });

  it('without words has none in its row', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.message(id, null);
    expect(bench.row(id)).toMatchObject({ unread: 1, lastText: null });
    expect(bench.toasts).toHaveLength(1);
    await bench.stop();
  });

  it('of before the start is no alert; its words are in the row', async () => {
    const bench = await ApplicationBench.signedIn();
    const { userId } = bench.simulator.ready;
    const { conversationId } = bench.simulator.steering.start({ userId, answered: true, text: 'Hi!' });
    await bench.clock.advance(60_000);
    bench.application.start();
    await bench.untilConnected();
    await bench.clock.advance(2_000);
    expect(bench.deliveries).toEqual([]);
    expect(bench.row(conversationId)).toMatchObject({ unread: 0, lastText: 'Hi!' });
    await bench.stop();
  });
});

describe('on the direct protocol', () => {
  async function direct(): Promise<{ bench: ApplicationBench; conversationId: string }> {
    const bench = new ApplicationBench();
    const { conversationId } = bench.simulator.steering.start({ text: 'long ago' });
    bench.simulator.steering.message(conversationId, 'also long ago');
    await bench.clock.advance(600_000);
    const { clientSecret } = bench.simulator.ready;
    void bench.signIn({ method: 'clientCredentials', protocol: 'direct', clientSecret });
    await bench.untilConnected();
    return { bench, conversationId };
  }

  it('what was written before the start is history', async () => {
    const { bench, conversationId } = await direct();
    await bench.message(conversationId, 'now');
    expect(bench.toasts).toEqual(['Jane Customer: now']);
    expect(bench.row(conversationId).unread).toBe(1);
    await bench.stop();
  });

  it('a conversation of which only its messages are known leaves the list a day after it was read', async () => {
    const bench = new ApplicationBench({
      simulator: { directScopes: ['notification:subscribe', 'conversation:read'] },
    });
    bench.application.start();
    const { clientSecret } = bench.simulator.ready;
    void bench.signIn({ method: 'clientCredentials', protocol: 'direct', clientSecret });
    await bench.untilConnected();
    const { conversationId } = bench.simulator.steering.start({ text: 'one' });
    await bench.clock.advance(5_000);
    expect(bench.row(conversationId)).toMatchObject({ customer: null, unread: 1, lastText: 'one' });
    await bench.message(conversationId, 'two');
    expect(bench.screen.offered).toMatchObject({ body: 'two', silent: true });
    await bench.clock.advance(25 * 3_600_000);
    expect(bench.row(conversationId).unread).toBe(2);
    await bench.application.handlers.openConversation({ id: conversationId });
    expect(bench.row(conversationId).unread).toBe(0);
    await bench.message(conversationId, 'three');
    expect(bench.screen.offered).toMatchObject({ body: 'three', silent: false });
    await bench.clock.advance(25 * 3_600_000);
    await bench.application.handlers.markSeen({ id: conversationId });
    await bench.clock.advance(60_000);
    expect(bench.window.conversations.has(conversationId)).toBe(false);
    await bench.stop();
  });
});

describe('muting', () => {
  it('holds back and is logged; what is unread still shows, and does not count in the tray', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.application.handlers.muteConversation({ id, muted: true });
    expect(bench.row(id).muted).toBe(true);
    const messageId = await bench.message(id, 'Hello?');
    expect(bench.delivery(messageId).fate).toEqual({ kind: 'heldBack', rule: 'muted' });
    expect(bench.row(id).unread).toBe(1);
    expect(bench.tray).toMatchObject({ icon: 'idle', unread: 0 });
    expect(bench.toasts).toEqual([]);

    await bench.application.handlers.muteConversation({ id, muted: false });
    expect(bench.tray).toMatchObject({ icon: 'unread', unread: 1 });
    await bench.message(id, 'Hello??');
    expect(bench.toasts).toEqual(['Jane: Hello??']);
    await bench.stop();
  });

  it('outlives a restart, and is bounded', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    for (let other = 0; other < 1_500; other += 1)
      await bench.application.handlers.muteConversation({ id: `other-${other}`, muted: true });
    await bench.application.handlers.muteConversation({ id, muted: true });
    expect(bench.stored.muted).toHaveLength(1_000);
    await bench.restart();
    await bench.untilConnected();
    await bench.message(id, 'Hello?');
    expect(bench.toasts).toEqual([]);
    await bench.stop();
  });
});

describe('do not disturb', () => {
  it('holds back, is logged, is told, and ends by itself', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    await bench.application.handlers.setDoNotDisturb({ choice: 'halfHour' });
    expect(bench.window.doNotDisturbUntil).toBe(bench.clock.now() + 1_800_000);
    expect(bench.tray).toMatchObject({ icon: 'doNotDisturb', doNotDisturb: true });
    const held = await bench.message(id, 'Hello?');
    expect(bench.delivery(held).fate).toEqual({ kind: 'heldBack', rule: 'doNotDisturb' });
    expect(bench.row(id).unread).toBe(1);
    await bench.clock.advance(1_800_000);
    expect(bench.window.doNotDisturbUntil).toBeNull();
    expect(bench.stored.doNotDisturbUntil).toBeNull();
    expect(bench.tray).toMatchObject({ icon: 'unread', doNotDisturb: false });
    const shown = await bench.message(id, 'Hello??');
    expect(bench.delivery(shown).fate).toMatchObject({ kind: 'handedOver' });
    await bench.stop();
  });

  it('goes on after a restart for as long as it was to last', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.application.setDoNotDisturb('hour');
    await bench.restart();
    await bench.untilConnected();
    await bench.message(id, 'Hello?');
    expect(bench.toasts).toEqual([]);
    bench.application.stop();
    await bench.clock.advance(3_600_000);
    await bench.restart();
    expect(bench.window.doNotDisturbUntil).toBeNull();
    expect(bench.tray.doNotDisturb).toBe(false);
    await bench.stop();
  });

  it('that ended while the computer slept has ended when it wakes up', async () => {
    const bench = await ApplicationBench.connected();
    bench.application.setDoNotDisturb('hour');
    bench.wallAheadMs = 2 * 3_600_000;
    bench.application.hint('resume');
    expect(bench.window.doNotDisturbUntil).toBeNull();
    expect(bench.tray.doNotDisturb).toBe(false);
    await bench.stop();
  });

  it('ends within a minute where the clock was set forward', async () => {
    const bench = await ApplicationBench.connected();
    bench.application.setDoNotDisturb('hour');
    bench.wallAheadMs = 2 * 3_600_000;
    await bench.clock.advance(60_000);
    expect(bench.window.doNotDisturbUntil).toBeNull();
    await bench.stop();
  });

  it('can be switched off', async () => {
    const bench = await ApplicationBench.connected();
    await bench.application.handlers.setDoNotDisturb({ choice: 'untilTomorrow' });
    await bench.application.handlers.setDoNotDisturb({ choice: 'off' });
    expect(bench.window.doNotDisturbUntil).toBeNull();
    expect(bench.tray.doNotDisturb).toBe(false);
    expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
  });
});

describe('the unfinished alerts of a run that was killed', () => {
  it('alert again, marked, and once', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation();
    bench.windowIsSilent();
    bench.simulator.steering.message(id, 'Was this shown?');
    await bench.clock.advance(500);
    expect(bench.journal.entries.size).toBe(1);
    const [messageId = ''] = bench.journal.entries.keys();
    await bench.restart({ killed: true });
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.delivery(messageId)).toMatchObject({
      fate: { kind: 'handedOver' },
      possiblyRepeated: true,
      missed: true,
    });
    expect(bench.toasts).toHaveLength(1);
    expect(bench.toasts[0]).toContain('Was this shown?');
    expect(bench.journal.entries.size).toBe(0);
    await bench.restart();
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.toasts).toEqual([]);
    await bench.stop();
  });

  it('do not alert for another account, nor once somebody has signed out while their texts were read', async () => {
    const bench = await ApplicationBench.signedIn();
    await bench.journal.decided('m1', 'c1');
    bench.stored = { ...bench.stored, signedIn: false };
    await bench.restart();
    const { clientSecret } = bench.simulator.ready;
    bench.stored = { ...bench.stored, account: { ...bench.account(), clientId: 'another-client' } };
    await bench.restart();
    void bench.signIn({ method: 'clientCredentials', protocol: 'direct', clientSecret });
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.toasts).toEqual([]);
    expect(bench.journal.entries.size).toBe(0);

    await bench.journal.decided('m2', 'c2');
    await bench.restart();
    bench.simulator.steering.fault({ kind: 'restHang', path: '/conversations/messages/', times: 100 });
    await bench.untilConnected();
    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(10_000);
    await signingOut;
    expect(bench.toasts).toEqual([]);
    expect(bench.journal.entries.size).toBe(0);
    await bench.stop();
  });

  it('do not alert where their conversation is muted by now, nor for whoever signs in after a sign-out', async () => {
    const bench = await ApplicationBench.signedIn();
    await bench.journal.decided('m1', 'c1');
    await bench.journal.decided('m2', 'c2');
    bench.stored = { ...bench.stored, muted: ['c1'] };
    await bench.restart();
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.delivery('m1').fate).toEqual({ kind: 'heldBack', rule: 'muted' });
    expect(bench.delivery('m2').fate).toMatchObject({ kind: 'handedOver' });

    await bench.journal.decided('m3', 'c3');
    await bench.restart();
    const signingOut = bench.application.handlers.signOut(null);
    await bench.clock.advance(10_000);
    await signingOut;
    expect(bench.journal.entries.size).toBe(0);
    void bench.signIn();
    bench.simulator.steering.fault({ kind: 'clear' });
    await bench.untilConnected();
    await bench.clock.advance(5_000);
    expect(bench.toasts).toEqual([]);
    await bench.stop();
  });
});

describe('a test alert', () => {
  it('is shown though nobody has signed in, and leaves no record', async () => {
    const bench = new ApplicationBench();
    bench.application.start();
    await bench.application.handlers.sendTestAlert(null);
    expect(bench.toasts).toEqual(['Test alert: This is how a new customer message will look.']);
    expect(bench.deliveries).toEqual([]);
    expect(await bench.application.handlers.getAlertHelp(null)).toEqual({
      steps: ['Look into the notification settings.'],
    });
    await bench.stop();
  });
});
