import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findTrayHost, type RunProgram } from '../../main/desktop/tray-host.ts';
import { FakeClock } from '../support/fake-clock.ts';

const missing = (file: string) => new Error(`${file} failed: spawn ${file} ENOENT`);

/** What each program prints, or how it fails; one that is not named is not installed. */
async function look(programs: Record<string, string | Error>) {
  const asked: string[] = [];
  const run: RunProgram = (file) => {
    asked.push(file);
    const answer = programs[file] ?? missing(file);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { host: await findTrayHost({ platform: 'linux', run, clock: new FakeClock() }), asked };
}

describe('findTrayHost', () => {
  it.each([
    ['gdbus', '(<true>,)\n', 'yes'],
    ['gdbus', '(<false>,)\n', 'no'],
    ['busctl', 'b true\n', 'yes'],
    ['busctl', 'b false\n', 'no'],
    ['dbus-send', 'method return time=1.2 sender=:1.9\n   variant       boolean true\n', 'yes'],
    ['dbus-send', 'method return time=1.2 sender=:1.9\n   variant       boolean false\n', 'no'],
  ])('understands %s: %s', async (file, output, expected) => {
    expect((await look({ [file]: output })).host).toBe(expected);
  });

  it.each([
    'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name org.kde.StatusNotifierWatcher was not provided by any .service files',
    'Failed to get property: The name org.kde.StatusNotifierWatcher was not provided by any .service files',
    'Error org.freedesktop.DBus.Error.NameHasNoOwner: Could not get owner',
  ])('takes for no what means that nobody is there: %s', async (message) => {
    expect((await look({ gdbus: new Error(message) })).host).toBe('no');
  });

  it('asks the next program where one is not installed or makes no sense', async () => {
    const { host, asked } = await look({ gdbus: 'garbage', 'dbus-send': 'variant boolean true' });
    expect(asked).toEqual(['gdbus', 'busctl', 'dbus-send']);
    expect(host).toBe('yes');
  });

  it('does not know where nothing answers', async () => {
    expect((await look({})).host).toBe('unknown');
    const noBus = new Error('gdbus failed: Error connecting: Could not connect: Connection refused');
    expect((await look({ gdbus: noBus })).host).toBe('unknown');
  });

  it('stops asking after two seconds in all', async () => {
    const clock = new FakeClock();
    const limits: number[] = [];
    const run: RunProgram = async (_file, _args, timeLimitMs) => {
      limits.push(timeLimitMs);
      await clock.advance(1_500);
      throw new Error('timed out');
    };
    expect(await findTrayHost({ platform: 'linux', run, clock })).toBe('unknown');
    expect(limits).toEqual([2_000, 500]);
  });

  it('has one everywhere else, without asking', async () => {
    const run: RunProgram = () => Promise.reject(new Error('not to be asked'));
    expect(await findTrayHost({ platform: 'win32', run })).toBe('yes');
    expect(await findTrayHost({ platform: 'darwin', run })).toBe('yes');
  });
});

describe('findTrayHost with programs of the system', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ["echo '(<true>,)'", 'yes'],
    ["echo 'Error: ServiceUnknown' >&2; exit 1", 'no'],
    ['exit 1', 'unknown'],
  ])('runs them and reads what they print: %s', async (script, expected) => {
    const folder = await mkdtemp(join(tmpdir(), 'tray-host-'));
    await writeFile(join(folder, 'gdbus'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', folder);
    expect(await findTrayHost({ platform: 'linux' })).toBe(expected);
    await rm(folder, { recursive: true });
  });
});
