import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  isAnswer,
  type AnswerMessage,
  type CommandMessage,
  type HostCommandName,
  type HostCommands,
} from '../../host/control.ts';
import type { AppDriver, Exit, LaunchOptions } from './driver.ts';
import { until } from './until.ts';

const hostFolder = join(import.meta.dirname, '../../host');
const QUIT_LIMIT_MS = 10_000;

/** Starts the application on the host: a Chromium of this machine. */
export function launchOnHost(options: LaunchOptions): AppDriver {
  return new HostDriver(options);
}

interface Waiter {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

class HostDriver implements AppDriver {
  readonly exited: Promise<Exit>;
  readonly pid: number;
  readonly #options: LaunchOptions;
  readonly #child: ChildProcess;
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;
  #stdout = '';
  #stderr = '';
  #attached: { browser: Browser; page: Page; hasCrashed: boolean } | null = null;

  constructor(options: LaunchOptions) {
    this.#options = options;
    this.#child = start(options, options.arguments ?? []);
    this.pid = this.#child.pid ?? -1;
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString('utf8')));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString('utf8')));
    this.#child.on('message', (message) => {
      if (isAnswer(message)) this.#answer(message);
    });
    this.exited = endOf(this.#child);
    void this.exited.then(({ code, signal }) => {
      const error = new Error(`The application has ended (${signal ?? code ?? ''}).\n${this.#stderr}`);
      for (const { reject } of this.#waiters.values()) reject(error);
      this.#waiters.clear();
      void this.#attached?.browser.close().catch(() => undefined);
    });
  }

  async page(): Promise<Page> {
    if (this.#attached !== null) {
      const { browser, page, hasCrashed } = this.#attached;
      if (!hasCrashed && !page.isClosed()) return page;
      await browser.close().catch(() => undefined);
      this.#attached = null;
    }
    await until('a window with a page', async () => {
      const [window] = await this.windows();
      return window !== undefined && window.url !== '' && !window.isCrashed;
    });
    const url = await until('a place to attach to', () => this.#ask('debuggingUrl', null));
    const browser = await chromium.connectOverCDP(url, { noDefaults: true, isLocal: true });
    const page = await until('a page to attach to', () =>
      browser
        .contexts()
        .flatMap((context) => context.pages())
        .find((one) => one.url().startsWith('https://')),
    );
    const attached = { browser, page, hasCrashed: false };
    page.on('crash', () => (attached.hasCrashed = true));
    this.#attached = attached;
    return page;
  }

  windows(): Promise<HostCommands['windows']['response']> {
    return this.#ask('windows', null);
  }

  async closeWindow(id?: number): Promise<void> {
    await this.#ask('closeWindow', id ?? (await this.#firstWindow()));
  }

  async crashRenderer(id?: number): Promise<void> {
    const window = id ?? (await this.#firstWindow());
    if (this.#attached !== null) this.#attached.hasCrashed = true;
    await this.#ask('crashRenderer', window);
  }

  async tray(): Promise<HostCommands['trays']['response'][number] | null> {
    const [tray] = await this.#ask('trays', null);
    return tray ?? null;
  }

  async clickTray(): Promise<void> {
    await this.#ask('clickTray', null);
  }

  async chooseTrayItem(...labels: readonly string[]): Promise<void> {
    await this.#ask('chooseTrayItem', labels);
  }

  async suspend(): Promise<void> {
    await this.#ask('power', 'suspend');
  }

  async resume(): Promise<void> {
    await this.#ask('power', 'resume');
  }

  async setOnline(isOnline: boolean): Promise<void> {
    await this.#ask('setOnline', isOnline);
  }

  async setSystemDark(isDark: boolean): Promise<void> {
    await this.#ask('setSystemDark', isDark);
  }

  openedUrls(): Promise<readonly string[]> {
    return this.#ask('openedUrls', null);
  }

  errorBoxes(): Promise<HostCommands['errorBoxes']['response']> {
    return this.#ask('errorBoxes', null);
  }

  badgeCount(): Promise<number> {
    return this.#ask('badgeCount', null);
  }

  secondInstance(argv: readonly string[] = []): Promise<Exit> {
    return endOf(start(this.#options, argv));
  }

  async quit(): Promise<Exit> {
    await this.#ask('quit', null).catch(() => null);
    const timer = setTimeout(() => {
      this.#child.kill('SIGKILL');
    }, QUIT_LIMIT_MS);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  stdout(): string {
    return this.#stdout;
  }

  stderr(): string {
    return this.#stderr;
  }

  async #firstWindow(): Promise<number> {
    const [window] = await this.windows();
    if (window === undefined) throw new Error('The application has no window.');
    return window.id;
  }

  async #ask<Name extends HostCommandName>(
    name: Name,
    request: HostCommands[Name]['request'],
  ): Promise<HostCommands[Name]['response']> {
    const id = (this.#lastId += 1);
    const answer = await new Promise<unknown>((resolve, reject) => {
      if (!this.#child.connected) {
        reject(new Error(`The application has ended.\n${this.#stderr}`));
        return;
      }
      this.#waiters.set(id, { resolve, reject });
      this.#child.send({ id, name, request } satisfies CommandMessage);
    });
    // Both sides are compiled against HostCommands.
    return answer as HostCommands[Name]['response'];
  }

  #answer(message: AnswerMessage): void {
    const waiter = this.#waiters.get(message.id);
    this.#waiters.delete(message.id);
    if ('error' in message) waiter?.reject(new Error(message.error));
    else waiter?.resolve(message.response);
  }
}

function start(options: LaunchOptions, argv: readonly string[]): ChildProcess {
  const register = pathToFileURL(join(hostFolder, 'register.ts')).href;
  mkdirSync(options.profile, { recursive: true });
  return fork(join(hostFolder, 'main.ts'), [options.mainBundle, `--profile=${options.profile}`, ...argv], {
    execArgv: ['--import', import.meta.resolve('tsx'), '--import', register],
    env: {
      PATH: process.env['PATH'],
      HOME: options.profile,
      HOST_APP_PATH: options.appPath,
      HOST_DEBUGGING_PORT: '1',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function endOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
}
