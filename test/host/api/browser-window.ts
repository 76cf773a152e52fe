import { readFileSync } from 'node:fs';
import type { BrowserWindow as ElectronWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { AddressBook } from '../chromium/address.ts';
import type { Browser } from '../chromium/browser.ts';
import type { Page } from '../chromium/page.ts';
import { StrictEmitter } from '../lacking.ts';
import { pageScripts } from '../page/scripts.ts';
import type { WindowState } from '../control.ts';
import { preventable } from './event.ts';
import type { IpcMain } from './ipc-main.ts';
import type { NativeTheme } from './native-theme.ts';
import type { Protocol } from './protocol.ts';
import type { Session } from './session.ts';
import { WebContents } from './web-contents.ts';

/** What the windows of one application share. */
export interface WindowParts {
  readonly open: Set<BrowserWindow>;
  readonly browser: Browser;
  readonly ipcMain: IpcMain;
  readonly protocol: Protocol;
  readonly session: Session;
  readonly addresses: AddressBook;
  readonly theme: NativeTheme;
  isReady(): boolean;
  onCreated(window: BrowserWindow): void;
  onAllClosed(): void;
}

/** How a window looks does not matter here, and is not shown. */
const looks: ReadonlySet<string> = new Set(
  Object.keys({
    alwaysOnTop: true,
    autoHideMenuBar: true,
    backgroundColor: true,
    center: true,
    darkTheme: true,
    frame: true,
    fullscreenable: true,
    icon: true,
    maxHeight: true,
    maximizable: true,
    maxWidth: true,
    minHeight: true,
    minimizable: true,
    minWidth: true,
    resizable: true,
    skipTaskbar: true,
    title: true,
    titleBarStyle: true,
    useContentSize: true,
  } satisfies { [Name in keyof BrowserWindowConstructorOptions]?: true }),
);
const handled: ReadonlySet<string> = new Set(['width', 'height', 'x', 'y', 'show', 'webPreferences']);

/** A window of the application: a page of Chromium, minimised while it is hidden. */
export class BrowserWindow
  extends StrictEmitter
  implements
    Pick<
      ElectronWindow,
      | 'id'
      | 'loadURL'
      | 'show'
      | 'showInactive'
      | 'hide'
      | 'focus'
      | 'minimize'
      | 'restore'
      | 'close'
      | 'destroy'
      | 'isVisible'
      | 'isFocused'
      | 'isMinimized'
      | 'isDestroyed'
      | 'getBounds'
      | 'setBounds'
      | 'getSize'
      | 'setSize'
      | 'getPosition'
      | 'setPosition'
      | 'center'
      | 'flashFrame'
      | 'setMenu'
      | 'removeMenu'
      | 'setMenuBarVisibility'
      | 'setTitle'
      | 'getTitle'
      | 'moveTop'
    >
{
  readonly id: number;
  readonly webContents: WebContents;
  readonly #parts: WindowParts;
  #bounds: Rectangle;
  #title: string;
  #isVisible = false;
  #isMinimized = false;
  #isDestroyed = false;
  #isFlashing = false;

  constructor(options: BrowserWindowConstructorOptions, parts: WindowParts, id: number) {
    super();
    if (!parts.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    refuseUnknown(options);
    this.id = id;
    this.#parts = parts;
    const { width = 800, height = 600, x = 10, y = 10, webPreferences = {} } = options;
    this.#bounds = { x, y, width, height };
    this.#title = options.title ?? '';
    const scripts = pageScripts(preloadSource(webPreferences), { ...versions() });
    this.webContents = new WebContents({
      id,
      ipcMain: parts.ipcMain,
      protocol: parts.protocol,
      session: parts.session,
      addresses: parts.addresses,
      openPage: async (handlers) => {
        const page = await parts.browser.openPage({ width, height, scripts }, handlers);
        await page.setShown(this.#isShown);
        await page.setDark(parts.theme.shouldUseDarkColors);
        return page;
      },
    });
    this.#follow();
    parts.open.add(this);
    parts.onCreated(this);
    if (options.show !== false) this.show();
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#mustLive();
    const wasVisible = this.#isVisible;
    this.#isVisible = true;
    this.#isMinimized = false;
    this.#apply((page) => page.setShown(true));
    if (!wasVisible) this.emit('show');
  }

  /** Chromium has no way to show a window without the focus. */
  showInactive(): void {
    this.show();
  }

  hide(): void {
    this.#mustLive();
    const wasVisible = this.#isVisible;
    this.#isVisible = false;
    this.#apply((page) => page.setShown(false));
    if (wasVisible) this.emit('hide');
  }

  focus(): void {
    this.#mustLive();
    if (this.#isVisible) this.#apply((page) => page.setShown(true));
  }

  moveTop(): void {
    this.focus();
  }

  minimize(): void {
    this.#mustLive();
    if (this.#isMinimized) return;
    this.#isMinimized = true;
    this.#apply((page) => page.setShown(false));
    this.emit('minimize');
  }

  restore(): void {
    this.#mustLive();
    if (!this.#isMinimized) return;
    this.#isMinimized = false;
    this.#apply((page) => page.setShown(this.#isShown));
    this.emit('restore');
  }

  close(): void {
    if (this.#isDestroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    const isLast = this.#parts.open.size === 1;
    this.webContents.page
      .then((page) => this.#parts.browser.closePage(page, isLast))
      .catch(() => {
        // It was closed already.
      });
    this.webContents.end();
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  isFocused(): boolean {
    return !this.#isDestroyed && this.webContents.isFocused();
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  /** What a test can see of it. */
  state(): WindowState {
    return {
      id: this.id,
      url: this.webContents.getURL(),
      isVisible: this.#isVisible,
      isFocused: this.isFocused(),
      isMinimized: this.#isMinimized,
      isCrashed: this.webContents.isCrashed(),
      isFlashing: this.#isFlashing,
      bounds: this.getBounds(),
    };
  }

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#mustLive();
    this.#bounds = { ...this.#bounds, ...bounds };
    const { x: left, y: top, width, height } = this.#bounds;
    // Chromium changes the size of a shown window only.
    this.#apply(async (page) => {
      if (this.#isShown) await page.setBounds({ left, top, width, height });
    });
    this.emit('move');
    this.emit('resize');
  }

  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  center(): void {
    this.setPosition(10, 10);
  }

  flashFrame(flag: boolean): void {
    this.#isFlashing = flag;
  }

  /** The host shows no menu bar. */
  setMenu(menu: object | null): void {
    if (menu !== null) throw new Error('The host lacks menus of windows.');
  }

  removeMenu(): void {
    this.setMenu(null);
  }

  setMenuBarVisibility(visible: boolean): void {
    if (visible) throw new Error('The host lacks menus of windows.');
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  get #isShown(): boolean {
    return this.#isVisible && !this.#isMinimized;
  }

  #apply(step: (page: Page) => Promise<void>): void {
    this.webContents.page.then(step).catch((error: unknown) => {
      if (!this.#isDestroyed) process.stderr.write(`[host] The window did not follow: ${String(error)}\n`);
    });
  }

  #follow(): void {
    const contents = this.webContents;
    const { theme } = this.#parts;
    const followTheme = () => {
      this.#apply((page) => page.setDark(theme.shouldUseDarkColors));
    };
    theme.on('updated', followTheme);
    contents.once('did-finish-load', () => {
      this.emit('ready-to-show');
    });
    contents.on('focus', () => {
      this.#isFlashing = false;
      this.emit('focus');
    });
    contents.on('blur', () => {
      this.emit('blur');
    });
    contents.once('destroyed', () => {
      this.#isDestroyed = true;
      this.#isVisible = false;
      theme.off('updated', followTheme);
      this.#parts.open.delete(this);
      this.emit('closed');
      if (this.#parts.open.size === 0) this.#parts.onAllClosed();
    });
  }

  #mustLive(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
  }
}

function versions(): Record<string, string> {
  const { node, electron } = process.versions;
  return { node, electron };
}

function refuseUnknown(options: BrowserWindowConstructorOptions): void {
  const unknown = Object.keys(options).filter((name) => !looks.has(name) && !handled.has(name));
  if (unknown.length > 0) throw new Error(`The host lacks these options of a window: ${unknown.join(', ')}`);
}

function preloadSource(preferences: Electron.WebPreferences): string | null {
  const { preload, contextIsolation, sandbox, nodeIntegration, webSecurity, ...rest } = preferences;
  if (contextIsolation === false || sandbox === false || nodeIntegration === true || webSecurity === false) {
    throw new Error('The host runs only pages that are sandboxed and isolated.');
  }
  const known = ['spellcheck', 'devTools', 'navigateOnDragDrop', 'safeDialogs'];
  const off = [
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'experimentalFeatures',
    'enableBlinkFeatures',
    'webviewTag',
    'plugins',
    'webgl',
  ];
  for (const [name, value] of Object.entries(rest)) {
    // A hidden page of Chromium is slowed down, and cannot be told not to be.
    if (name === 'backgroundThrottling' && value === true) continue;
    if (known.includes(name) || (off.includes(name) && (value === false || value === ''))) continue;
    throw new Error(`The host lacks webPreferences.${name}`);
  }
  return preload === undefined ? null : readFileSync(preload, 'utf8');
}
