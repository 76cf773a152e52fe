import type { ConnectionView } from '../../preload/contract.ts';
import type { TrayView } from './tray-view.ts';

/** What the tray shows: one ladder, the worst news first. */
export function trayView(
  connection: Pick<ConnectionView, 'state' | 'headline' | 'code'>,
  unread: number,
  doNotDisturb: boolean,
): TrayView {
  const icon = iconOf(connection.state, unread, doNotDisturb);
  const messages = unread === 1 ? '1 unread message' : `${unread} unread messages`;
  const words = [
    connection.headline,
    ...(unread > 0 ? [messages] : []),
    ...(doNotDisturb ? ['do not disturb'] : []),
  ].join(', ');
  return {
    icon,
    unread,
    tooltip: `Conversation Tray: ${words}`,
    headline: connection.headline,
    doNotDisturb,
    signedIn: connection.state !== 'signedOut',
  };
}

function iconOf(state: ConnectionView['state'], unread: number, doNotDisturb: boolean): TrayView['icon'] {
  switch (state) {
    case 'signedOut':
      return 'signedOut';
    case 'blocked':
      return 'blocked';
    case 'connecting':
    case 'reconnecting':
    case 'offline':
    case 'suspended':
      return 'reconnecting';
    case 'connected':
      if (doNotDisturb) return 'doNotDisturb';
      return unread > 0 ? 'unread' : 'idle';
  }
}
