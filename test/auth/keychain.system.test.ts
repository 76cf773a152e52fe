import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const missing = Object.entries({
  '/usr/bin/dbus-run-session': 'dbus',
  '/usr/bin/dbus-send': 'dbus',
  '/usr/bin/gnome-keyring-daemon': 'gnome-keyring',
})
  .filter(([file]) => !existsSync(file))
  .map(([, name]) => name);
const reason =
  process.platform !== 'linux'
    ? ' (skipped: Linux only)'
    : ` (skipped: not installed: ${missing.join(', ')})`;
const isSkipped = process.platform !== 'linux' || missing.length > 0;

const repository = join(import.meta.dirname, '../..');
const child = `node --import tsx ${fileURLToPath(new URL('./support/keychain-child.ts', import.meta.url))}`;

/** An asymmetric matcher, without its `any`. */
const mentioning = (text: string): unknown => expect.stringContaining(text);

/** Zero bytes would make it ask in a window; one is a password. */
const unlock = 'printf "pw\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null';
const lock =
  'dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets' +
  ' org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null';
const freeze =
  'P=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / ' +
  'org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | sed "s/.*uint32 //")\n' +
  'trap "kill -CONT $P" EXIT; kill -STOP $P';

describe.skipIf(isSkipped)(`the keychain of a Linux desktop${isSkipped ? reason : ''}`, () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'conversation-tray-keychain-'));
  });

  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  /** Runs shell lines in a desktop session of their own, and gives what the child printed. */
  async function inSession(lines: string, configuration?: string): Promise<unknown[]> {
    const bus = configuration === undefined ? [] : [`--config-file=${configuration}`];
    return run('dbus-run-session', [...bus, '--', 'sh', '-c', lines]);
  }

  function run(program: string, argv: string[], more: NodeJS.ProcessEnv = {}): Promise<unknown[]> {
    const env = { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, LC_ALL: 'C', ...more };
    return new Promise((resolve, reject) => {
      execFile(program, argv, { cwd: repository, env, timeout: 30_000 }, (error, stdout, stderr) => {
        const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
        if (lines.length === 0) reject(new Error(`Nothing was printed. ${error?.message ?? ''} ${stderr}`));
        else resolve(lines.map((line): unknown => JSON.parse(line)));
      });
    });
  }

  it('stores, reads, replaces and deletes', async () => {
    const results = await inSession(
      `${unlock}\n${child} get:a set:a:one get:a set:a:two get:a delete:a get:a delete:a`,
    );
    expect(results).toEqual([
      { kind: 'missing' },
      { kind: 'stored' },
      { kind: 'found', secret: 'one' },
      { kind: 'stored' },
      { kind: 'found', secret: 'two' },
      { kind: 'deleted' },
      { kind: 'missing' },
      { kind: 'missing' },
      { isWaiting: false },
    ]);
  });

  it('keeps a secret for the next program of the session', async () => {
    const results = await inSession(`${unlock}\n${child} set:a:kept\n${child} get:a`);
    expect(results).toContainEqual({ kind: 'found', secret: 'kept' });
  });

  it('leaves nothing behind but what was stored', async () => {
    const results = await inSession(`${unlock}\n${child} get:a delete:a get:is-it-unlocked`);
    expect(results.slice(0, 3)).toEqual([{ kind: 'missing' }, { kind: 'missing' }, { kind: 'missing' }]);
  });

  it('says "locked", not "missing", while the keyring is locked', async () => {
    const results = await inSession(
      `${unlock}\n${child} set:a:kept\n${lock}\n${child} get:a get:none set:b:x delete:a delete:none`,
    );
    const locked = { kind: 'locked', message: mentioning('is locked') };
    expect(results.slice(2)).toEqual([locked, locked, locked, locked, locked, { isWaiting: false }]);
  });

  it('says that no program offers a keyring', async () => {
    const configuration = join(home, 'bus.conf');
    writeFileSync(
      configuration,
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
       <busconfig><type>session</type><listen>unix:tmpdir=${home}</listen>
       <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
       <allow own="*"/></policy></busconfig>`,
    );
    const results = await inSession(`${child} get:a set:a:x delete:a`, configuration);
    const unavailable = { kind: 'unavailable', message: mentioning('no program offers one') };
    expect(results.slice(0, 3)).toEqual([unavailable, unavailable, unavailable]);
  });

  it('says that a keyring was never set up', async () => {
    const results = await inSession(`${child} get:a set:a:x delete:a`);
    const unavailable = { kind: 'unavailable', message: mentioning('never set up') };
    expect(results.slice(0, 3)).toEqual([unavailable, unavailable, unavailable]);
  });

  it.each([
    ['no bus is known', {}],
    ['the bus is gone', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }],
  ])('says that the session has no D-Bus where %s', async (_case, environment) => {
    const results = await run('sh', ['-c', `${child} get:a set:a:x delete:a`], environment);
    const unavailable = { kind: 'unavailable', message: mentioning('no D-Bus') };
    expect(results.slice(0, 3)).toEqual([unavailable, unavailable, unavailable]);
  });

  it('says that libsecret is missing, and how to get it', async () => {
    // An empty file in front of the real library: loading it fails as it does where there is none.
    writeFileSync(join(home, 'libsecret-1.so.0'), '');
    const results = await run('sh', ['-c', `${child} get:a set:a:x delete:a`], { LD_LIBRARY_PATH: home });
    const unavailable = { kind: 'unavailable', message: mentioning('libsecret-1-0') };
    expect(results.slice(0, 3)).toEqual([unavailable, unavailable, unavailable]);
  });

  it('gives up on a dialog that nobody answers', async () => {
    // The program that shows the dialog is started by the bus; this one never shows any.
    const services = join(home, 'dbus-1/services');
    mkdirSync(services, { recursive: true });
    writeFileSync(
      join(services, 'org.gnome.keyring.SystemPrompter.service'),
      '[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sleep 2\n',
    );
    const results = await inSession(
      `${unlock}\n${child} set:a:kept\n${lock}\nLIMIT_MS=300 ${child} get:a delete:a`,
    );
    const timedOut = { kind: 'timedOut', message: mentioning('If a window asks to unlock it') };
    expect(results.slice(2)).toEqual([timedOut, timedOut, { isWaiting: true }]);
  });

  it('gives up on a keyring that hangs, and knows that the call still holds the process', async () => {
    const results = await inSession(
      `${unlock}\n${child} set:a:kept\n${freeze}\nLIMIT_MS=300 ${child} get:a set:b:x delete:c`,
    );
    const timedOut = { kind: 'timedOut', message: mentioning('did not answer within 0.3 s') };
    expect(results.slice(2)).toEqual([timedOut, timedOut, timedOut, { isWaiting: true }]);
  });

  it('loses nothing to a keyring that hung', async () => {
    const results = await inSession(
      `${unlock}\n${child} set:a:kept\n${freeze}\nLIMIT_MS=300 ${child} get:a\nkill -CONT $P\n${child} get:a`,
    );
    expect(results).toContainEqual({ kind: 'found', secret: 'kept' });
  });
});
