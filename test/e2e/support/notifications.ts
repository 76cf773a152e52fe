import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DBusConnection } from '../../host/dbus/connection.ts';
import type { Message } from '../../host/dbus/message.ts';
import { until } from './until.ts';

const service = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

/** A notification as the desktop was asked to show it. */
export interface DesktopNotification {
  /** Given by the desktop; null before it has answered. */
  id: number | null;
  /** The notification that it takes the place of; 0 for none. */
  replacesId: number;
  appName: string;
  summary: string;
  body: string;
  /** Keys and labels, as sent. */
  actions: readonly string[];
  urgency: number;
  state: 'shown' | 'closed';
  wasClicked: boolean;
}

/**
 * Every notification that any program of a D-Bus session asks for, as dunst gets it, and a person's hand on them:
 * Desktop Notifications Specification 1.2.
 */
export class DesktopNotifications {
  readonly #monitor: DBusConnection;
  readonly #hand: DBusConnection;
  readonly #all: DesktopNotification[] = [];
  /** Calls that the desktop has not answered yet, by who asked and how they numbered it. */
  readonly #asked = new Map<string, DesktopNotification>();

  readonly #environment: NodeJS.ProcessEnv;

  private constructor(monitor: DBusConnection, hand: DBusConnection, environment: NodeJS.ProcessEnv) {
    this.#monitor = monitor;
    this.#hand = hand;
    this.#environment = environment;
    monitor.listen((message) => {
      this.#hear(message);
    });
  }

  /** @param environment with the display and the D-Bus session of the desktop. */
  static async watch(environment: NodeJS.ProcessEnv): Promise<DesktopNotifications> {
    const address = environment['DBUS_SESSION_BUS_ADDRESS'] ?? '';
    const monitor = await DBusConnection.open(address);
    const hand = await DBusConnection.open(address);
    const notifications = new DesktopNotifications(monitor, hand, environment);
    await monitor.becomeMonitor(service);
    return notifications;
  }

  /** All that were ever asked for, the oldest first. */
  get all(): readonly DesktopNotification[] {
    return this.#all;
  }

  /** What is on the screen now. */
  get shown(): readonly DesktopNotification[] {
    return this.#all.filter(({ state }) => state === 'shown');
  }

  /** Waits for one that is on the screen and fits. */
  waitFor(
    what: string,
    fits: (notification: DesktopNotification) => boolean,
    limitMs?: number,
  ): Promise<DesktopNotification & { id: number }> {
    const isThere = (one: DesktopNotification): one is DesktopNotification & { id: number } =>
      one.id !== null && fits(one);
    return until(what, () => this.shown.find(isThere), limitMs);
  }

  /** Clicks one, as a person does: with the left button of the mouse. */
  async click(id: number): Promise<void> {
    await this.#press(id, '1');
  }

  /** Takes one off the screen, as a person does: with the right button. */
  async dismiss(id: number): Promise<void> {
    await this.#press(id, '3');
  }

  close(): void {
    this.#monitor.close();
    this.#hand.close();
  }

  async #press(id: number, button: string): Promise<void> {
    const order = await this.#drawn();
    const position = order.findIndex((one) => one.id === id);
    if (position < 0) throw new Error(`The notification ${id} is not on the screen.`);
    const { x, y, width, height } = await this.#window();
    const middle = Math.round(y + (height * (position + 0.5)) / order.length);
    await this.#mouse('mousemove', String(x + Math.round(width / 2)), String(middle), 'click', button);
    await until('the notification off the screen', () => !this.shown.some((one) => one.id === id));
  }

  /** Waits until the screen shows what was asked for: the most urgent first, and of these the oldest. */
  async #drawn(): Promise<readonly DesktopNotification[]> {
    let before = '';
    return until('dunst to draw', async () => {
      const [displayed] = await this.#hand.call({
        destination: service,
        path,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: ['org.dunstproject.cmd0', 'displayedLength'],
      });
      const order = [...this.shown].sort((a, b) => b.urgency - a.urgency || (a.id ?? 0) - (b.id ?? 0));
      const now = JSON.stringify([displayed, await this.#window().catch(() => null)]);
      const isDrawn = displayed === order.length && now === before;
      before = now;
      return isDrawn ? order : null;
    });
  }

  /** Where the notifications are on the screen, in px. */
  async #window(): Promise<{ x: number; y: number; width: number; height: number }> {
    const shell = await this.#mouse(
      'search',
      '--onlyvisible',
      '--class',
      'Dunst',
      'getwindowgeometry',
      '--shell',
    );
    const value = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(shell)?.[1]);
    return { x: value('X'), y: value('Y'), width: value('WIDTH'), height: value('HEIGHT') };
  }

  async #mouse(...argv: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('/usr/bin/xdotool', argv, { env: this.#environment });
    return stdout;
  }

  #hear(message: Message): void {
    if (message.kind === 'call' && message.member === 'Notify') this.#asks(message);
    if (message.kind === 'return') this.#answers(message);
    if (message.kind !== 'signal' || message.interface !== service) return;
    const found = this.#all.findLast(({ id }) => id !== null && id === message.body[0]);
    if (found === undefined) return;
    if (message.member === 'ActionInvoked') found.wasClicked = true;
    if (message.member === 'NotificationClosed') found.state = 'closed';
  }

  #asks(message: Message): void {
    const [appName, replacesId, , summary, body, actions, hints] = message.body;
    const urgency = hintOf(hints, 'urgency');
    const notification: DesktopNotification = {
      id: null,
      replacesId: Number(replacesId),
      appName: String(appName),
      summary: String(summary),
      body: String(body),
      actions: Array.isArray(actions) ? actions.map(String) : [],
      urgency: typeof urgency === 'number' ? urgency : 1,
      state: 'shown',
      wasClicked: false,
    };
    this.#all.push(notification);
    this.#asked.set(`${message.sender ?? ''} ${message.serial}`, notification);
  }

  #answers(message: Message): void {
    const key = `${message.destination ?? ''} ${message.replySerial ?? ''}`;
    const notification = this.#asked.get(key);
    if (notification === undefined) return;
    this.#asked.delete(key);
    const [id] = message.body;
    if (typeof id !== 'number') return;
    // One that takes another's place has its id.
    for (const other of this.#all) if (other.id === id) other.state = 'closed';
    notification.id = id;
  }
}

function hintOf(hints: unknown, name: string): unknown {
  if (!Array.isArray(hints)) return undefined;
  return new Map(hints as [unknown, unknown][]).get(name);
}
