import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron } from './electron-program.ts';

describe('where Electron’s program is', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'conversation-tray-electron-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (path: string, content = '') => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };

  it('nowhere, before it was downloaded', () => {
    write('package.json', '{}');
    expect(findElectron(folder, {})).toBeNull();
  });

  it('where the package wrote it down', () => {
    const name = 'Electron.app/Contents/MacOS/Electron';
    write('path.txt', name);
    write(`dist/${name}`);
    expect(findElectron(folder, {})).toBe(join(folder, 'dist', name));
  });

  it('nowhere, if what the package wrote down has been removed since', () => {
    write('path.txt', 'electron');
    expect(findElectron(folder, {})).toBeNull();
  });

  it('in the folder that the environment names, which needs no download', () => {
    write('own/electron');
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'own') };
    expect(findElectron(folder, environment)).toBe(join(folder, 'own', 'electron'));
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'other') })).toBeNull();
  });
});
