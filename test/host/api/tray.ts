import type { Tray as ElectronTray } from 'electron';
import { StrictEmitter } from '../lacking.ts';
import type { Menu } from './menu.ts';
import { nativeImageMembers, NativeImage } from './native-image.ts';

/** An item of the tray's menu as a person sees it. */
export interface ShownMenuItem {
  label: string;
  type: string;
  enabled: boolean;
  checked: boolean;
  submenu: readonly ShownMenuItem[];
}

/** The icon in the tray. Nothing draws it: a test asks what would be seen, and clicks. */
export class Tray
  extends StrictEmitter
  implements Pick<ElectronTray, 'setToolTip' | 'destroy' | 'isDestroyed' | 'getBounds'>
{
  #image: NativeImage;
  #toolTip = '';
  #menu: Menu | null = null;
  /** Linux shows the menu as it was when it was handed over. */
  #shownMenu: readonly ShownMenuItem[] = [];
  #isDestroyed = false;
  readonly #onDestroyed: (tray: Tray) => void;

  constructor(image: NativeImage | string, onDestroyed: (tray: Tray) => void) {
    super();
    this.#image = read(image);
    this.#onDestroyed = onDestroyed;
  }

  get image(): NativeImage {
    return this.#image;
  }

  get toolTip(): string {
    return this.#toolTip;
  }

  get shownMenu(): readonly ShownMenuItem[] {
    return this.#shownMenu;
  }

  setImage(image: NativeImage | string): void {
    this.#image = read(image);
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
  }

  setContextMenu(menu: Menu | null): void {
    this.#menu = menu;
    this.#shownMenu = shown(menu);
  }

  /** Chooses an item by its labels, from the top. */
  choose(labels: readonly string[]): void {
    let menu = this.#menu;
    let items = this.#shownMenu;
    for (const [depth, label] of labels.entries()) {
      const index = items.findIndex((item) => item.label === label);
      const item = menu?.items.filter(({ visible }) => visible)[index];
      if (item === undefined) {
        throw new Error(
          `The tray's menu has no "${label}"; it has ${items.map((one) => `"${one.label}"`).join(', ')}.`,
        );
      }
      if (depth === labels.length - 1) item.click();
      menu = item.submenu;
      items = items[index]?.submenu ?? [];
    }
  }

  getBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, width: 0, height: 0 };
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#onDestroyed(this);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
}

function read(image: NativeImage | string): NativeImage {
  const found = typeof image === 'string' ? nativeImageMembers.createFromPath(image) : image;
  if (found.isEmpty() && found.path !== null)
    throw new Error(`Failed to load image from path '${found.path}'`);
  return found;
}

function shown(menu: Menu | null): readonly ShownMenuItem[] {
  return (menu?.items ?? [])
    .filter(({ visible }) => visible)
    .map(({ label, type, enabled, checked, submenu }) => ({
      label,
      type,
      enabled,
      checked,
      submenu: shown(submenu),
    }));
}
