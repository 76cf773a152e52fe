import { createCodec } from '../page/codec.ts';
import { bindingName, receiverName } from '../page/preload-world.ts';
import type { PageScripts } from '../page/scripts.ts';
import type { DevTools, DevToolsSession } from './devtools.ts';
import { isLoopback } from './address.ts';

const preloadWorldName = 'preload';

/** A document of the page: its own frame, or one inside it. */
export interface Frame {
  readonly id: string;
  readonly parentId: string | null;
  /** As Chromium knows it. */
  url: string;
}

/** What the preload's world sends. */
export type PageMessage =
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'focus'; focused: boolean }
  | { kind: 'preloadError'; message: string; stack: string };

export interface ServedResponse {
  status: number;
  headers: readonly { name: string; value: string }[];
  body: Buffer;
}

export interface ServedRequest {
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

export interface PageHandlers {
  onMessage(message: PageMessage, frame: Frame): void;
  /** Asked before a frame goes elsewhere by itself; false keeps it where it is. */
  mayNavigate(url: string, isMainFrame: boolean): boolean;
  /** The page wants another window; it never gets one. */
  onWindowOpen(details: { url: string; frameName: string; features: string }): void;
  /** Null where the request is not the application's to answer. */
  serve(request: ServedRequest): Promise<ServedResponse> | null;
  onStartedNavigating(url: string): void;
  onNavigated(url: string): void;
  onNavigatedInPage(url: string): void;
  onDomReady(): void;
  onLoaded(): void;
  onCrashed(): void;
  onConsole(level: string, text: string): void;
  /** The page is gone: closed by the host or by a person. */
  onClosed(): void;
}

const codec = createCodec(null);

/** One page of Chromium, with the preload's world in it. */
export class Page {
  readonly #devtools: DevTools;
  readonly #targetId: string;
  readonly #session: DevToolsSession;
  readonly #handlers: PageHandlers;
  readonly #frames = new Map<string, Frame>();
  /** Contexts of the preload's world by id; a reload changes them. */
  readonly #contexts = new Map<number, string>();
  /** Where the host itself sends the page: these navigations are not asked about. */
  #expected: string | null = null;
  #mainFrameId = '';

  private constructor(devtools: DevTools, targetId: string, sessionId: string, handlers: PageHandlers) {
    this.#devtools = devtools;
    this.#targetId = targetId;
    this.#session = devtools.session(sessionId);
    this.#handlers = handlers;
  }

  /** Takes hold of a page and puts the scripts into every document that it will have. */
  static async attach(
    devtools: DevTools,
    targetId: string,
    scripts: PageScripts,
    handlers: PageHandlers,
  ): Promise<Page> {
    const { sessionId } = await devtools.browser.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(devtools, targetId, sessionId, handlers);
    await page.#prepare(scripts);
    return page;
  }

  get frames(): ReadonlyMap<string, Frame> {
    return this.#frames;
  }

  get mainFrame(): Frame {
    return this.#frames.get(this.#mainFrameId) ?? { id: this.#mainFrameId, parentId: null, url: '' };
  }

  get session(): DevToolsSession {
    return this.#session;
  }

  /** Resolves when the document is committed; rejects with Chromium's name of the error where it cannot be. */
  async load(url: string): Promise<void> {
    this.#expected = url;
    const { errorText } = await this.#session.send('Page.navigate', { url });
    if (errorText !== undefined) throw new Error(errorText);
  }

  async reload(ignoreCache: boolean): Promise<void> {
    this.#expected = this.mainFrame.url;
    await this.#session.send('Page.reload', { ignoreCache });
  }

  /** Ends the page's process as a fault would. */
  crash(): void {
    // Nobody is left to answer.
    this.#session.send('Page.crash').catch(() => undefined);
  }

  /** Sends to the preload of the page's own frame; lost, as in Electron, where there is none yet. */
  sendEvent(channel: string, args: readonly unknown[]): void {
    this.#post({ kind: 'event', channel, args: codec.encode(args) });
  }

  answer(id: number, kind: 'resolve' | 'reject', value: unknown): void {
    this.#post({ kind, id, args: codec.encode([value]) });
  }

  async setBounds(bounds: { left?: number; top?: number; width?: number; height?: number }): Promise<void> {
    await this.#setWindow(bounds);
  }

  /** A hidden window is a minimised one: Chromium has no other. */
  async setShown(shown: boolean): Promise<void> {
    await this.#setWindow({ windowState: shown ? 'normal' : 'minimized' });
    if (shown) await this.#session.send('Page.bringToFront');
  }

