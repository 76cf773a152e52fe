import type { MenuItemConstructorOptions, Menu as ElectronMenu } from 'electron';
import { StrictEmitter, StrictObject } from '../lacking.ts';

/** What roles mean here; a role that does more than one thing is lacking. */
export interface MenuRoles {
  quit(): void;
}

export class MenuItem extends StrictObject {
  readonly id: string;
  readonly type: NonNullable<MenuItemConstructorOptions['type']>;
  readonly role: MenuItemConstructorOptions['role'];
  readonly submenu: Menu | null;
  readonly click: () => void;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;

  constructor(options: MenuItemConstructorOptions, roles: MenuRoles) {
    super();
    const { role, submenu } = options;
    if (role !== undefined && role !== 'quit') throw new Error(`The host lacks the menu role ${role}`);
    this.role = role;
    this.id = options.id ?? '';
    this.submenu = submenu === undefined ? null : Array.isArray(submenu) ? Menu.of(submenu, roles) : null;
    if (submenu !== undefined && this.submenu === null)
      throw new Error('The host builds submenus from templates.');
    this.type = options.type ?? (this.submenu === null ? 'normal' : 'submenu');
    this.label = options.label ?? (role === 'quit' ? 'Quit' : '');
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.click = () => {
      if (!this.enabled || !this.visible) throw new Error(`"${this.label}" cannot be chosen.`);
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.checked = true;
      if (role === 'quit') roles.quit();
      else if (options.click !== undefined) Reflect.apply(options.click, undefined, [this, undefined, {}]);
    };
  }
}

export class Menu extends StrictEmitter implements Pick<ElectronMenu, never> {
  readonly items: MenuItem[] = [];

  static of(template: readonly (MenuItemConstructorOptions | MenuItem)[], roles: MenuRoles): Menu {
    const menu = new Menu();
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item, roles));
    return menu;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found !== undefined && found !== null) return found;
    }
    return null;
  }
}
