import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { App } from './api/app.ts';
import { BrowserWindow, type WindowParts } from './api/browser-window.ts';
import { IpcMain } from './api/ipc-main.ts';
import { Protocol } from './api/protocol.ts';
import { Session } from './api/session.ts';
import type { AddressBook } from './chromium/address.ts';
import { Browser } from './chromium/browser.ts';

const packageFile = z.object({ name: z.string(), version: z.string(), productName: z.string().optional() });
export function createHost() {
  const root = process.env['HOST_APP_PATH'] ?? process.cwd();
  const described = packageFile.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const open = new Set<BrowserWindow>();
  const addresses: AddressBook = { scheme: null };
  const browser: Browser = new Browser(() => ({
    directory: join(app.getPath('userData'), 'chromium'),
    headless: (process.env['DISPLAY'] ?? '') === '',
    debuggingPort: process.env['HOST_DEBUGGING_PORT'] === '1',
    switches: app.switches,
  }));
  const app: App = new App({
    path: resolve(root),
    name: described.productName ?? described.name,
    version: described.version,
    windows: () => [...open],
    end: () => browser.end(),
  });
  const ipcMain = new IpcMain();
  const protocol = new Protocol(addresses, () => app.isReady());
  const defaultSession = new Session(protocol, addresses);
  let lastId = 0;
  const parts: WindowParts = {
    open,
    browser,
    ipcMain,
    protocol,
    session: defaultSession,
    addresses,
    isReady: () => app.isReady(),
    onCreated: (window) => {
      app.emit('browser-window-created', {}, window);
      app.emit('web-contents-created', {}, window.webContents);
    },
    onAllClosed: () => {
      app.windowsClosed();
    },
  };
  class HostWindow extends BrowserWindow {
    constructor(options = {}) {
      super(options, parts, (lastId += 1));
    }
  }
  return { app, ipcMain, protocol, session: { defaultSession }, BrowserWindow: HostWindow };
}
void dirname;
