import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
  debuggingUrl(): string | null;
  /** Ends every process of it at once. */
  kill(): void;
}

/**
 * Runs Chromium in a process group of its own. When the pipe to it closes, however this program ended, the group is
 * killed by the shell that leads it.
 */
const guard = `"$@" </dev/null & exec 3<&- 4>&-; read -r _; kill -KILL -- -$$`;

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
  const child = spawn('/bin/sh', ['-c', guard, 'chromium', chromiumProgram, ...argv], {
    detached: true,
    stdio: ['pipe', 'ignore', process.env['HOST_CHROMIUM_LOG'] === '1' ? 'inherit' : 'ignore', 'pipe', 'pipe'],
  });
  const [stdin, , , input, output] = child.stdio;
  if (stdin === null || input === null || input === undefined || !('write' in input)) {
    throw new Error('Chromium was started without its pipes.');
  }
  if (output === null || output === undefined || !('read' in output)) {
    throw new Error('Chromium was started without its pipes.');
  }
  stdin.on('error', () => undefined);
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  };
  // Chromium closes its pipe when it ends by itself; the rest of its group goes with it.
  output.on('close', kill);
  process.once('exit', kill);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', kill);
      resolve();
    });
  });
  return {
    devtools: new DevTools(input, output),
    exited,
    debuggingUrl() {
      if (!existsSync(portFile)) return null;
      const [port] = readFileSync(portFile, 'utf8').split('\n');
      return port === undefined || port === '' ? null : `http://127.0.0.1:${port}`;
    },
    kill,
  };
}
