import { EventEmitter } from 'node:events';
import type { NotificationConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertOutcome } from '../../main/alerts/alert.ts';
import { DesktopAlertPresenter, type SystemNotification } from '../../main/desktop/alert-presenter.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { recordingLogger } from './support/recording-logger.ts';

class FakeNotification extends EventEmitter implements SystemNotification {
  readonly options: NotificationConstructorOptions;
  shown = 0;
  closed = 0;

  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }

  show(): void {
    this.shown += 1;
  }

  /** As Electron does, it says so itself when the program closes it. */
  close(): void {
    this.closed += 1;
    this.emit('close', {});
  }
}

const ALERT: Alert = {
  alertId: 'a1',
  conversationId: 'c1',
  title: 'Jane <b>',
  body: 'R&D said: <b>where?</b>',
  silent: true,
};

function presenting({
  platform = 'linux',
  isSupported = true,
  isLoaded = true,
}: { platform?: NodeJS.Platform; isSupported?: boolean; isLoaded?: boolean } = {}) {
  const clock = new FakeClock();
  const logger = recordingLogger();
  const sent: unknown[] = [];
  const notifications: FakeNotification[] = [];
  const outcomes: AlertOutcome[] = [];
  const presenter = new DesktopAlertPresenter({
    window: {
      send: (name, payload) => {
        if (isLoaded) sent.push([name, payload]);
        return isLoaded;
      },
    },
    createNotification: (options) => {
      const notification = new FakeNotification(options);
      notifications.push(notification);
      return notification;
    },
    isSupported: () => isSupported,
    platform,
    clock,
    logger,
  });
  const show = (alert = ALERT) => {
    presenter.showInMain(alert, (outcome) => void outcomes.push(outcome));
    const notification = notifications.at(-1);
    if (notification === undefined) throw new Error('No notification was created.');
    return notification;
  };
  return { presenter, clock, logger, sent, notifications, outcomes, show };
}

describe('in the window', () => {
  it('offers a toast and closes it', () => {
    const { presenter, sent } = presenting();
    expect(presenter.offerToWindow(ALERT)).toBe(true);
    presenter.closeInWindow('a1');
    expect(sent).toEqual([
      ['showAlert', ALERT],
      ['closeAlert', { alertId: 'a1' }],
    ]);
  });

  it('says when there is no window to offer it to', () => {
    expect(presenting({ isLoaded: false }).presenter.offerToWindow(ALERT)).toBe(false);
  });
});

describe('in the main process', () => {
  it('shows it; the body is no markup on Linux', () => {
    const notification = presenting().show();
    expect(notification.shown).toBe(1);
    expect(notification.options).toEqual({
      title: 'Jane <b>',
      body: 'R&amp;D said: &lt;b&gt;where?&lt;/b&gt;',
      silent: true,
    });
  });

  it('leaves the body as it is on Windows and macOS', () => {
    for (const platform of ['win32', 'darwin'] as const) {
      expect(presenting({ platform }).show().options.body).toBe(ALERT.body);
    }
  });

  it('tells what came of it: handed over, then clicked', () => {
    const { show, outcomes, clock } = presenting();
    const notification = show();
    expect(outcomes).toEqual([]);
    notification.emit('show');
    notification.emit('click');
    notification.emit('close', {});
    expect(outcomes).toEqual(['handedOver', 'clicked']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('tells of one that was dismissed', () => {
    const { show, outcomes } = presenting();
    const notification = show();
    notification.emit('show');
    notification.emit('close', { reason: 'userCanceled' });
    notification.emit('click');
    expect(outcomes).toEqual(['handedOver', 'dismissed']);
  });

  it('waits for a click on one that moved to the notification centre of Windows', () => {
    const { show, outcomes } = presenting({ platform: 'win32' });
    const notification = show();
    notification.emit('show');
    notification.emit('close', { reason: 'timedOut' });
    expect(outcomes).toEqual(['handedOver']);
    notification.emit('click');
    expect(outcomes).toEqual(['handedOver', 'clicked']);
  });

  it('tells of one that the system refused, without its text in the log', () => {
    const { show, outcomes, logger } = presenting();
    show().emit('failed', {}, 'no permission');
    expect(outcomes).toEqual(['failed']);
    expect(logger.lines.join()).toContain('no permission');
    expect(logger.lines.join()).not.toContain('Jane');
    expect(logger.lines.join()).not.toContain('where');
  });

  it('fails at once where there are no notifications', () => {
    const { presenter, outcomes, notifications } = presenting({ isSupported: false });
    presenter.showInMain(ALERT, (outcome) => void outcomes.push(outcome));
    expect(outcomes).toEqual(['failed']);
    expect(notifications).toEqual([]);
  });

  it('counts silence of the system for a failure after ten seconds, and takes the toast back', async () => {
    const { show, outcomes, clock } = presenting();
    const notification = show();
    await clock.advance(9_999);
    expect(outcomes).toEqual([]);
    await clock.advance(1);
    notification.emit('show');
    expect(outcomes).toEqual(['failed']);
    expect(notification.closed).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes a toast back after an hour', async () => {
    const { show, outcomes, clock } = presenting();
    const notification = show();
    notification.emit('show');
    await clock.advance(3_600_000);
    expect(outcomes).toEqual(['handedOver', 'dismissed']);
    expect(notification.closed).toBe(1);
  });

  it('closes a toast without an outcome when it is told to', () => {
    const { presenter, show, outcomes, clock } = presenting();
    const notification = show();
    notification.emit('show');
    presenter.closeInMain('a1');
    presenter.closeInMain('a1');
    presenter.closeInMain('unknown');
    expect(notification.closed).toBe(1);
    expect(outcomes).toEqual(['handedOver']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('replaces a toast of the same id, and hears no more of the old one', () => {
    const { show, outcomes } = presenting();
    const old = show();
    const current = show();
    expect(old.closed).toBe(1);
    old.emit('show');
    old.emit('click');
    expect(outcomes).toEqual([]);
    current.emit('show');
    expect(outcomes).toEqual(['handedOver']);
  });

  it('leaves no toast behind when the program ends', () => {
    const { presenter, show, clock } = presenting();
    const all = [show(), show({ ...ALERT, alertId: 'a2' })];
    presenter.stop();
    expect(all.map(({ closed }) => closed)).toEqual([1, 1]);
    expect(clock.pendingTimers).toBe(0);
  });
});
