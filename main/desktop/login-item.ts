import { readFile, rm, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { App } from 'electron';
import writeFileAtomic from 'write-file-atomic';
import { autostartEntry, isAutostartEnabled } from './autostart-entry.ts';
import { startHiddenArguments } from './command-line.ts';

/** How the program is started. */
export interface Launch {
  file: string;
  args: readonly string[];
}

export interface LoginItem {
  /** Reads what the system has: it may have been changed there. */
  isEnabled(): Promise<boolean>;
  /** Rejects where the system does not take it. */
  setEnabled(enabled: boolean): Promise<void>;
}

export interface LoginItemDependencies {
  platform: NodeJS.Platform;
  app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings'>;
  launch: Launch;
  /** The folder of the person's own settings on Linux: $XDG_CONFIG_HOME or ~/.config. */
  configFolder: string;
}

const ENTRY = 'conversation-tray.desktop';

/** Starts the program, hidden, when the person signs in to the computer. */
export function loginItem({ platform, app, launch, configFolder }: LoginItemDependencies): LoginItem {
  const args = [...launch.args, ...startHiddenArguments];
  if (platform === 'linux') {
    return xdgAutostart(join(configFolder, 'autostart', ENTRY), { file: launch.file, args });
  }
  // macOS starts the application without arguments and says so itself (wasOpenedAtLogin).
  const own = platform === 'win32' ? { path: launch.file, args } : {};
  return {
    isEnabled: () => {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(own);
      // Windows's Task Manager switches the entry off without removing it.
      return Promise.resolve(openAtLogin && (platform !== 'win32' || executableWillLaunchAtLogin));
    },
    setEnabled: (enabled) => {
      app.setLoginItemSettings({ ...own, openAtLogin: enabled });
      return Promise.resolve();
    },
  };
}

/**
 * How this program is started again.
 * @param env an AppImage runs from a folder that is gone afterwards; the file itself is named in its environment.
 */
export function currentLaunch(
  app: Pick<App, 'isPackaged' | 'getAppPath'>,
  execPath: string,
  env: Readonly<Record<string, string | undefined>>,
): Launch {
  return { file: env['APPIMAGE'] ?? execPath, args: app.isPackaged ? [] : [app.getAppPath()] };
}

function xdgAutostart(file: string, launch: Launch): LoginItem {
  return {
    isEnabled: async () => {
      try {
        return isAutostartEnabled(await readFile(file, 'utf8'));
      } catch {
        return false;
      }
    },
    setEnabled: async (enabled) => {
      try {
        if (enabled) {
          await mkdir(dirname(file), { recursive: true });
          await writeFileAtomic(file, autostartEntry(launch));
        } else await rm(file, { force: true });
      } catch (error) {
        throw new Error(
          `Starting with the desktop session could not be changed. Check that ${file} may be written.`,
          { cause: error },
        );
      }
    },
  };
}
