import { execFile } from 'node:child_process';
import { systemClock, type Clock } from '../effects/clock.ts';

/** Whether the desktop shows tray icons. Unknown where nothing could be asked. */
export type TrayHost = 'yes' | 'no' | 'unknown';

/**
 * Runs a program without a shell. Resolves with what it printed; rejects where it cannot be run or fails.
 * @param timeLimitMs a whole number.
 */
export type RunProgram = (file: string, args: readonly string[], timeLimitMs: number) => Promise<string>;

export interface TrayHostDependencies {
  platform: NodeJS.Platform;
  run?: RunProgram;
  clock?: Clock;
}

const TIME_LIMIT_MS = 2_000;

const WATCHER = 'org.kde.StatusNotifierWatcher';
const OBJECT = '/StatusNotifierWatcher';
const PROPERTY = 'IsStatusNotifierHostRegistered';
const GET = 'org.freedesktop.DBus.Properties.Get';

/** Three programs that ask the session bus the same question; hardly any desktop has none of them. */
const QUESTIONS: readonly { file: string; args: readonly string[] }[] = [
  {
    file: 'gdbus',
    args: [
      'call',
      '--session',
      '--dest',
      WATCHER,
      '--object-path',
      OBJECT,
      '--method',
      GET,
      WATCHER,
      PROPERTY,
    ],
  },
  { file: 'busctl', args: ['--user', 'get-property', WATCHER, OBJECT, WATCHER, PROPERTY] },
  {
    file: 'dbus-send',
    args: [
      '--session',
      '--print-reply',
      `--dest=${WATCHER}`,
      OBJECT,
      GET,
      `string:${WATCHER}`,
      `string:${PROPERTY}`,
    ],
  },
];

/** How the bus says that nobody has the watcher's name. */
const NOBODY = /ServiceUnknown|NameHasNoOwner|not provided by any|does not exist|not activatable/i;

/**
 * Asks whether there is a tray to put an icon in. Only Linux has desktops without one; there Electron shows no icon and
 * reports no error. Takes 2 s at most, never rejects.
 */
export async function findTrayHost({
  platform,
  run = runProgram,
  clock = systemClock,
}: TrayHostDependencies): Promise<TrayHost> {
  if (platform !== 'linux') return 'yes';
  const deadline = clock.monotonic() + TIME_LIMIT_MS;
  for (const { file, args } of QUESTIONS) {
    const left = Math.ceil(deadline - clock.monotonic());
    if (left <= 0) return 'unknown';
    const answer = await ask(run, file, args, left);
    if (answer !== 'unknown') return answer;
  }
  return 'unknown';
}

async function ask(
  run: RunProgram,
  file: string,
  args: readonly string[],
  timeLimitMs: number,
): Promise<TrayHost> {
  try {
    const output = await run(file, args, timeLimitMs);
    if (/\btrue\b/.test(output)) return 'yes';
    return /\bfalse\b/.test(output) ? 'no' : 'unknown';
  } catch (error) {
    return NOBODY.test(String(error)) ? 'no' : 'unknown';
  }
}

/** The bus's answers are matched as English text. */
const runProgram: RunProgram = (file, args, timeLimitMs) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(file, args, { timeout: timeLimitMs, env }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file} failed: ${error.message}`));
    });
  });
