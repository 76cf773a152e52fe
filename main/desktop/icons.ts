import { join } from 'node:path';
import type { TrayView } from '../application/tray-view.ts';

/** The tray icon's file. Electron finds the larger pictures (@2x) beside it by their names. */
export function trayImageFile(icons: string, platform: NodeJS.Platform, icon: TrayView['icon']): string {
  switch (platform) {
    case 'win32':
      return join(icons, 'tray', 'windows', `${icon}.ico`);
    case 'darwin':
      return join(icons, 'tray', 'mac', `${icon}Template.png`);
    default:
      return join(icons, 'tray', 'linux', `${icon}.png`);
  }
}

/** The icon of the window and of the program. */
export function appImageFile(icons: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? join(icons, 'app', 'icon.ico') : join(icons, 'app', 'linux', '256x256.png');
}

/** The mark on the task bar's button, on Windows. */
export function overlayImageFile(icons: string): string {
  return join(icons, 'overlay', 'unread.png');
}
