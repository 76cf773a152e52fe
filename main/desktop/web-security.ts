import type { App, Session, WebContents, WebPreferences } from 'electron';
import { isAppUrl } from './app-protocol.ts';
import type { Listen } from './listen.ts';

/** What the window's page may not do. Stated in full, so that no default decides. */
export const webPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  // The main process keeps the time and the connection: a hidden page has nothing to hurry for.
  backgroundThrottling: true,
} as const satisfies WebPreferences;

type Confined = Pick<WebContents, 'setWindowOpenHandler'> &
  Listen<'will-navigate' | 'will-frame-navigate' | 'will-redirect' | 'will-attach-webview', [Preventable]>;

interface Preventable {
  preventDefault(): void;
}

/**
 * Sandboxes every renderer and keeps every page where it was loaded: no navigation, no new window, no webview. To be
 * called before the `ready` event.
 */
export function confinePages(
  app: Pick<App, 'enableSandbox'> & Listen<'web-contents-created', [unknown, Confined]>,
): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => {
    confine(contents);
  });
}

function confine(contents: Confined): void {
  const refuse = (event: Preventable) => {
    event.preventDefault();
  };
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Permits notifications to our own page, and nothing else to anybody. Without it Electron grants what is asked. */
export function restrictPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isPermitted(permission, details.requestingUrl, details.isMainFrame));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    isPermitted(permission, requestingOrigin, details.isMainFrame),
  );
}

function isPermitted(permission: string, url: string, isMainFrame: boolean): boolean {
  return permission === 'notifications' && isMainFrame && isAppUrl(url);
}
