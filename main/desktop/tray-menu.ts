import type { MenuItemConstructorOptions } from 'electron';
import type { TrayView } from '../application/tray-view.ts';
import type { TrayActions } from './tray.ts';

/** The menu of the tray icon: everything the icon can do, since some desktops never report a click on it. */
export function trayMenu(
  { headline, doNotDisturb, signedIn, icon }: TrayView,
  actions: Omit<TrayActions, 'toggle'>,
): MenuItemConstructorOptions[] {
  return [
    { label: literal(headline), enabled: false },
    { type: 'separator' },
    { label: 'Open', click: actions.open },
    ...(icon === 'reconnecting' ? [{ label: 'Retry now', click: actions.retry }] : []),
    ...(signedIn ? [doNotDisturbMenu(doNotDisturb, actions)] : []),
    { type: 'separator' },
    { label: 'Quit', click: actions.quit },
  ];
}

function doNotDisturbMenu(
  isOn: boolean,
  { doNotDisturb }: Pick<TrayActions, 'doNotDisturb'>,
): MenuItemConstructorOptions {
  return {
    label: isOn ? 'Do not disturb (on)' : 'Do not disturb',
    submenu: [
      {
        label: '30 minutes',
        click: () => {
          doNotDisturb('halfHour');
        },
      },
      {
        label: '1 hour',
        click: () => {
          doNotDisturb('hour');
        },
      },
      {
        label: 'Until tomorrow',
        click: () => {
          doNotDisturb('untilTomorrow');
        },
      },
      { type: 'separator' },
      {
        label: 'Off',
        enabled: isOn,
        click: () => {
          doNotDisturb('off');
        },
      },
    ],
  };
}

/** In a menu, & marks the letter that chooses the item. */
function literal(text: string): string {
  return text.replaceAll('&', '&&');
}
