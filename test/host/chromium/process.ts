import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readablePipe, startGuarded, writablePipe } from '../guarded-process.ts';
import { DevTools } from './devtools.ts';

export const chromiumProgram = '/usr/bin/chromium';

export interface ChromiumOptions {
  /** Where Chromium keeps its profile. */
  directory: string;
  /** Size of the first window, in px. */
  width: number;
  height: number;
  /** Without a display. */
  headless: boolean;
  /** Opens a port on loopback, for tests that attach. */
  debuggingPort: boolean;
  /** Further switches, as the application asks for them: `name` or `name=value`. */
  switches: readonly string[];
}

export interface ChromiumProcess {
  readonly devtools: DevTools;
  /** Resolves when every process of it is gone. */
  readonly exited: Promise<void>;
  /** Where tests can attach; null where no port was asked for. */
  readonly debuggingUrl: () => string | null;
  /** Ends every process of it at once. */
  readonly kill: () => void;
}

/** Only names of this computer resolve: a page cannot reach any network. */
const onlyLoopback = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1';

export function startChromium(options: ChromiumOptions): ChromiumProcess {
  mkdirSync(options.directory, { recursive: true });
  const portFile = join(options.directory, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const argv = [
    '--no-sandbox',
    '--test-type',
    '--password-store=basic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    `--user-data-dir=${options.directory}`,
    '--app=data:text/html,boot',
    `--window-size=${options.width},${options.height}`,
    '--remote-debugging-pipe',
    `--host-resolver-rules=${onlyLoopback}`,
    ...(options.debuggingPort ? ['--remote-debugging-port=0'] : []),
    ...(options.headless ? ['--headless=new'] : []),
    ...options.switches.map((name) => `--${name}`),
  ];
  const output = process.env['HOST_CHROMIUM_LOG'] === '1' ? 'inherit' : 'ignore';
  const running = startGuarded(chromiumProgram, argv, process.env, output);
  return {
    devtools: new DevTools(writablePipe(running, 3), readablePipe(running, 4)),
    exited: running.exited,
    debuggingUrl() {
      if (!existsSync(portFile)) return null;
      const [port] = readFileSync(portFile, 'utf8').split('\n');
      return port === undefined || port === '' ? null : `http://127.0.0.1:${port}`;
    },
    kill: running.kill,
  };
}
