import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenNpmIsGone } from '../../main/effects/parent-process.ts';
import { isBuildCurrent } from './build-state.ts';
import { findElectron } from './electron-program.ts';
import { start } from './start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const electronPackage = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** Runs a program on this terminal, and passes on what should end it. */
function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env };
    // Some editors set it for their terminals; with it Electron is nothing but Node.
    delete environment['ELECTRON_RUN_AS_NODE'];
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: environment });
    const stop = () => {
      child.kill('SIGTERM');
    };
    // A terminal gives Ctrl-C to both; a second signal would cut the program's orderly end short.
    const wait = () => undefined;
    process.on('SIGINT', wait).on('SIGTERM', stop);
    whenNpmIsGone(stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', wait).off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}

process.exitCode = await start(
  {
    electron: findElectron(electronPackage, process.env),
    isBuildCurrent: () => isBuildCurrent(root),
    build: () =>
      run(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build']),
    run: (program, args) => run(program, [root, ...args]),
    say: (line) => void process.stderr.write(`${line}\n`),
  },
  process.argv.slice(2),
);
