import { resolve } from 'node:path';

export interface CommandLine {
  /** The window stays out of sight at start: the system started the program, not a person. */
  hidden: boolean;
  /** Absolute path of the folder for settings and logs; null for the usual one. */
  profile: string | null;
}

const HIDDEN = '--hidden';
const PROFILE = '--profile';

/** What the program is started with by the system, when somebody signs in to it. */
export const startHiddenArguments: readonly string[] = [HIDDEN];

/**
 * Reads what the desktop program takes. Whatever else stands there is Chromium's and Electron's own.
 * @param args without the program itself.
 * @param cwd what a relative path starts from.
 * @throws Error where --profile names no folder.
 */
export function parseCommandLine(args: readonly string[], cwd: string): CommandLine {
  const folder = profileFolder(args);
  return { hidden: args.includes(HIDDEN), profile: folder === null ? null : resolve(cwd, folder) };
}

function profileFolder(args: readonly string[]): string | null {
  const at = args.findIndex((arg) => arg === PROFILE || arg.startsWith(`${PROFILE}=`));
  if (at === -1) return null;
  const [, inline] = (args[at] ?? '').split(/=(.*)/s);
  const folder = inline ?? args[at + 1] ?? '';
  if (folder === '' || (inline === undefined && folder.startsWith('--'))) {
    throw new Error('--profile needs the path of a folder, for example --profile /tmp/second-profile.');
  }
  return folder;
}
