import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuildCurrent } from './build-state.ts';

const BUILT_AT = 2_000;
const BEFORE = 1_000;
const AFTER = 3_000;

describe('whether what is built is current', () => {
  let root: string;

  const write = (path: string, atSeconds: number) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    utimesSync(file, atSeconds, atSeconds);
  };
  const touch = (path: string, atSeconds: number) => {
    utimesSync(join(root, path), atSeconds, atSeconds);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'conversation-tray-build-'));
    write('package.json', BEFORE);
    write('main/desktop/tray.ts', BEFORE);
    write('renderer/App.svelte', BEFORE);
    for (const folder of ['main', 'main/desktop', 'renderer']) touch(folder, BEFORE);
    for (const file of ['main/index.js', 'preload/index.cjs', 'renderer/index.html']) {
      write(`out/${file}`, BUILT_AT);
    }
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('is, when no source is younger', () => {
    expect(isBuildCurrent(root)).toBe(true);
  });

  it.each(['main/index.js', 'preload/index.cjs', 'renderer/index.html'])('is not, without out/%s', (path) => {
    rmSync(join(root, 'out', path));
    expect(isBuildCurrent(root)).toBe(false);
  });

  it.each(['main/desktop/tray.ts', 'renderer/App.svelte', 'package.json'])(
    'is not, when %s is younger',
    (path) => {
      touch(path, AFTER);
      expect(isBuildCurrent(root)).toBe(false);
    },
  );

  it('is not, when a source went', () => {
    rmSync(join(root, 'main/desktop/tray.ts'));
    expect(isBuildCurrent(root)).toBe(false);
  });

  it('takes the oldest bundle: one of a build that broke off is not enough', () => {
    touch('out/renderer/index.html', BEFORE - 1);
    expect(isBuildCurrent(root)).toBe(false);
  });
});
