import { createHost } from './host.ts';

const host = createHost();
export const { app, ipcMain, protocol, session } = host;
export const BrowserWindow = host.BrowserWindow;
