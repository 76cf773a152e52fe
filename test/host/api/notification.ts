import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron';
import { notify, type ShownNotification } from '../dbus/notifications.ts';
import { StrictEmitter } from '../lacking.ts';

/** What a notification of the main process can have here; `silent` and `icon` say nothing that a test could see. */
const handled: ReadonlySet<string> = new Set(['title', 'body', 'silent', 'icon', 'urgency', 'timeoutType']);

/** A notification of the main process, sent to the desktop over D-Bus as Electron does it on Linux. */
export class Notification
  extends StrictEmitter
  implements Pick<ElectronNotification, 'show' | 'close' | 'title' | 'body' | 'silent'>
{
  title: string;
  body: string;
  silent: boolean;
  readonly #appName: string;
  readonly #options: NotificationConstructorOptions;
  #shown: Promise<ShownNotification> | null = null;

  constructor(options: NotificationConstructorOptions, appName: string) {
    super();
    const unknown = Object.keys(options).filter((name) => !handled.has(name));
    if (unknown.length > 0) {
      throw new Error(`The host lacks these options of a notification: ${unknown.join(', ')}`);
    }
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.#appName = appName;
    this.#options = options;
  }

  static isSupported(): boolean {
    return (process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '';
  }

  show(): void {
    this.close();
    const shown = notify(
      process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '',
      {
        appName: this.#appName,
        title: this.title,
        body: this.body,
        urgency: this.#options.urgency ?? 'normal',
        timeoutMs: this.#options.timeoutType === 'never' ? 0 : -1,
      },
      {
        clicked: () => {
          this.emit('click', {});
        },
        closed: () => {
          this.#shown = null;
          this.emit('close', {});
        },
      },
    );
    this.#shown = shown;
    shown.then(
      () => {
        this.emit('show', {});
      },
      (error: unknown) => {
        this.#shown = null;
        this.emit('failed', {}, error instanceof Error ? error.message : String(error));
      },
    );
  }

  close(): void {
    this.#shown
      ?.then((shown) => shown.close())
      .catch(() => {
        // It is off the screen already.
      });
  }
}
