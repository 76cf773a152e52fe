import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ELECTRON_FUSES, fuseWire } from './fuses.ts';

/** What electron-builder looks at in Electron's folder for Linux besides the program; it copies whatever is there. */
const FILES = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'icudtl.dat',
  'locales/en-US.pak',
];

/**
 * Makes a folder that electron-builder takes for Electron's for Linux. It has Electron's fuses and runs nothing.
 * @param version the version of Electron that it stands for.
 */
export function makeStandInElectron(folder: string, version: string): void {
  const write = (path: string, content: string | Buffer, mode = 0o644) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  };
  mkdirSync(join(folder, 'resources'), { recursive: true });
  write('version', version);
  for (const path of FILES) write(path, '');
  write('electron', Buffer.concat([Buffer.from('#!/bin/false\n'), fuseWire(ELECTRON_FUSES)]), 0o755);
}
