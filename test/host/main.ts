/**
 * Runs an application written for Electron on a Chromium of this machine:
 * `node --import tsx --import ./test/host/register.ts test/host/main.ts MAIN_BUNDLE [ARGUMENT…]`.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { obey } from './control.ts';
import { app, hostActions } from './electron.ts';

const [node, , bundle, ...rest] = process.argv;
if (node === undefined || bundle === undefined) {
  process.stderr.write('Say which bundle to run: test/host/main.ts MAIN_BUNDLE [ARGUMENT…]\n');
  process.exit(2);
}
const electronPackage: unknown = createRequire(import.meta.url)('electron/package.json');
const { version } = z.object({ version: z.string() }).parse(electronPackage);
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true });
Object.assign(process, { type: 'browser', defaultApp: true, argv: [node, app.getAppPath(), ...rest] });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    app.quit();
  });
}
obey(hostActions);
try {
  await import(pathToFileURL(resolve(bundle)).href);
} catch (error) {
  const told = error instanceof Error ? error.stack : error;
  process.stderr.write(`[host] The application failed to start: ${String(told)}\n`);
  process.exit(1);
}
app.becomeReady();
