/**
 * Runs an application written for Electron on a Chromium of this machine:
 * `node --import tsx --import ./test/host/register.ts test/host/main.ts MAIN_BUNDLE [ARGUMENT…]`.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './electron.ts';

const [node, , bundle, ...rest] = process.argv;
if (node === undefined || bundle === undefined) {
  process.stderr.write('Say which bundle to run: test/host/main.ts MAIN_BUNDLE [ARGUMENT…]\n');
  process.exit(2);
}
const main = resolve(bundle);
process.argv = [node, app.getAppPath(), ...rest];
try {
  await import(pathToFileURL(main).href);
} catch (error) {
  process.stderr.write(`[host] The application failed to start: ${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exit(1);
}
app.becomeReady();
