import type { WebContents as ElectronWebContents } from 'electron';
import { toApplication, toChromium, type AddressBook } from '../chromium/address.ts';
import type { Frame, Page, PageHandlers, PageMessage } from '../chromium/page.ts';
import { StrictEmitter } from '../lacking.ts';
import { preventable } from './event.ts';
import type { IpcMain } from './ipc-main.ts';
import type { Protocol } from './protocol.ts';
import type { Session } from './session.ts';
import { WebFrameMain } from './web-frame-main.ts';

type OpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

export interface WebContentsParts {
  id: number;
  ipcMain: IpcMain;
  protocol: Protocol;
  session: Session;
  addresses: AddressBook;
  openPage(handlers: PageHandlers): Promise<Page>;
}

/** A window's page, as the main process sees it. */
export class WebContents
  extends StrictEmitter
  implements
    Pick<
      ElectronWebContents,
      | 'id'
      | 'send'
      | 'reload'
      | 'reloadIgnoringCache'
      | 'getURL'
      | 'loadURL'
      | 'isDestroyed'
      | 'isCrashed'
      | 'isLoading'
      | 'forcefullyCrashRenderer'
      | 'setWindowOpenHandler'
      | 'getType'
    >
{
  readonly id: number;
  readonly ipc = new StrictEmitter();
  readonly session: Session;
  readonly mainFrame: WebFrameMain;
  readonly page: Promise<Page>;
  readonly #parts: WebContentsParts;
  readonly #frames = new WeakMap<Frame, WebFrameMain>();
  #opened: Page | null = null;
  #openHandler: OpenHandler | null = null;
  #url = '';
  #isDestroyed = false;
  #isCrashed = false;
  #isLoading = false;
  #hasFocus = false;

  constructor(parts: WebContentsParts) {
    super();
    this.id = parts.id;
    this.session = parts.session;
    this.#parts = parts;
    this.mainFrame = new WebFrameMain(null, () => (this.#isDestroyed ? null : this.getURL()));
    this.page = parts.openPage(this.#handlers());
    this.page.then(
      (page) => {
        this.#opened = page;
      },
      (error: unknown) => {
        process.stderr.write(`[host] The page could not be opened: ${String(error)}\n`);
      },
    );
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.page;
    const address = toChromium(url, this.#parts.addresses);
    this.#isLoading = true;
    const loaded = new Promise<void>((resolve, reject) => {
      this.once('did-finish-load', resolve);
      this.once('destroyed', () => {
        reject(new Error(`ERR_FAILED (-2) loading '${url}'`));
      });
    });
    loaded.catch(() => undefined);
    await this.session.applyPermissions(page, this, address);
    try {
      await page.load(address);
    } catch (error) {
      // Electron counts its errors; Chromium's protocol only names them.
      const description = error instanceof Error ? error.message : String(error);
      this.#isLoading = false;
      this.emit('did-fail-load', {}, -2, description, url, true);
      throw new Error(`${description} loading '${url}'`, { cause: error });
    }
    await loaded;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    this.#opened?.sendEvent(channel, args);
  }

  reload(): void {
    this.#reload(false);
  }

  reloadIgnoringCache(): void {
    this.#reload(true);
  }

  getURL(): string {
    return this.#url;
  }

  getType(): 'window' {
    return 'window';
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  isCrashed(): boolean {
    return this.#isCrashed;
  }

  isLoading(): boolean {
    return this.#isLoading;
  }

  isFocused(): boolean {
    return this.#hasFocus;
  }

  forcefullyCrashRenderer(): void {
    this.#opened?.crash();
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** The window is gone. */
  end(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#hasFocus = false;
    this.emit('destroyed');
  }

  #reload(ignoreCache: boolean): void {
    this.#isCrashed = false;
    this.#isLoading = true;
    this.page
      .then((page) => page.reload(ignoreCache))
      .catch((error: unknown) => {
        process.stderr.write(`[host] The page could not be loaded again: ${String(error)}\n`);
      });
  }

  #handlers(): PageHandlers {
    const addresses = this.#parts.addresses;
    const told = (url: string) => toApplication(url, addresses);
    return {
      serve: (request) => this.#parts.protocol.serve(request),
      onMessage: (message, frame) => {
        this.#receive(message, this.#frame(frame));
      },
      mayNavigate: (url, isMainFrame) => {
        const event = preventable({ url: told(url), isSameDocument: false, isMainFrame });
        this.emit('will-frame-navigate', event);
        if (isMainFrame) this.emit('will-navigate', event, event.url, false, true);
        return !event.defaultPrevented;
      },
      onWindowOpen: ({ url, frameName, features }) => {
        const answer = this.#openHandler?.({
          url: told(url),
          frameName,
          features,
          disposition: features === '' ? 'foreground-tab' : 'new-window',
          referrer: { url: '', policy: 'default' },
        });
        if (answer?.action !== 'deny') {
          process.stderr.write('[host] The page may open a window; the host lacks that, and closes it.\n');
        }
      },
      onStartedNavigating: (url) => {
        this.#isLoading = true;
        const details = { url: told(url), isSameDocument: false, isMainFrame: true, frame: this.mainFrame };
        this.emit('did-start-navigation', details, details.url, false, true);
      },
      onNavigated: (url) => {
        this.#url = told(url);
        this.#isCrashed = false;
        this.emit('did-navigate', {}, this.#url, 200, 'OK');
      },
      onNavigatedInPage: (url) => {
        this.#url = told(url);
        this.emit('did-navigate-in-page', {}, this.#url, true);
      },
      onDomReady: () => {
        this.emit('dom-ready', {});
      },
      onLoaded: () => {
        // The blank document that Chromium starts with is nobody's.
        if (this.#url === '' || this.#url.startsWith('data:')) return;
        this.#isLoading = false;
        this.emit('did-finish-load');
        this.emit('did-stop-loading');
      },
      onCrashed: () => {
        this.#isCrashed = true;
        this.#hasFocus = false;
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
      },
      onConsole: (level, text) => {
        this.emit('console-message', {
          level,
          message: text,
          lineNumber: 0,
          sourceId: '',
          frame: this.mainFrame,
        });
        process.stderr.write(`[page] ${level}: ${text}\n`);
      },
      onClosed: () => {
        this.end();
      },
    };
  }

  #frame(frame: Frame): WebFrameMain {
    if (frame.parentId === null) return this.mainFrame;
    const known = this.#frames.get(frame);
    if (known !== undefined) return known;
    const parent = this.#opened?.frames.get(frame.parentId);
    const made = new WebFrameMain(parent === undefined ? null : this.#frame(parent), () =>
      this.#opened?.frames.get(frame.id) === frame ? toApplication(frame.url, this.#parts.addresses) : null,
    );
    this.#frames.set(frame, made);
    return made;
  }

  #receive(message: PageMessage, frame: WebFrameMain): void {
    const event = preventable({
      type: 'frame',
      sender: this,
      senderFrame: frame,
      processId: 1,
      frameId: 1,
      ports: [],
      reply: (channel: string, ...args: unknown[]) => {
        this.send(channel, ...args);
      },
    });
    switch (message.kind) {
      case 'focus':
        if (message.focused === this.#hasFocus) return;
        this.#hasFocus = message.focused;
        this.emit(message.focused ? 'focus' : 'blur');
        break;
      case 'preloadError':
        process.stderr.write(`[host] The preload failed: ${message.stack}\n`);
        this.emit('preload-error', {}, 'preload', new Error(message.message));
        break;
      case 'send':
        this.emit('ipc-message', event, message.channel, ...message.args);
        this.#parts.ipcMain.emit(message.channel, event, ...message.args);
        break;
      case 'invoke':
        this.#parts.ipcMain.invoke(message.channel, event, message.args).then(
          (value) => {
            this.#answer(message.id, value);
          },
          (error: unknown) => {
            this.#opened?.answer(
              message.id,
              'reject',
              error instanceof Error ? error.message : String(error),
            );
          },
        );
    }
  }

  #answer(id: number, value: unknown): void {
    try {
      this.#opened?.answer(id, 'resolve', value);
    } catch (error) {
      this.#opened?.answer(id, 'reject', error instanceof Error ? error.message : String(error));
    }
  }
}
