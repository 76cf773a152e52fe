import { DBusConnection } from './connection.ts';
import { variant } from './wire.ts';

const service = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
};

export interface NotificationContent {
  appName: string;
  title: string;
  body: string;
  urgency: 'low' | 'normal' | 'critical';
  /** How long it stays, in ms; 0: until it is dismissed; -1: as the desktop likes. */
  timeoutMs: number;
}

export interface ShownNotification {
  close(): Promise<void>;
}

/**
 * Sends a notification to the desktop: Desktop Notifications Specification 1.2, "Notify".
 * @param on called with what becomes of it.
 * @throws where nothing shows notifications.
 */
export async function notify(
  address: string,
  content: NotificationContent,
  on: { clicked(): void; closed(): void },
): Promise<ShownNotification> {
  const connection = await DBusConnection.open(address);
  connection.unref();
  let id: unknown = null;
  connection.listen((message) => {
    if (message.kind !== 'signal' || message.interface !== service.interface || message.body[0] !== id)
      return;
    if (message.member === 'ActionInvoked') on.clicked();
    if (message.member === 'NotificationClosed') {
      on.closed();
      connection.close();
    }
  });
  try {
    await connection.match(service.interface);
    const urgencies = ['low', 'normal', 'critical'];
    const hints = [['urgency', variant('y', urgencies.indexOf(content.urgency))]];
    const { appName, title, body, timeoutMs } = content;
    [id] = await connection.call({
      ...service,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: [appName, 0, '', title, body, ['default', 'View'], hints, timeoutMs],
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    async close() {
      await connection.call({ ...service, member: 'CloseNotification', signature: 'u', body: [id] });
    },
  };
}
