import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Builds the application once for all suites that run it. */
export default async function buildOnce(): Promise<void> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  await promisify(execFile)(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], {
    cwd: root,
  });
}
