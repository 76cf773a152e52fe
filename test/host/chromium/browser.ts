import type { PageScripts } from '../page/scripts.ts';
import type { DevTools } from './devtools.ts';
import { Page, type PageHandlers } from './page.ts';
import { startChromium, type ChromiumOptions, type ChromiumProcess } from './process.ts';

const bootUrl = 'data:text/html,boot';

export interface OpenPageOptions {
  width: number;
  height: number;
  scripts: PageScripts;
}

/** Chromium as the application's windows need it: started with the first of them, gone with the last. */
export class Browser {
  readonly #options: () => Omit<ChromiumOptions, 'width' | 'height'>;
  #running: ChromiumProcess | null = null;
  /** The last window and the end of the application ask for the same. */
  readonly #endings = new WeakMap<ChromiumProcess, Promise<void>>();
  /** Pages that the host has opened. */
  readonly #own = new Set<string>();
  #creation: Promise<unknown> = Promise.resolve();
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor(options: () => Omit<ChromiumOptions, 'width' | 'height'>) {
    this.#options = options;
  }

  get process(): ChromiumProcess | null {
    return this.#running;
  }

  debuggingUrl(): string | null {
    return this.#running?.debuggingUrl() ?? null;
  }

  /** Opens a page; one after the other, so that two never start two Chromiums. */
  openPage(options: OpenPageOptions, handlers: PageHandlers): Promise<Page> {
    return this.#inTurn(async () => {
      const devtools = (this.#running ?? this.#start(options)).devtools;
      const targetId = await this.#freeTarget(devtools);
      return Page.attach(devtools, targetId, options.scripts, handlers);
    });
  }

  /** Closes a page; with the last one, waits until Chromium is gone. */
  closePage(page: Page, isLast: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (isLast) await this.end();
      else await page.close().catch(() => undefined);
    });
  }

  /** Ends Chromium, giving it time to write its profile. */
  end(): Promise<void> {
    const running = this.#running;
    if (running === null) return Promise.resolve();
    const known = this.#endings.get(running);
    if (known !== undefined) return known;
    running.devtools.browser.send('Browser.close').catch(() => undefined);
    const ending = endOf(running);
    this.#endings.set(running, ending);
    return ending;
  }

  #start(options: OpenPageOptions): ChromiumProcess {
    const running = startChromium({ ...this.#options(), width: options.width, height: options.height });
    this.#running = running;
    this.#own.clear();
    this.#refuseOthers(running.devtools);
    void running.exited.then(() => {
      if (this.#running === running) this.#running = null;
    });
    return running;
  }

  async #freeTarget(devtools: ChromiumProcess['devtools']): Promise<string> {
    const { targetInfos } = await devtools.browser.send('Target.getTargets');
    const boot = targetInfos.find(({ type, url, targetId }) => {
      return type === 'page' && url === bootUrl && !this.#own.has(targetId);
    });
    if (boot !== undefined) {
      this.#own.add(boot.targetId);
      return boot.targetId;
    }
    const creation = devtools.browser.send('Target.createTarget', { url: bootUrl, newWindow: true });
    this.#creation = creation.then(
      ({ targetId }) => this.#own.add(targetId),
      () => undefined,
    );
    return (await creation).targetId;
  }

  /**
   * Closes every page that the host has not opened itself. They are not halted first: a halted window halts the page
   * that has opened it.
   */
  #refuseOthers({ browser }: DevTools): void {
    browser.on('Target.targetCreated', ({ targetInfo: { targetId, type, url } }) => {
      if (type !== 'page' || url === bootUrl) return;
      const decide = async () => {
        await this.#creation;
        if (!this.#own.has(targetId)) await browser.send('Target.closeTarget', { targetId });
      };
      // It may have gone by itself.
      decide().catch(() => undefined);
    });
    browser.send('Target.setDiscoverTargets', { discover: true }).catch(() => undefined);
  }

  #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = this.#lastStep.then(step);
    this.#lastStep = result.catch(() => undefined);
    return result;
  }
}

/** Chromium writes its profile as it ends; on a machine that is busy, it takes seconds. */
const GRACE_MS = 6_000;

/** Waits for the end of Chromium, and makes it come. */
async function endOf(running: ChromiumProcess): Promise<void> {
  const timer = setTimeout(running.kill, GRACE_MS);
  await running.exited;
  clearTimeout(timer);
}
