import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
  RenderProcessGoneDetails,
  Screen,
  WebContents,
} from 'electron';
import type { EventName, Events } from '../../preload/contract.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import { APP_URL } from './app-protocol.ts';
import { CrashRecovery } from './crash-recovery.ts';
import type { Listen } from './listen.ts';
import { webPreferences } from './web-security.ts';
import { placementAnchor, placeWindow } from './window-placement.ts';

/** What is used of Electron's window. */
export type Window = Pick<
  BrowserWindow,
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'minimize'
  | 'restore'
  | 'focus'
  | 'isVisible'
  | 'isMinimized'
  | 'isFocused'
  | 'isDestroyed'
  | 'getBounds'
  | 'setPosition'
  | 'loadURL'
> &
  Listen<'close', [{ preventDefault(): void }]> &
  Listen<'ready-to-show' | 'unresponsive' | 'blur'> & { readonly webContents: Page };

/** The page in it. */
export type Page = Pick<WebContents, 'send' | 'reload' | 'isDestroyed'> &
  Listen<'did-finish-load'> &
  Listen<'did-fail-load', [unknown, number, string, string, boolean]> &
  Listen<'render-process-gone', [unknown, Pick<RenderProcessGoneDetails, 'reason' | 'exitCode'>]>;

export interface MainWindowDependencies<OwnWindow extends Window> {
  createWindow: (options: BrowserWindowConstructorOptions) => OwnWindow;
  screen: Pick<Screen, 'getCursorScreenPoint' | 'getDisplayNearestPoint'>;
  /** Absolute path of the built preload script. */
  preload: string;
  /** Absolute path of the window's icon. */
  icon: string;
  devTools: boolean;
  isDark: () => boolean;
  /** Whether there is a tray icon to come back by. Asked each time, since desktops lose and gain their tray. */
  hasTray: () => Promise<boolean>;
  /** Where the tray icon is; null where there is none. */
  trayBounds: () => Rectangle | null;
  clock: Clock;
  logger: Logger;
  /** The page has crashed or could not be loaded: it shows nothing until it is loaded again. */
  onGone: () => void;
}

const TITLE = 'Conversation Tray';

/** On Windows a click on the tray takes the focus from the window before it is told. */
const CLICK_TAKES_FOCUS_MS = 300;

/**
 * The one window. It is created hidden, so that a page is there to show alerts, and lives until the program ends:
 * closing it hides it in the tray, or minimises it where there is no tray, so that the program never runs out of reach.
 */
export class MainWindow<OwnWindow extends Window> {
  readonly window: OwnWindow;
  readonly #dependencies: MainWindowDependencies<OwnWindow>;
  readonly #recovery: CrashRecovery;
  #usesTray = true;
  #blurredAt = -Infinity;
  #isLoaded = false;
  #isReady = false;
  #showsWhenReady = false;
  #isEnding = false;

  constructor(dependencies: MainWindowDependencies<OwnWindow>) {
    this.#dependencies = dependencies;
    this.window = dependencies.createWindow({
      width: 380,
      height: 560,
      minWidth: 320,
      minHeight: 400,
      show: false,
      title: TITLE,
      icon: dependencies.icon,
      // Until the page has painted; the page's own --surface.
      backgroundColor: dependencies.isDark() ? '#191b1f' : '#ffffff',
      autoHideMenuBar: true,
      fullscreenable: false,
      webPreferences: {
        ...webPreferences,
        preload: dependencies.preload,
        devTools: dependencies.devTools,
      },
    });
    this.#recovery = new CrashRecovery(dependencies.clock, () => {
      if (!this.window.isDestroyed()) this.window.webContents.reload();
    });
    this.#listen();
  }

  /**
   * Loads the page.
   * @param hidden the system started the program: the window stays in the tray, or minimised where there is none.
   */
  async start(hidden: boolean): Promise<void> {
    void this.window.loadURL(APP_URL).catch(() => {
      // did-fail-load tells the same, and comes for reloads too.
    });
    this.#usesTray = await this.#dependencies.hasTray();
    if (!hidden) this.show();
    else if (!this.#usesTray) {
      this.window.showInactive();
      this.window.minimize();
    }
  }

  /** Brings the window to the front, next to the tray if it was hidden there. */
  show(): void {
    if (!this.#isReady) {
      this.#showsWhenReady = true;
      return;
    }
    const { window } = this;
    if (window.isMinimized()) window.restore();
    else if (!window.isVisible() && this.#usesTray) this.#place();
    window.show();
    window.focus();
  }

  /** What a click on the tray icon does. */
  toggle(): void {
    const { window } = this;
    const sinceBlur = this.#dependencies.clock.monotonic() - this.#blurredAt;
    const isInFront = window.isFocused() || sinceBlur < CLICK_TAKES_FOCUS_MS;
    if (window.isVisible() && !window.isMinimized() && isInFront) window.hide();
    else this.show();
  }

  /** Tells the page something. @returns false where no page is loaded that could hear it. */
  send<Name extends EventName>(name: Name, payload: Events[Name]): boolean {
    if (!this.#isLoaded || this.window.isDestroyed() || this.window.webContents.isDestroyed()) return false;
    this.window.webContents.send(name, payload);
    return true;
  }

  /** The program ends: from now on closing the window closes it. */
  end(): void {
    this.#isEnding = true;
    this.#recovery.stop();
  }

  #listen(): void {
    const { window } = this;
    const { logger } = this.#dependencies;
    window.on('close', (event) => {
      if (this.#isEnding) return;
      event.preventDefault();
      void this.#putAway();
    });
    window.on('ready-to-show', () => {
      this.#ready();
    });
    window.on('blur', () => {
      this.#blurredAt = this.#dependencies.clock.monotonic();
    });
    window.on('unresponsive', () => {
      logger.warn('The window does not respond');
    });
    const { webContents } = window;
    webContents.on('did-finish-load', () => {
      this.#isLoaded = true;
      this.#ready();
    });
    webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      if (!isMainFrame) return;
      logger.error('The window could not be loaded', { code, description });
      this.#lost();
    });
    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      logger.error('The window has crashed', { reason, exitCode });
      this.#lost();
    });
  }

  #ready(): void {
    this.#isReady = true;
    if (!this.#showsWhenReady) return;
    this.#showsWhenReady = false;
    this.show();
  }

  /** Whatever the window shows by then, it must be possible to bring it up: a page that fails stays white. */
  #lost(): void {
    this.#isLoaded = false;
    this.#ready();
    if (this.#isEnding) return;
    this.#dependencies.onGone();
    const waitMs = this.#recovery.crashed();
    this.#dependencies.logger.info('The window is loaded again', { waitMs });
  }

  async #putAway(): Promise<void> {
    this.#usesTray = await this.#dependencies.hasTray();
    if (this.#isEnding || this.window.isDestroyed()) return;
    if (this.#usesTray) this.window.hide();
    else this.window.minimize();
  }

  #place(): void {
    const { screen, trayBounds } = this.#dependencies;
    const anchor = placementAnchor(trayBounds(), screen.getCursorScreenPoint());
    const { workArea } = screen.getDisplayNearestPoint({ x: anchor.x, y: anchor.y });
    const { x, y } = placeWindow(this.window.getBounds(), anchor, workArea);
    this.window.setPosition(x, y);
  }
}