  async setDark(isDark: boolean): Promise<void> {
    await this.#session.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }],
    });
  }

  async close(): Promise<void> {
    await this.#devtools.browser.send('Target.closeTarget', { targetId: this.#targetId });
  }

  async #setWindow(bounds: object): Promise<void> {
    const { windowId } = await this.#devtools.browser.send('Browser.getWindowForTarget', {
      targetId: this.#targetId,
    });
    await this.#devtools.browser.send('Browser.setWindowBounds', { windowId, bounds });
  }

  #post(message: Record<string, unknown>): void {
    const context = [...this.#contexts].find(([, frameId]) => frameId === this.#mainFrameId);
    if (context === undefined) return;
    const expression = `${receiverName}(${JSON.stringify(message)})`;
    this.#session.send('Runtime.evaluate', { expression, contextId: context[0] }).catch(() => {
      // The document has just gone, and whoever waited with it.
    });
  }

  async #prepare(scripts: PageScripts): Promise<void> {
    const session = this.#session;
    this.#listen();
    this.#listenForEnd();
    await session.send('Page.enable');
    const { frameTree } = await session.send('Page.getFrameTree');
    this.#mainFrameId = frameTree.frame.id;
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: bindingName, executionContextName: preloadWorldName });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.mainWorld });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: scripts.preloadWorld,
      worldName: preloadWorldName,
    });
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  }

  #listen(): void {
    const session = this.#session;
    const handlers = this.#handlers;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const frameId: unknown = context.auxData === undefined ? null : Reflect.get(context.auxData, 'frameId');
      if (context.name === preloadWorldName && typeof frameId === 'string')
        this.#contexts.set(context.id, frameId);
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      this.#contexts.delete(executionContextId);
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#contexts.clear();
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const frame = this.#frames.get(this.#contexts.get(executionContextId) ?? '');
      if (name !== bindingName || frame === undefined) return;
      const message = JSON.parse(payload) as PageMessage;
      if ('args' in message)
        handlers.onMessage({ ...message, args: codec.decode(message.args) as unknown[] }, frame);
      else handlers.onMessage(message, frame);
    });
    session.on('Runtime.consoleAPICalled', ({ type, args }) => {
      handlers.onConsole(type, args.map(({ value, description }) => String(value ?? description)).join(' '));
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
      handlers.onConsole('error', exceptionDetails.exception?.description ?? exceptionDetails.text);
    });
    session.on('Page.frameNavigated', ({ frame }) => {
      const url = frame.url + (frame.urlFragment ?? '');
      this.#frames.set(frame.id, { id: frame.id, parentId: frame.parentId ?? null, url });
      if (frame.id === this.#mainFrameId) handlers.onNavigated(url);
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const frame = this.#frames.get(frameId);
      if (frame !== undefined) frame.url = url;
      if (frameId === this.#mainFrameId) handlers.onNavigatedInPage(url);
    });
    session.on('Page.frameDetached', ({ frameId }) => {
      this.#frames.delete(frameId);
    });
    session.on('Page.domContentEventFired', () => {
      handlers.onDomReady();
    });
    session.on('Page.loadEventFired', () => {
      handlers.onLoaded();
    });
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      handlers.onWindowOpen({ url, frameName: windowName, features: windowFeatures.join(',') });
    });
    session.on('Fetch.requestPaused', (paused) => {
      this.#handleRequest(paused).catch(() => {
        // The page has gone while its request was answered.
      });
    });
  }

  #listenForEnd(): void {
    this.#session.on('Inspector.targetCrashed', () => {
      this.#contexts.clear();
      this.#handlers.onCrashed();
    });
    this.#devtools.browser.on('Target.detachedFromTarget', ({ targetId }) => {
      if (targetId === this.#targetId) this.#handlers.onClosed();
    });
  }

  async #handleRequest(paused: {
    requestId: string;
    frameId: string;
    resourceType: string;
    request: {
      url: string;
      urlFragment?: string;
      method: string;
      headers: Record<string, string>;
      postData?: string;
    };
  }): Promise<void> {
    const { requestId, request } = paused;
    const url = request.url + (request.urlFragment ?? '');
    if (paused.resourceType === 'Document') {
      const isMainFrame = paused.frameId === this.#mainFrameId;
      const isExpected = isMainFrame && this.#expected === url;
      if (isMainFrame) this.#expected = null;
      if (!isExpected && !this.#handlers.mayNavigate(url, isMainFrame)) {
        await this.#session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
        return;
      }
      if (isMainFrame) this.#handlers.onStartedNavigating(url);
    }
    const { method, headers, postData } = request;
    const served = this.#handlers.serve({ url: request.url, method, headers, body: postData ?? null });
    if (served !== null) {
      const response = await served;
      await this.#session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers],
        body: response.body.toString('base64'),
      });
    } else if (isLoopback(request.url)) {
      await this.#session.send('Fetch.continueRequest', { requestId });
    } else {
      await this.#session.send('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' });
    }
  }
}
