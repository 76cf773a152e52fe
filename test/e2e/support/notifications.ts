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

  private constructor(monitor: DBusConnection, hand: DBusConnection) {
    this.#monitor = monitor;
    this.#hand = hand;
    monitor.listen((message) => {
      this.#hear(message);
    });
  }

  /** @param address of a D-Bus session in which dunst runs. */
  static async watch(address: string): Promise<DesktopNotifications> {
    const monitor = await DBusConnection.open(address);
    const notifications = new DesktopNotifications(monitor, await DBusConnection.open(address));
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

  /** Clicks one, as a person does. */
  async click(id: number): Promise<void> {
    await this.#act('NotificationAction', 'u', [this.#position(id)]);
  }

  /** Takes the uppermost off the screen, as a person does. */
  async dismissFirst(): Promise<void> {
    await this.#act('NotificationCloseLast', '', []);
  }

  close(): void {
    this.#monitor.close();
    this.#hand.close();
  }

  /** dunst shows the most urgent first, and of these the oldest. */
  #position(id: number): number {
    const order = [...this.shown].sort((a, b) => b.urgency - a.urgency || (a.id ?? 0) - (b.id ?? 0));
    const position = order.findIndex((one) => one.id === id);
    if (position < 0) throw new Error(`The notification ${id} is not on the screen.`);
    return position;
  }

  async #act(member: string, signature: string, body: readonly unknown[]): Promise<void> {
    const command = { destination: service, path, interface: 'org.dunstproject.cmd0', member };
    await this.#hand.call(signature === '' ? command : { ...command, signature, body });
  }

  #hear(message: Message): void {
    if (message.kind === 'call' && message.member === 'Notify') this.#asks(message);
    if (message.kind === 'return') this.#answers(message);
    if (message.kind !== 'signal' || message.interface !== service) return;
    const found = this.#all.findLast(({ id }) => id !== null && id === message.body[0]);
    if (found === undefined) return;
    if (message.member === 'NotificationClosed') found.state = 'closed';
    if (message.member === 'ActionInvoked') found.wasClicked = true;
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
