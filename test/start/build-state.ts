import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the bundles are made of. */
const SOURCES = [
  'main',
  'preload',
  'renderer',
  'electron.vite.config.ts',
  'svelte.config.js',
  'package.json',
  'package-lock.json',
];

/** One file of each bundle, as docs/packaging.md has them. */
const BUILT = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Whether every bundle is there and no source is younger. A folder counts as well: its time tells of files that went. */
export function isBuildCurrent(root: string): boolean {
  const built = BUILT.map((path) => join(root, path));
  if (!built.every((path) => existsSync(path))) return false;
  const oldest = Math.min(...built.map((path) => statSync(path).mtimeMs));
  return SOURCES.map((path) => join(root, path)).every((path) => youngest(path) <= oldest);
}

/** When the youngest file or folder in there was changed, in ms since 1970; 0 where there is nothing. */
function youngest(path: string): number {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  const inside = statSync(path).isDirectory() ? readdirSync(path) : [];
  return Math.max(mtimeMs, ...inside.map((name) => youngest(join(path, name))));
}
