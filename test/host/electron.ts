/**
 * What `electron` is under the host: every value that Electron's main process can import, because an ES module that
 * imports a name which is not there does not start. What the host lacks throws when it is used.
 */
import { createHost } from './host.ts';
import { lacking } from './lacking.ts';

const host = createHost({
  appPath: process.env['HOST_APP_PATH'] ?? process.cwd(),
  headless: (process.env['DISPLAY'] ?? '') === '',
  debuggingPort: process.env['HOST_DEBUGGING_PORT'] === '1',
});

/** For the program that starts the application; not part of Electron. */
export const hostActions = host.actions;

export const {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  webContents,
} = host.electron;

export const autoUpdater = lacking('autoUpdater');
export const BaseWindow = lacking('BaseWindow');
export const BrowserView = lacking('BrowserView');
export const ClipboardItem = lacking('ClipboardItem');
export const contentTracing = lacking('contentTracing');
export const crashReporter = lacking('crashReporter');
export const desktopCapturer = lacking('desktopCapturer');
export const globalShortcut = lacking('globalShortcut');
export const ImageView = lacking('ImageView');
export const inAppPurchase = lacking('inAppPurchase');
export const IpcMainServiceWorker = lacking('IpcMainServiceWorker');
export const MessageChannelMain = lacking('MessageChannelMain');
export const netLog = lacking('netLog');
export const powerSaveBlocker = lacking('powerSaveBlocker');
export const pushNotifications = lacking('pushNotifications');
export const safeStorage = lacking('safeStorage');
export const sharedTexture = lacking('sharedTexture');
export const ShareMenu = lacking('ShareMenu');
export const systemPreferences = lacking('systemPreferences');
export const TouchBar = lacking('TouchBar');
export const utilityProcess = lacking('utilityProcess');
export const View = lacking('View');
export const WebContentsView = lacking('WebContentsView');
export const webFrameMain = lacking('webFrameMain');
export const WebSocket = lacking('WebSocket');
