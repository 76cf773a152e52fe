import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseJson, recordAt, stringAt } from '../../../main/genesys/json.ts';
import buildOnce from '../../e2e/support/build-once.ts';
import { isBuildCurrent } from '../../start/build-state.ts';
import { readAsar, type ArchivedFile } from './asar.ts';
import { makeStandInElectron } from './stand-in-electron.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The program as electron-builder packs it for Linux, over a stand-in for Electron. */
export interface PackedApp {
  /** What a person would start. */
  program: string;
  /** The folder beside it, with app.asar. */
  resources: string;
  /** What is in app.asar, by path. */
  files: ReadonlyMap<string, ArchivedFile>;
}

/**
 * Packs what is built into a folder; builds it first where the sources are younger.
 * @param target `dir` leaves it there as it is.
 * @param environment tells electron-builder where its tools are; it would download them.
 */
export async function packForLinux(
  folder: string,
  target: 'dir' | 'deb' = 'dir',
  environment: Readonly<Record<string, string>> = {},
): Promise<PackedApp> {
  if (!isBuildCurrent(root)) await buildOnce();
  const electron = join(folder, 'electron');
  makeStandInElectron(electron, electronVersion());
  await promisify(execFile)(
    process.execPath,
    [
      'node_modules/electron-builder/cli.js',
      ...['--linux', target, '--publish', 'never'],
      `-c.electronDist=${electron}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ],
    { cwd: root, env: { ...process.env, ...environment } },
  );
  const unpacked = join(
    folder,
    'dist',
    process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
  );
  const resources = join(unpacked, 'resources');
  return {
    program: join(unpacked, 'conversation-tray'),
    resources,
    files: readAsar(join(resources, 'app.asar')),
  };
}

/** Lays the packed files out as plain Node can load them: only Electron reads archives. */
export function layOut({ resources, files }: PackedApp, folder: string): void {
  for (const [path, { content }] of files) {
    if (content === null) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const unpacked = join(resources, 'app.asar.unpacked');
  if (existsSync(unpacked)) cpSync(unpacked, folder, { recursive: true });
}

function electronVersion(): string {
  const manifest = parseJson(readFileSync(join(root, 'package.json'), 'utf8'));
  return stringAt(recordAt(manifest, 'devDependencies'), 'electron') ?? '';
}
