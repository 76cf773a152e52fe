import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DBusConnection } from '../../host/dbus/connection.ts';
import { readablePipe, startGuarded, type GuardedProcess } from '../../host/guarded-process.ts';
import { DesktopNotifications } from './notifications.ts';
import { until } from './until.ts';

/** What a desktop is made of: the file that shows it is there, and its Debian package. */
const programs = {
  '/usr/bin/Xvfb': 'xvfb',
  '/usr/bin/openbox': 'openbox',
  '/usr/bin/dunst': 'dunst',
  '/usr/bin/dbus-daemon': 'dbus',
  '/usr/bin/import': 'imagemagick',
  '/usr/bin/xdotool': 'xdotool',
  '/usr/bin/chromium': 'chromium',
};

/** The Debian packages that a desktop, and Chromium on it, still need here. */
export function missingForDesktop(): readonly string[] {
  return Object.entries(programs)
    .filter(([file]) => !existsSync(file))
    .map(([, name]) => name);
}

/**
 * Notifications stay until a test takes them away: the left button clicks, the right one dismisses. Each is one line,
 * so that all are of the same height.
 */
const dunstConfiguration = `
[global]
  follow = none
  notification_limit = 20
  width = 600
  origin = top-right
  format = "<b>%s</b>  %b"
  markup = full
  ignore_newline = yes
  ellipsize = end
  show_indicators = no
  stack_duplicates = no
  mouse_left_click = do_action, close_current
  mouse_right_click = close_current
${['low', 'normal', 'critical'].map((urgency) => `[urgency_${urgency}]\n  timeout = 0\n`).join('')}`;

/** A desktop that nobody sees: a screen, a window manager, a D-Bus session, a program that shows notifications. */
export interface Desktop {
  /** For the programs that run on it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly notifications: DesktopNotifications;
  /** Writes what is on the screen, as a PNG. */
  screenshot(file: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startDesktop(): Promise<Desktop> {
  const directory = mkdtempSync(join(tmpdir(), 'conversation-tray-desktop-'));
  const home = join(directory, 'home');
  mkdirSync(home);
  const configuration = join(directory, 'dunstrc');
  writeFileSync(configuration, dunstConfiguration);
  const base = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_RUNTIME_DIR: directory, LC_ALL: 'C.UTF-8' };
  const running: GuardedProcess[] = [];
  const start = (
    program: string,
    argv: readonly string[],
    environment: NodeJS.ProcessEnv,
  ): GuardedProcess => {
    const started = startGuarded(program, argv, environment);
    running.push(started);
    return started;
  };
  const stop = async () => {
    for (const { kill } of [...running].reverse()) kill();
    await Promise.all(running.map(({ exited }) => exited));
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const screen = start(
      '/usr/bin/Xvfb',
      ['-displayfd', '4', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
      base,
    );
    const display = `:${await firstLine(screen)}`;
    const bus = start(
      '/usr/bin/dbus-daemon',
      ['--session', '--nofork', '--nopidfile', `--address=unix:path=${directory}/bus`, '--print-address=4'],
      base,
    );
    const address = await firstLine(bus);
    const environment = { ...base, DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: address };
    start('/usr/bin/openbox', [], environment);
    start('/usr/bin/dunst', ['-conf', configuration], environment);
    await notificationService(address);
    const notifications = await DesktopNotifications.watch(environment);
    return {
      environment,
      notifications,
      async screenshot(file) {
        await promisify(execFile)('/usr/bin/import', ['-window', 'root', file], { env: environment });
      },
      async stop() {
        notifications.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The first line that a program writes to its descriptor 4. */
function firstLine(started: GuardedProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const output = readablePipe(started, 4);
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    output.once('close', () => {
      reject(new Error('A program of the desktop ended before it was ready.'));
    });
  });
}

async function notificationService(address: string): Promise<void> {
  const connection = await DBusConnection.open(address);
  await until('a program that shows notifications', async () => {
    const [isThere] = await connection.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'NameHasOwner',
      signature: 's',
      body: ['org.freedesktop.Notifications'],
    });
    return isThere === true;
  });
  connection.close();
}
