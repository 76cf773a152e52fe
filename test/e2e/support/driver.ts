import type { Page } from 'playwright-core';
import type { TrayState, WindowState } from '../../host/control.ts';

export interface LaunchOptions {
  /** The application's main bundle. */
  mainBundle: string;
  /** The application's folder, with its package.json. */
  appPath: string;
  /** Where the application keeps everything: one folder a person. Handed over as `--profile=FOLDER`. */
  profile: string;
  /** Besides PATH, and HOME, which is the profile; a desktop's own, where it is to run on one. */
  environment?: Readonly<Record<string, string>>;
  arguments?: readonly string[];
}

/** How a program ended. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

/** The running application in the hands of a test; the same on Electron and on the host. */
export interface AppDriver {
  /** The page of a window, by role and text as Playwright has them; after a crash a new one. */
  page(): Promise<Page>;
  windows(): Promise<readonly WindowState[]>;
  /** Closes a window as a person does; the first, where none is named. */
  closeWindow(id?: number): Promise<void>;
  /** Ends the window's page as a fault would. */
  crashRenderer(id?: number): Promise<void>;
  /** The icon in the tray; null where there is none. */
  tray(): Promise<TrayState | null>;
  clickTray(): Promise<void>;
  /** Chooses an item of the tray's menu, by its labels from the top. */
  chooseTrayItem(...labels: readonly string[]): Promise<void>;
  suspend(): Promise<void>;
  resume(): Promise<void>;
  setOnline(isOnline: boolean): Promise<void>;
  setSystemDark(isDark: boolean): Promise<void>;
  /** What the application gave to the browser or the file manager; nothing of it was opened. */
  openedUrls(): Promise<readonly string[]>;
  errorBoxes(): Promise<readonly { title: string; content: string }[]>;
  badgeCount(): Promise<number>;
  /** Starts the application once more with the same profile, and gives its end. */
  secondInstance(argv?: readonly string[]): Promise<Exit>;
  /** Quits as the menu does, and gives the end. */
  quit(): Promise<Exit>;
  /** Ends the process at once, without a word. */
  kill(): Promise<void>;
  readonly exited: Promise<Exit>;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
}
