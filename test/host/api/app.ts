import type { Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App as ElectronApp } from 'electron';
import { StrictEmitter, strict } from '../lacking.ts';
import { takeLock, tellFirst } from '../single-instance.ts';
import type { BrowserWindow } from './browser-window.ts';
import { preventable } from './event.ts';

export interface AppParts {
  /** The folder of the application's package.json. */
  path: string;
  name: string;
  version: string;
  windows(): readonly BrowserWindow[];
  /** Ends Chromium and whatever else the host has started. */
  end(): Promise<void>;
}

/** The application itself: its life, its folders, its one instance. */
export class App
  extends StrictEmitter
  implements
    Pick<
      ElectronApp,
      | 'isPackaged'
      | 'quit'
      | 'exit'
      | 'isReady'
      | 'whenReady'
      | 'setPath'
      | 'getAppPath'
      | 'getName'
      | 'setName'
      | 'getVersion'
      | 'getLocale'
      | 'getSystemLocale'
      | 'getPreferredSystemLanguages'
      | 'requestSingleInstanceLock'
      | 'hasSingleInstanceLock'
      | 'releaseSingleInstanceLock'
      | 'setAppUserModelId'
      | 'setBadgeCount'
      | 'getBadgeCount'
      | 'enableSandbox'
      | 'setDesktopName'
    >
{
  readonly isPackaged = false;
  /** There is one on macOS only. */
  readonly dock = undefined;
  /** Switches that the application adds, as Chromium gets them. */
  readonly switches: string[] = [];
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (name: string, value?: string): void => {
      this.switches.push(value === undefined ? name : `${name}=${value}`);
    },
    hasSwitch: (name: string): boolean => this.switches.some((known) => known.split('=')[0] === name),
  });
  readonly #parts: AppParts;
  readonly #paths = new Map<string, string>();
  readonly #whenReady: Promise<void>;
  #isReady = false;
  #isQuitting = false;
  #isEnding = false;
  #name: string;
  #badgeCount = 0;
  #lock: Server | null = null;

  constructor(parts: AppParts) {
    super();
    this.#parts = parts;
    this.#name = parts.name;
    this.#whenReady = new Promise((resolve) => {
      this.once('ready', () => {
        resolve();
      });
    });
  }

  /** Called by the host when the application may begin. */
  becomeReady(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.emit('will-finish-launching');
    this.emit('ready', {}, {});
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    setImmediate(() => {
      this.becomeReady();
    });
    return this.#whenReady;
  }

  quit(): void {
    if (this.#isQuitting) return;
    const beforeQuit = preventable({});
    this.emit('before-quit', beforeQuit);
    if (beforeQuit.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of this.#parts.windows()) {
      window.close();
      if (window.isDestroyed()) continue;
      this.#isQuitting = false;
      return;
    }
    const willQuit = preventable({});
    this.emit('will-quit', willQuit);
    this.#isQuitting = false;
    if (!willQuit.defaultPrevented) this.exit(0);
  }

  exit(exitCode = 0): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    for (const window of this.#parts.windows()) window.destroy();
    this.emit('quit', {}, exitCode);
    void this.#parts.end().finally(() => process.exit(exitCode));
  }

  /** The last window has closed. */
  windowsClosed(): void {
    if (this.#isQuitting || this.#isEnding) return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  getPath(name: string): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return config;
      case 'userData':
        return join(this.getPath('appData'), this.#name);
      case 'sessionData':
        return this.getPath('userData');
      case 'logs':
        return join(this.getPath('userData'), 'logs');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.execPath;
      case 'module':
        return process.execPath;
      default:
        throw new Error(`Failed to get '${name}' path: the host lacks it`);
    }
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getAppPath(): string {
    return this.#parts.path;
  }

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  getVersion(): string {
    return this.#parts.version;
  }

  getLocale(): string {
    return 'en-US';
  }

  getSystemLocale(): string {
    return 'en-US';
  }

  getPreferredSystemLanguages(): string[] {
    return ['en-US'];
  }

  requestSingleInstanceLock(additionalData?: Record<PropertyKey, unknown>): boolean {
    if (this.#lock !== null) return true;
    const userData = this.getPath('userData');
    this.#lock = takeLock(userData, ({ argv, workingDirectory, additionalData: data }) => {
      this.emit('second-instance', {}, argv, workingDirectory, data);
    });
    if (this.#lock !== null) return true;
    tellFirst(userData, {
      argv: process.argv,
      workingDirectory: process.cwd(),
      additionalData: additionalData ?? null,
    });
    return false;
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock !== null;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.close();
    this.#lock = null;
  }

  /** Of Windows only, and nothing elsewhere: so it is in Electron. */
  setAppUserModelId(): void {
    return;
  }

  setBadgeCount(count = 0): boolean {
    this.#badgeCount = count;
    return true;
  }

  getBadgeCount(): number {
    return this.#badgeCount;
  }

  /** The host has no page that is not. */
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  /** The name of the .desktop file: the host's windows belong to none. */
  setDesktopName(): void {
    return;
  }
}
