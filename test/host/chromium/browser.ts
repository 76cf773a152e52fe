import type { PageScripts } from '../page/scripts.ts';
import { Page, type PageHandlers } from './page.ts';
import { startChromium, type ChromiumOptions, type ChromiumProcess } from './process.ts';

export interface OpenPageOptions {
  width: number;
  height: number;
  scripts: PageScripts;
}

/** Chromium as the application's windows need it: started with the first of them, gone with the last. */
export class Browser {
  readonly #options: () => Omit<ChromiumOptions, 'width' | 'height'>;
  #running: ChromiumProcess | null = null;
  /** Asked twice to close, Chromium ends without writing what it has. */
  readonly #endings = new WeakMap<ChromiumProcess, Promise<void>>();
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
    void running.exited.then(() => {
      if (this.#running === running) this.#running = null;
    });
    return running;
  }

  async #freeTarget(devtools: ChromiumProcess['devtools']): Promise<string> {
    const { targetInfos } = await devtools.browser.send('Target.getTargets');
    const boot = targetInfos.find(({ type, url, attached }) => {
      return type === 'page' && url === 'data:text/html,boot' && !attached;
    });
    if (boot !== undefined) return boot.targetId;
    const { targetId } = await devtools.browser.send('Target.createTarget', {
      url: 'data:text/html,boot',
      newWindow: true,
    });
    return targetId;
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
