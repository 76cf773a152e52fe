import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseJson, recordAt, stringAt } from '../../main/genesys/json.ts';
import { readFuses } from './support/fuses.ts';
import { layOut, packForLinux, type PackedApp } from './support/pack.ts';

/** A larger archive has something in it that it does not need. */
const LARGEST_ARCHIVE_BYTES = 3_000_000;

const isLinux = process.platform === 'linux';

describe.skipIf(!isLinux)(`the packed program${isLinux ? '' : ' (skipped: not on Linux)'}`, () => {
  let folder: string;
  let packed: PackedApp;
  let laidOut: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'conversation-tray-pack-'));
    packed = await packForLinux(folder);
    laidOut = join(folder, 'laid-out');
    layOut(packed, laidOut);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const paths = () => [...packed.files.keys()];
  const manifest = () => parseJson(readFileSync(join(laidOut, 'package.json'), 'utf8'));
  const inNode = async (script: string, ...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script, '--', ...args],
      { cwd: laidOut },
    );
    return stdout;
  };

  it('has the bundles of main process, preload script and window, and starts with the first', () => {
    expect(paths()).toEqual(
      expect.arrayContaining(['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']),
    );
    expect(stringAt(manifest(), 'main')).toBe('out/main/index.js');
    expect(stringAt(manifest(), 'productName')).toBe('Conversation Tray');
    expect(stringAt(manifest(), 'desktopName')).toBe('conversation-tray.desktop');
  });

  it('has nothing else than bundles, icons of this platform, and packages that it needs', () => {
    const tops = new Set(
      paths().map(
        (path) => /^(?:out\/\w+|assets\/icons\/\w+|node_modules\/(?:@[^/]+\/)?[^/]+|[^/]+$)/.exec(path)?.[0],
      ),
    );
    expect([...tops].sort()).toEqual([
      'assets/icons/app',
      'assets/icons/overlay',
      'assets/icons/tray',
      'node_modules/electron-log',
      'node_modules/imurmurhash',
      'node_modules/keytar',
      'node_modules/oauth4webapi',
      'node_modules/signal-exit',
      'node_modules/write-file-atomic',
      'node_modules/ws',
      'node_modules/zod',
      'out/main',
      'out/preload',
      'out/renderer',
      'package.json',
    ]);
    expect(paths().filter((path) => /^assets\/icons\/tray\/(?!linux\/)/.test(path))).toEqual([]);
    expect(paths()).toContain('assets/icons/app/linux/256x256.png');
  });

  it('has no sources, maps, tests or tools', () => {
    expect(paths().filter((path) => /\.(?:ts|cts|mts|map|svelte|yml|cc|h|gyp)$/.test(path))).toEqual([]);
    expect(
      paths().filter((path) => /(?:^|\/)(?:tests?|spec|__tests__|\.git[^/]*|\.ci)\//.test(path)),
    ).toEqual([]);
    expect(recordAt(manifest(), 'devDependencies')).toBeNull();
    expect(recordAt(manifest(), 'scripts')).toBeNull();
  });

  it('has the keychain’s binary for this platform alone, beside the archive', () => {
    const binaries = paths().filter((path) => path.endsWith('.node'));
    expect(binaries).toEqual([`node_modules/keytar/prebuilds/linux-${process.arch}/keytar.node`]);
    expect(packed.files.get(binaries[0] ?? '')?.content).toBeNull();
    const prebuilds = join(packed.resources, 'app.asar.unpacked/node_modules/keytar/prebuilds');
    expect(readdirSync(prebuilds)).toEqual([`linux-${process.arch}`]);
  });

  it('has the keychain in working order', async () => {
    const unpacked = join(packed.resources, 'app.asar.unpacked/node_modules/keytar/lib/keytar.js');
    const functions = await inNode(
      'const { default: keytar } = await import(process.argv[1]); console.log(Object.keys(keytar).join(" "))',
      unpacked,
    );
    expect(functions.trim().split(' ')).toEqual(
      expect.arrayContaining(['getPassword', 'setPassword', 'deletePassword']),
    );
  });

  it('has everything that its bundles load, and that can be loaded', async () => {
    const bundles = paths().filter((path) => /^out\/(?:main|preload)\/.*\.c?js$/.test(path));
    const imports = bundles.flatMap((bundle) =>
      importsOf(packed.files.get(bundle)?.content?.toString('utf8') ?? '').map((name) => ({ bundle, name })),
    );
    const relative = imports.filter(({ name }) => name.startsWith('.'));
    for (const { bundle, name } of relative) {
      expect(paths()).toContain(posix.join(dirname(bundle), name));
    }
    const packages = new Set(imports.map(({ name }) => name).filter((name) => !isProvided(name)));
    expect([...packages].sort()).toEqual(
      expect.arrayContaining(['keytar', 'oauth4webapi', 'write-file-atomic', 'ws', 'zod']),
    );
    const loaded = await inNode(
      'for (const name of process.argv.slice(1)) { await import(name); console.log(name); }',
      ...packages,
    );
    expect(loaded.trim().split('\n')).toEqual([...packages]);
  });

  it('has every file that its window names', () => {
    const page = packed.files.get('out/renderer/index.html')?.content?.toString('utf8') ?? '';
    const names = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThanOrEqual(2);
    for (const name of names) expect(paths()).toContain(posix.join('out/renderer', name));
  });

  it('has every fuse set', () => {
    expect(readFuses(readFileSync(packed.program))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      wasmTrapHandlers: true,
    });
  });

  it('looks for no updates: there is no server for them', () => {
    expect(existsSync(join(packed.resources, 'app-update.yml'))).toBe(false);
  });

  it('is small', () => {
    const bytes = statSync(join(packed.resources, 'app.asar')).size;
    process.stdout.write(`app.asar: ${String(packed.files.size)} files, ${(bytes / 1e6).toFixed(2)} MB\n`);
    expect(bytes).toBeLessThan(LARGEST_ARCHIVE_BYTES);
  });
});

/** What a bundle imports or requires. */
function importsOf(code: string): readonly string[] {
  const names = code.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"'\n]+)["']/g);
  return [...new Set([...names].map(([, name = '']) => name))];
}

/** Whether a name is the program's own, Node's or Electron's. */
function isProvided(name: string): boolean {
  return (
    name.startsWith('.') ||
    name.startsWith('node:') ||
    builtinModules.includes(name) ||
    /^electron(?:\/|$)/.test(name)
  );
}
