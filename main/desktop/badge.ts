import type { App, BrowserWindow, NativeImage } from 'electron';

export interface BadgeDependencies {
  platform: NodeJS.Platform;
  app: Pick<App, 'setBadgeCount'>;
  window: Pick<BrowserWindow, 'setOverlayIcon' | 'isDestroyed'>;
  /** What Windows lays over the task bar's button: it has no numbers there. */
  overlay: NativeImage;
}

/** The number of unread messages on the program's icon, where the desktop shows such. */
export class Badge {
  readonly #dependencies: BadgeDependencies;
  #shown = 0;

  constructor(dependencies: BadgeDependencies) {
    this.#dependencies = dependencies;
  }

  show(unread: number): void {
    if (unread === this.#shown) return;
    this.#shown = unread;
    const { platform, app, window, overlay } = this.#dependencies;
    if (platform !== 'win32') app.setBadgeCount(unread);
    else if (!window.isDestroyed()) {
      if (unread === 0) window.setOverlayIcon(null, '');
      else window.setOverlayIcon(overlay, unread === 1 ? '1 unread message' : `${unread} unread messages`);
    }
  }
}
