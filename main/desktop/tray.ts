import type { MenuItemConstructorOptions, Rectangle, Tray } from 'electron';
import type { DoNotDisturb } from '../../preload/contract.ts';
import type { TrayView } from '../application/tray-view.ts';
import { trayImageFile } from './icons.ts';
import type { Listen } from './listen.ts';
import { trayMenu } from './tray-menu.ts';

/** What is used of Electron's tray icon. */
export type TrayIcon = Pick<
  Tray,
  'setImage' | 'setToolTip' | 'setContextMenu' | 'setTitle' | 'getBounds' | 'destroy'
> &
  Listen<'click'>;

export interface TrayActions {
  open: () => void;
  toggle: () => void;
  doNotDisturb: (choice: DoNotDisturb) => void;
  retry: () => void;
  quit: () => void;
}

export interface TrayDependencies {
  platform: NodeJS.Platform;
  /** Absolute path of assets/icons. */
  icons: string;
  createTray: (imageFile: string) => TrayIcon;
  buildMenu: (template: MenuItemConstructorOptions[]) => Electron.Menu;
  actions: TrayActions;
}

/** The icon in the tray. What it shows is one value; setting the same again does nothing. */
export class SystemTray {
  readonly #dependencies: TrayDependencies;
  #view: TrayView;
  #shown: TrayView | null = null;
  #tray: TrayIcon | null = null;

  constructor(dependencies: TrayDependencies, view: TrayView) {
    this.#dependencies = dependencies;
    this.#view = view;
    this.#render();
  }

  setView(view: TrayView): void {
    this.#view = view;
    this.#render();
  }

  /** Where the icon is, in device-independent pixels; all zero where the system does not tell. */
  bounds(): Rectangle | null {
    return this.#tray?.getBounds() ?? null;
  }

  /** Takes the icon away; else it may stay in the tray after the program has ended. */
  destroy(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  #render(): void {
    const { platform } = this.#dependencies;
    const view = this.#view;
    const shown = this.#shown;
    const tray = (this.#tray ??= this.#create());
    if (shown !== null && shown.icon !== view.icon) tray.setImage(this.#image());
    if (shown?.tooltip !== view.tooltip) tray.setToolTip(view.tooltip);
    if (platform === 'darwin' && shown?.unread !== view.unread) {
      tray.setTitle(view.unread > 0 ? String(view.unread) : '');
    }
    // Linux shows changes of a menu only when it is set anew, and a menu that is open closes when it is.
    if (shown === null || !hasSameMenu(shown, view)) {
      tray.setContextMenu(this.#dependencies.buildMenu(trayMenu(view, this.#dependencies.actions)));
    }
    this.#shown = view;
  }

  #create(): TrayIcon {
    const { platform, createTray, actions } = this.#dependencies;
    const tray = createTray(this.#image());
    // On macOS a click opens the menu.
    if (platform !== 'darwin') {
      tray.on('click', () => {
        actions.toggle();
      });
    }
    return tray;
  }

  #image(): string {
    return trayImageFile(this.#dependencies.icons, this.#dependencies.platform, this.#view.icon);
  }
}

function hasSameMenu(one: TrayView, other: TrayView): boolean {
  return (
    one.headline === other.headline &&
    one.doNotDisturb === other.doNotDisturb &&
    one.signedIn === other.signedIn &&
    (one.icon === 'reconnecting') === (other.icon === 'reconnecting')
  );
}
