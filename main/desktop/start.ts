import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  screen,
  session,
  shell,
  Tray,
} from 'electron';
import { openFileJournal } from '../alerts/file-journal.ts';
import { Application } from '../application/application.ts';
import type { TrayView } from '../application/tray-view.ts';
import { keychainSecretStore } from '../auth/keychain-secret-store.ts';
import { systemClock } from '../effects/clock.ts';
import { openWebSocket } from '../effects/web-socket.ts';
import { loadSettings, SettingsWriter } from '../settings/settings-file.ts';
import { alertHelp } from './alert-help.ts';
import { DesktopAlertPresenter } from './alert-presenter.ts';
import { serveApp } from './app-protocol.ts';
import { applicationMenu } from './application-menu.ts';
import { Badge } from './badge.ts';
import { externalLinks } from './external-links.ts';
import { appImageFile, overlayImageFile } from './icons.ts';
import { answerRequests } from './ipc.ts';
import { createFileLog } from './logging.ts';
import { currentLaunch, loginItem } from './login-item.ts';
import { MainWindow } from './main-window.ts';
import { watchPower } from './power.ts';
import { findTrayHost } from './tray-host.ts';
import { SystemTray } from './tray.ts';
import { ViewUpdates } from './view-updates.ts';
import { restrictPermissions } from './web-security.ts';

export interface DesktopOptions {
  /** The system started the program: the window stays out of sight. */
  hidden: boolean;
  folders: {
    userData: string;
    /** Where preload and renderer are built. */
    built: string;
    icons: string;
  };
}

/** The program on a desktop: window, tray, and the application behind them. */
export interface Desktop {
  show(): void;
  /** Ends every socket, timer and file; the program can be left then. */
  end(): Promise<void>;
}

const SIGNED_OUT: TrayView = {
  icon: 'signedOut',
  unread: 0,
  tooltip: 'Conversation Tray',
  headline: 'Starting',
  doNotDisturb: false,
  signedIn: false,
};

/** Puts the program on the desktop. To be called once Electron is ready. */
export async function startDesktop({ hidden, folders }: DesktopOptions): Promise<Desktop> {
  await mkdir(folders.userData, { recursive: true });
  const clock = systemClock;
  const { platform } = process;
  const logger = createFileLog({
    folder: join(folders.userData, 'logs'),
    level: app.isPackaged ? 'info' : 'debug',
    secrets: () => [],
    echo: app.isPackaged ? null : (line) => void process.stderr.write(`${line}\n`),
  });
  // What it says may hold anything: its kind is enough to find the place in the crash report.
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    logger.error('The program failed', { kind: error.name, origin });
  });
  logger.info('Conversation Tray starts', { version: app.getVersion() });
  const settingsFile = join(folders.userData, 'settings.json');
  const loaded = await loadSettings(settingsFile, clock, logger);
  const writer = new SettingsWriter(settingsFile, logger);
  const journal = await openFileJournal(join(folders.userData, 'alerts.journal'), logger);
  const keychain = keychainSecretStore({ service: 'Conversation Tray', clock });

  session.defaultSession.protocol.handle('app', serveApp(join(folders.built, 'renderer')));
  restrictPermissions(session.defaultSession);
  const menu = applicationMenu(platform);
  Menu.setApplicationMenu(menu === null ? null : Menu.buildFromTemplate(menu));
  nativeTheme.themeSource = loaded.settings.general.theme;

  const window = new MainWindow<BrowserWindow>({
    createWindow: (options) => new BrowserWindow(options),
    screen,
    preload: join(folders.built, 'preload', 'index.cjs'),
    icon: appImageFile(folders.icons, platform),
    devTools: !app.isPackaged,
    isDark: () => nativeTheme.shouldUseDarkColors,
    hasTray: async () => (await findTrayHost({ platform })) === 'yes',
    trayBounds: () => tray.bounds(),
    clock,
    logger,
    onGone: () => {
      application.windowGone();
    },
  });
  const presenter = new DesktopAlertPresenter({
    window,
    createNotification: (options) => new Notification(options),
    isSupported: () => Notification.isSupported(),
    platform,
    clock,
    logger,
  });
  const badge = new Badge({
    platform,
    app,
    window: window.window,
    overlay: nativeImage.createFromPath(overlayImageFile(folders.icons)),
  });
  const updates = new ViewUpdates(clock, (change) => void window.send('viewChanged', change));
  const startItem = loginItem({
    platform,
    app,
    launch: currentLaunch(app, process.execPath, process.env),
    configFolder: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
  });
  const links = externalLinks(shell);

  const application: Application = new Application({
    desktop: {
      presenter,
      abilities: { startAtSignIn: true, alertSound: platform !== 'linux' },
      alertHelp: alertHelp({ platform, desktop: process.env['XDG_CURRENT_DESKTOP'] ?? '' }),
      isWindowInFront: () => {
        const { window: own } = window;
        return !own.isDestroyed() && own.isVisible() && own.isFocused() && !own.isMinimized();
      },
      openBrowser: (url) => links.openBrowser(url),
      openExternal: (url) => links.openExternal(url),
      showConversation: (id) => {
        window.show();
        if (id !== null) window.send('showConversation', { id });
      },
      setStartAtSignIn: (enabled) => startItem.setEnabled(enabled),
    },
    settings: {
      stored: loaded.settings,
      problem: loaded.problem,
      write: (settings) => {
        writer.write(settings);
      },
    },
    secrets: keychain,
    journal,
    fetch: (url, init) => net.fetch(url, init),
    openSocket: openWebSocket,
    clock,
    random: Math.random,
    logger,
    newId: randomUUID,
    version: app.getVersion(),
    onChange: (change) => {
      if (change.settings !== undefined) nativeTheme.themeSource = change.settings.general.theme;
      updates.add(change);
    },
    onTray: (view) => {
      tray.setView(view);
      badge.show(view.unread);
    },
  });
  const tray: SystemTray = new SystemTray(
    {
      platform,
      icons: folders.icons,
      createTray: (file) => new Tray(file),
      buildMenu: (template) => Menu.buildFromTemplate(template),
      actions: {
        open: () => {
          window.show();
        },
        toggle: () => {
          window.toggle();
        },
        doNotDisturb: (choice) => {
          application.setDoNotDisturb(choice);
        },
        retry: () => {
          application.hint('retry');
        },
        quit: () => {
          app.quit();
        },
      },
    },
    SIGNED_OUT,
  );
  const stopAnswering = answerRequests({
    ipcMain,
    contents: () => (window.window.isDestroyed() ? null : window.window.webContents),
    handlers: application.handlers,
    logger,
  });
  const stopPower = watchPower({
    powerMonitor,
    isOnline: () => net.isOnline(),
    clock,
    onHint: (hint) => {
      application.hint(hint);
    },
  });
  application.start();
  await window.start(hidden);

  return {
    show: () => {
      window.show();
    },
    async end() {
      window.end();
      stopPower();
      stopAnswering();
      application.stop();
      presenter.stop();
      updates.stop();
      tray.destroy();
      await Promise.all([writer.idle(), journal.close()]);
      endEvenWithHangingKeychain(keychain.isWaiting());
    },
  };
}

/** A keychain that hangs on a dialog keeps the process alive, and `exit` waits for it too (seen with Node 20). */
function endEvenWithHangingKeychain(isWaiting: boolean): void {
  if (isWaiting) process.kill(process.pid, 'SIGKILL');
}
