import type { Clipboard, Dialog, Net, Shell } from 'electron';
import { strict } from './lacking.ts';

/** What the application did to the desktop, for a test to read; nothing of it is done. */
export interface DesktopRecord {
  readonly openedUrls: string[];
  readonly errorBoxes: { title: string; content: string }[];
  clipboardText: string;
  isOnline: boolean;
}

export function desktopRecord(): DesktopRecord {
  return { openedUrls: [], errorBoxes: [], clipboardText: '', isOnline: true };
}

/** The modules of Electron that reach into the desktop. */
export function desktopParts(record: DesktopRecord) {
  const shell = strict('shell', {
    openExternal: (url: string) => {
      record.openedUrls.push(url);
      return Promise.resolve();
    },
    openPath: (path: string) => {
      record.openedUrls.push(path);
      return Promise.resolve('');
    },
    showItemInFolder: (path: string) => {
      record.openedUrls.push(path);
    },
  } satisfies Partial<Shell>);

  const dialog = strict('dialog', {
    showErrorBox: (title: string, content: string) => {
      record.errorBoxes.push({ title, content });
      process.stderr.write(`[host] An error box says: ${title}: ${content}\n`);
    },
  } satisfies Partial<Dialog>);

  const clipboard = strict('clipboard', {
    readText: () => Promise.resolve(record.clipboardText),
    writeText: (text: string) => {
      record.clipboardText = text;
      return Promise.resolve();
    },
  } satisfies Partial<Clipboard>);

  const net = strict('net', {
    isOnline: () => record.isOnline,
    get online() {
      return record.isOnline;
    },
    fetch: (input: string | Request, init?: RequestInit) => fetch(input, init),
  } satisfies Partial<Net>);

  return { shell, dialog, clipboard, net };
}
