import type { Notification, NotificationCloseEventParams, NotificationConstructorOptions } from 'electron';
import type { EventName, Events } from '../../preload/contract.ts';
import type { Alert, AlertOutcome } from '../alerts/alert.ts';
import type { AlertPresenter } from '../alerts/presenter.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { Listen } from './listen.ts';

/** What is used of Electron's notification. */
export type SystemNotification = Pick<Notification, 'show' | 'close'> &
  Listen<'show' | 'click'> &
  Listen<'close', [Pick<NotificationCloseEventParams, 'reason'>]> &
  Listen<'failed', [unknown, string]>;

export interface AlertPresenterDependencies {
  window: {
    /** @returns false where no page is loaded. */
    send<Name extends EventName>(name: Name, payload: Events[Name]): boolean;
  };
  createNotification: (options: NotificationConstructorOptions) => SystemNotification;
  isSupported: () => boolean;
  platform: NodeJS.Platform;
  clock: Clock;
  logger: Logger;
}

/** A system that has not said by then that it took the toast has not. */
const SHOWN_WITHIN_MS = 10_000;

/** After that a toast is taken back: its click would lead to something long past. */
const LIFETIME_MS = 3_600_000;

interface Shown {
  notification: SystemNotification;
  onOutcome: (outcome: AlertOutcome) => void;
  timer: Timer;
}

/** Puts toasts on the screen: by the window, and by the main process where the window cannot. */
export class DesktopAlertPresenter implements AlertPresenter {
  readonly #dependencies: AlertPresenterDependencies;
  /** Held until they are done: a notification that is garbage collected loses its click. */
  readonly #shown = new Map<string, Shown>();

  constructor(dependencies: AlertPresenterDependencies) {
    this.#dependencies = dependencies;
  }

  offerToWindow({ alertId, conversationId, title, body, silent }: Alert): boolean {
    return this.#dependencies.window.send('showAlert', { alertId, conversationId, title, body, silent });
  }

  closeInWindow(alertId: string): void {
    this.#dependencies.window.send('closeAlert', { alertId });
  }

  showInMain(alert: Alert, onOutcome: (outcome: AlertOutcome) => void): void {
    const { isSupported, createNotification, clock, logger, platform } = this.#dependencies;
    const { alertId } = alert;
    if (!isSupported()) {
      logger.error('There are no notifications on this desktop', { alertId });
      onOutcome('failed');
      return;
    }
    this.closeInMain(alertId);
    const notification = createNotification(notificationOptions(alert, platform));
    const timer = clock.after(SHOWN_WITHIN_MS, () => {
      logger.error('The system did not say that it took the notification', { alertId });
      this.#end(alertId, shown, 'failed');
      notification.close();
    });
    const shown: Shown = { notification, onOutcome, timer };
    this.#shown.set(alertId, shown);
    this.#listen(alertId, shown);
    notification.show();
  }

  closeInMain(alertId: string): void {
    const shown = this.#shown.get(alertId);
    if (shown === undefined) return;
    this.#shown.delete(alertId);
    shown.timer.cancel();
    shown.notification.close();
  }

  /** The program ends: a toast that stayed would be one whose click does nothing. */
  stop(): void {
    for (const alertId of [...this.#shown.keys()]) this.closeInMain(alertId);
  }

  #listen(alertId: string, shown: Shown): void {
    const { clock, logger } = this.#dependencies;
    const { notification } = shown;
    const isCurrent = () => this.#shown.get(alertId) === shown;
    notification.on('show', () => {
      if (!isCurrent()) return;
      shown.timer.cancel();
      shown.timer = clock.after(LIFETIME_MS, () => {
        this.#end(alertId, shown, 'dismissed');
        notification.close();
      });
      shown.onOutcome('handedOver');
    });
    notification.on('click', () => {
      this.#end(alertId, shown, 'clicked');
    });
    notification.on('close', ({ reason }) => {
      // Windows keeps it in the notification centre, where it can still be clicked.
      if (reason !== 'timedOut') this.#end(alertId, shown, 'dismissed');
    });
    notification.on('failed', (_event, error) => {
      if (isCurrent()) logger.error('The system refused a notification', { alertId, error });
      this.#end(alertId, shown, 'failed');
    });
  }

  #end(alertId: string, shown: Shown, outcome: AlertOutcome): void {
    if (this.#shown.get(alertId) !== shown) return;
    this.#shown.delete(alertId);
    shown.timer.cancel();
    shown.onOutcome(outcome);
  }
}

function notificationOptions(
  { title, body, silent }: Alert,
  platform: NodeJS.Platform,
): NotificationConstructorOptions {
  return { title, body: platform === 'linux' ? withoutMarkup(body) : body, silent };
}

/** Linux desktops read the body as markup, and Electron hands it on as it is. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
