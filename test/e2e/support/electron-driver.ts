import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BrowserWindow, Tray } from 'electron';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { TrayState, WindowState } from '../../host/control.ts';
import type { AppDriver, Exit, LaunchOptions } from './driver.ts';
import { until } from './until.ts';

interface Menu {
  readonly items: readonly MenuItem[];
}

interface MenuItem {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly visible: boolean;
  readonly submenu?: Menu | null;
  click(): void;
}

/** What electron-record.cjs keeps in the main process. */
interface TestRecord {
  trays: Map<Tray, { imagePath: string | null; imageDataUrl: string; toolTip: string; menu: Menu | null }>;
  openedUrls: string[];
  errorBoxes: { title: string; content: string }[];
  isOnline: boolean;
}

declare global {
  var testRecord: TestRecord;
}

/** Electron's own program, where it was downloaded; null where it was not. */
export function electronProgram(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  // The package writes this file when it has downloaded the program; asking the package itself would download it.
  const name = join(folder, 'path.txt');
  return existsSync(name) ? join(folder, 'dist', readFileSync(name, 'utf8').trim()) : null;
}

/** Starts the application on the real Electron. It must not have the fuse that forbids the inspector. */
export async function launchOnElectron(program: string, options: LaunchOptions): Promise<AppDriver> {
  const application = await _electron.launch({
    executablePath: program,
    args: argumentsOf(options, options.arguments ?? []),
    cwd: options.appPath,
    env: environmentOf(options),
  });
  return new ElectronDriver(application, program, options);
}

function argumentsOf(options: LaunchOptions, more: readonly string[]): string[] {
  const record = join(import.meta.dirname, 'electron-record.cjs');
  return ['-r', record, options.appPath, `--profile=${options.profile}`, ...more];
}

function environmentOf({ profile, environment }: LaunchOptions): Record<string, string> {
  mkdirSync(profile, { recursive: true });
  return { PATH: process.env['PATH'] ?? '', HOME: profile, ...environment };
}

class ElectronDriver implements AppDriver {
  readonly exited: Promise<Exit>;
  readonly pid: number;
  readonly #application: ElectronApplication;
  readonly #program: string;
  readonly #options: LaunchOptions;
  #stdout = '';
  #stderr = '';
  #crashed: Page | null = null;

  constructor(application: ElectronApplication, program: string, options: LaunchOptions) {
    this.#application = application;
    this.#program = program;
    this.#options = options;
    const child = application.process();
    this.pid = child.pid ?? -1;
    child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString('utf8')));
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  page(): Promise<Page> {
    return until('a page', () => this.#application.windows().find((one) => one !== this.#crashed));
  }

  windows(): Promise<readonly WindowState[]> {
    return this.#application.evaluate(({ BrowserWindow: windows }) =>
      windows.getAllWindows().map((window) => ({
        id: window.id,
        url: window.webContents.getURL(),
        isVisible: window.isVisible(),
        isFocused: window.isFocused(),
        isMinimized: window.isMinimized(),
        isCrashed: window.webContents.isCrashed(),
        isFlashing: false,
        bounds: window.getBounds(),
      })),
    );
  }

  async closeWindow(id?: number): Promise<void> {
    const window = await this.#window(id);
    await window.evaluate((one: BrowserWindow) => {
      one.close();
    });
  }

  async crashRenderer(id?: number): Promise<void> {
    const window = await this.#window(id);
    this.#crashed = await this.page();
    await window.evaluate((one: BrowserWindow) => {
      one.webContents.forcefullyCrashRenderer();
    });
  }

  async tray(): Promise<TrayState | null> {
    return this.#application.evaluate(() => {
      const [kept] = globalThis.testRecord.trays.values();
      if (kept === undefined) return null;
      const shown = (menu: Menu | null | undefined): TrayState['menu'] =>
        (menu?.items ?? [])
          .filter(({ visible }) => visible)
          .map(({ label, type, enabled, checked, submenu }) => ({
            label,
            type,
            enabled,
            checked,
            submenu: shown(submenu),
          }));
      return { ...kept, menu: shown(kept.menu) };
    });
  }

  async clickTray(): Promise<void> {
    await this.#application.evaluate(() => {
      const [tray] = globalThis.testRecord.trays.keys();
      if (tray === undefined) throw new Error('The application has no icon in the tray.');
      tray.emit('click', {}, tray.getBounds());
    });
  }

  async chooseTrayItem(...labels: readonly string[]): Promise<void> {
    await this.#application.evaluate((_electronModule, wanted) => {
      const [kept] = globalThis.testRecord.trays.values();
      let menu: Menu | null | undefined = kept?.menu;
      let item: MenuItem | undefined;
      for (const label of wanted) {
        item = menu?.items.find((one) => one.visible && one.label === label);
        if (item === undefined) throw new Error(`The tray's menu has no "${label}".`);
        menu = item.submenu;
      }
      item?.click();
    }, labels);
  }

  async suspend(): Promise<void> {
    await this.#application.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  }

  async resume(): Promise<void> {
    await this.#application.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
  }

  async setOnline(isOnline: boolean): Promise<void> {
    await this.#application.evaluate((_electronModule, value) => {
      globalThis.testRecord.isOnline = value;
    }, isOnline);
  }

  /** Electron follows the real system: this is as near as a test can come. */
  async setSystemDark(isDark: boolean): Promise<void> {
    await this.#application.evaluate(({ nativeTheme }, value) => {
      nativeTheme.themeSource = value ? 'dark' : 'light';
    }, isDark);
  }

  openedUrls(): Promise<readonly string[]> {
    return this.#application.evaluate(() => globalThis.testRecord.openedUrls);
  }

  errorBoxes(): Promise<readonly { title: string; content: string }[]> {
    return this.#application.evaluate(() => globalThis.testRecord.errorBoxes);
  }

  badgeCount(): Promise<number> {
    return this.#application.evaluate(({ app }) => app.getBadgeCount());
  }

  secondInstance(argv: readonly string[] = []): Promise<Exit> {
    const child = spawn(this.#program, argumentsOf(this.#options, argv), {
      cwd: this.#options.appPath,
      env: environmentOf(this.#options),
      stdio: 'ignore',
    });
    return new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  async quit(): Promise<Exit> {
    await this.#application
      .evaluate(({ app }) => {
        app.quit();
      })
      .catch(() => undefined);
    return this.exited;
  }

  async kill(): Promise<void> {
    this.#application.process().kill('SIGKILL');
    await this.exited;
  }

  stdout(): string {
    return this.#stdout;
  }

  stderr(): string {
    return this.#stderr;
  }

  async #window(id: number | undefined) {
    const state = (await this.windows()).find((one) => id === undefined || one.id === id);
    if (state === undefined) throw new Error('The application has no such window.');
    return this.#application.evaluateHandle(({ BrowserWindow: windows }, wanted) => {
      const found = windows.fromId(wanted);
      if (found === null) throw new Error(`The application has no window ${wanted}.`);
      return found;
    }, state.id);
  }
}
