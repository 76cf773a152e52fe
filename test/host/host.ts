import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
} from 'electron';
import { z } from 'zod';
import { App } from './api/app.ts';
import { BrowserWindow, type WindowParts } from './api/browser-window.ts';
import { IpcMain } from './api/ipc-main.ts';
import { Menu, MenuItem } from './api/menu.ts';
import { nativeImageMembers, type NativeImage } from './api/native-image.ts';
import { NativeTheme } from './api/native-theme.ts';
import { Notification } from './api/notification.ts';
import { PowerMonitor } from './api/power-monitor.ts';
import { Protocol } from './api/protocol.ts';
import { Screen } from './api/screen.ts';
import { Session } from './api/session.ts';
import { Tray } from './api/tray.ts';
import type { AddressBook } from './chromium/address.ts';
import { Browser } from './chromium/browser.ts';
import type { HostActions } from './control.ts';
import { desktopParts, desktopRecord } from './desktop-parts.ts';
import { strict } from './lacking.ts';

const packageFile = z.object({ name: z.string(), version: z.string(), productName: z.string().optional() });

export interface HostOptions {
  /** The application's folder, with its package.json. */
  appPath: string;
  /** Without a display, Chromium runs without windows. */
  headless: boolean;
  /** Opens a port on loopback for tests that attach to the pages. */
  debuggingPort: boolean;
}

/** Makes the parts of Electron that the host has, around one application. */
export function createHost(options: HostOptions) {
  const described = packageFile.parse(
    JSON.parse(readFileSync(join(options.appPath, 'package.json'), 'utf8')),
  );
  const windows = new Set<BrowserWindow>();
  const trays = new Set<Tray>();
  const addresses: AddressBook = { scheme: null };
  const record = desktopRecord();
  const powerMonitor = new PowerMonitor();
  const nativeTheme = new NativeTheme();
  const ipcMain = new IpcMain();
  const app: App = new App({
    path: resolve(options.appPath),
    name: described.productName ?? described.name,
    version: described.version,
    windows: () => [...windows],
    end: () => browser.end(),
  });
  const browser: Browser = new Browser(() => ({
    directory: join(app.getPath('userData'), 'chromium'),
    headless: options.headless,
    debuggingPort: options.debuggingPort,
    switches: app.switches,
  }));
  const protocol = new Protocol(addresses, () => app.isReady());
  const defaultSession = new Session(protocol, addresses);
  const roles = {
    quit: () => {
      app.quit();
    },
  };

  const windowParts: WindowParts = {
    open: windows,
    browser,
    ipcMain,
    protocol,
    session: defaultSession,
    addresses,
    theme: nativeTheme,
    isReady: () => app.isReady(),
    onCreated: (window) => {
      app.emit('browser-window-created', {}, window);
      app.emit('web-contents-created', {}, window.webContents);
    },
    onAllClosed: () => {
      app.windowsClosed();
    },
  };
  let lastWindowId = 0;

  const electron = {
    app,
    ipcMain,
    protocol,
    powerMonitor,
    nativeTheme,
    session: strict('session', { defaultSession }),
    screen: new Screen(),
    nativeImage: strict('nativeImage', nativeImageMembers),
    webContents: strict('webContents', {
      getAllWebContents: () => [...windows].map(({ webContents }) => webContents),
      fromId: (id: number) => [...windows].find((window) => window.id === id)?.webContents,
    }),
    ...desktopParts(record),
    BrowserWindow: class extends BrowserWindow {
      static getAllWindows(): BrowserWindow[] {
        return [...windows];
      }
      static getFocusedWindow(): BrowserWindow | null {
        return [...windows].find((window) => window.isFocused()) ?? null;
      }
      static fromWebContents(contents: unknown): BrowserWindow | null {
        return [...windows].find(({ webContents }) => webContents === contents) ?? null;
      }
      static fromId(id: number): BrowserWindow | null {
        return [...windows].find((window) => window.id === id) ?? null;
      }
      constructor(windowOptions: BrowserWindowConstructorOptions = {}) {
        super(windowOptions, windowParts, (lastWindowId += 1));
      }
    },
    Tray: class extends Tray {
      constructor(image: NativeImage | string) {
        super(image, (tray) => trays.delete(tray));
        trays.add(this);
      }
    },
    Menu: class extends Menu {
      static buildFromTemplate(template: readonly (MenuItemConstructorOptions | MenuItem)[]): Menu {
        return Menu.of(template, roles);
      }
      /** The host's windows have no menu bar. */
      static setApplicationMenu(menu: Menu | null): void {
        if (menu !== null) throw new Error('The host lacks an application menu.');
      }
      static getApplicationMenu(): null {
        return null;
      }
    },
    MenuItem: class extends MenuItem {
      constructor(itemOptions: MenuItemConstructorOptions) {
        super(itemOptions, roles);
      }
    },
    Notification: class extends Notification {
      constructor(notificationOptions: NotificationConstructorOptions = {}) {
        super(notificationOptions, app.getName());
      }
    },
  };

  const tray = (): Tray => {
    const [first] = trays;
    if (first === undefined) throw new Error('The application has no icon in the tray.');
    return first;
  };
  const windowOf = (id: number): BrowserWindow => {
    const found = [...windows].find((window) => window.id === id);
    if (found === undefined) throw new Error(`The application has no window ${id}.`);
    return found;
  };
  const actions: HostActions = {
    trays: () =>
      [...trays].map(({ image, toolTip, shownMenu }) => ({
        imagePath: image.path,
        imageDataUrl: image.toDataURL(),
        toolTip,
        menu: shownMenu,
      })),
    clickTray: () => {
      tray().emit(
        'click',
        { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false },
        tray().getBounds(),
      );
      return null;
    },
    chooseTrayItem: (labels) => {
      tray().choose(labels);
      return null;
    },
    windows: () => [...windows].map((window) => window.state()),
    closeWindow: (id) => {
      windowOf(id).close();
      return null;
    },
    crashRenderer: (id) => {
      windowOf(id).webContents.forcefullyCrashRenderer();
      return null;
    },
    power: (event) => {
      powerMonitor.emit(event);
      return null;
    },
    setOnline: (isOnline) => {
      record.isOnline = isOnline;
      return null;
    },
    setSystemDark: (isDark) => {
      nativeTheme.setSystemDark(isDark);
      return null;
    },
    openedUrls: () => record.openedUrls,
    errorBoxes: () => record.errorBoxes,
    badgeCount: () => app.getBadgeCount(),
    debuggingUrl: () => browser.debuggingUrl(),
    quit: () => {
      app.quit();
      return null;
    },
  };

  return { electron, actions };
}
