import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions, Rectangle } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { TrayView } from '../../main/application/tray-view.ts';
import { SystemTray, type TrayIcon } from '../../main/desktop/tray.ts';

class FakeTray extends EventEmitter implements TrayIcon {
  readonly images: string[];
  readonly tooltips: string[] = [];
  readonly titles: string[] = [];
  readonly menus: Electron.Menu[] = [];
  destroyed = false;

  constructor(image: string) {
    super();
    this.images = [image];
  }

  setImage(image: Parameters<TrayIcon['setImage']>[0]): void {
    this.images.push(typeof image === 'string' ? image : 'native image');
  }

  setToolTip(tooltip: string): void {
    this.tooltips.push(tooltip);
  }

  setTitle(title: string): void {
    this.titles.push(title);
  }

  setContextMenu(menu: Electron.Menu | null): void {
    if (menu !== null) this.menus.push(menu);
  }

  getBounds(): Rectangle {
    return { x: 1, y: 2, width: 24, height: 24 };
  }

  destroy(): void {
    this.destroyed = true;
  }
}

/** Only handed through: what it holds is its template. */
const menuStandIn: unknown = {};

const IDLE: TrayView = {
  icon: 'idle',
  unread: 0,
  tooltip: 'Conversation Tray: connected',
  headline: 'Connected',
  doNotDisturb: false,
  signedIn: true,
};

function openTray(platform: NodeJS.Platform, view: TrayView = IDLE) {
  const created: FakeTray[] = [];
  const templates: MenuItemConstructorOptions[][] = [];
  const actions = { open: vi.fn(), toggle: vi.fn(), doNotDisturb: vi.fn(), retry: vi.fn(), quit: vi.fn() };
  const tray = new SystemTray(
    {
      platform,
      icons: '/icons',
      createTray: (image) => {
        const icon = new FakeTray(image);
        created.push(icon);
        return icon;
      },
      buildMenu: (template) => {
        templates.push(template);
        return menuStandIn as Electron.Menu;
      },
      actions,
    },
    view,
  );
  const icon = created[0] ?? new FakeTray('none was created');
  return { tray, icon, created, templates, actions, menu: () => templates.at(-1) ?? [] };
}

const labels = (template: readonly MenuItemConstructorOptions[]) =>
  template.map(({ label, type }) => (type === 'separator' ? '-' : label));

/** Clicks an item, at any depth. */
function click(template: readonly MenuItemConstructorOptions[], label: string): void {
  for (const item of template) {
    if (item.label === label) Reflect.apply(item.click ?? (() => undefined), undefined, []);
    if (Array.isArray(item.submenu)) click(item.submenu, label);
  }
}

describe('the icon', () => {
  it.each([
    ['win32', '/icons/tray/windows/idle.ico', '/icons/tray/windows/unread.ico'],
    ['darwin', '/icons/tray/mac/idleTemplate.png', '/icons/tray/mac/unreadTemplate.png'],
    ['linux', '/icons/tray/linux/idle.png', '/icons/tray/linux/unread.png'],
  ] as const)('is the one of the state and of %s', (platform, idle, unread) => {
    const { tray, icon } = openTray(platform);
    tray.setView({ ...IDLE, icon: 'unread' });
    expect(icon.images).toEqual([idle, unread]);
  });

  it('is created once, and setting the same view again does nothing', () => {
    const { tray, icon, created } = openTray('linux');
    tray.setView({ ...IDLE });
    expect(created).toHaveLength(1);
    expect(icon.images).toHaveLength(1);
    expect(icon.tooltips).toEqual(['Conversation Tray: connected']);
    expect(icon.menus).toHaveLength(1);
  });

  it('tells the count beside it on macOS alone', () => {
    const mac = openTray('darwin');
    mac.tray.setView({ ...IDLE, unread: 3 });
    mac.tray.setView(IDLE);
    expect(mac.icon.titles).toEqual(['', '3', '']);
    const linux = openTray('linux');
    linux.tray.setView({ ...IDLE, unread: 3 });
    expect(linux.icon.titles).toEqual([]);
  });

  it('shows and hides the window when it is clicked; on macOS the click opens the menu', () => {
    for (const platform of ['linux', 'win32'] as const) {
      const { icon, actions } = openTray(platform);
      icon.emit('click');
      expect(actions.toggle).toHaveBeenCalledOnce();
    }
    const { icon, actions } = openTray('darwin');
    icon.emit('click');
    expect(actions.toggle).not.toHaveBeenCalled();
  });

  it('goes with the program', () => {
    const { tray, icon } = openTray('linux');
    expect(tray.bounds()).toEqual({ x: 1, y: 2, width: 24, height: 24 });
    tray.destroy();
    expect(icon.destroyed).toBe(true);
    expect(tray.bounds()).toBeNull();
  });
});

describe('the menu', () => {
  it('says the state, and has everything the icon can do', () => {
    const { menu, actions } = openTray('linux');
    expect(labels(menu())).toEqual(['Connected', '-', 'Open', 'Do not disturb', '-', 'Quit']);
    expect(menu()[0]).toMatchObject({ enabled: false });
    click(menu(), 'Open');
    click(menu(), 'Quit');
    expect(actions.open).toHaveBeenCalledOnce();
    expect(actions.quit).toHaveBeenCalledOnce();
  });

  it('retries while reconnecting', () => {
    const { tray, menu, actions } = openTray('linux');
    tray.setView({ ...IDLE, icon: 'reconnecting', headline: 'Reconnecting' });
    expect(labels(menu())).toContain('Retry now');
    click(menu(), 'Retry now');
    expect(actions.retry).toHaveBeenCalledOnce();
    tray.setView(IDLE);
    expect(labels(menu())).not.toContain('Retry now');
  });

  it.each([
    ['30 minutes', 'halfHour'],
    ['1 hour', 'hour'],
    ['Until tomorrow', 'untilTomorrow'],
    ['Off', 'off'],
  ])('silences alerts: %s', (label, choice) => {
    const { menu, actions } = openTray('linux', { ...IDLE, doNotDisturb: true });
    click(menu(), label);
    expect(actions.doNotDisturb).toHaveBeenCalledExactlyOnceWith(choice);
  });

  it('says whether alerts are silenced, and can end that only then', () => {
    const { tray, menu } = openTray('linux');
    const off = () => {
      const submenu = menu().find(({ label }) => label?.startsWith('Do not disturb'))?.submenu;
      return Array.isArray(submenu) ? submenu.find(({ label }) => label === 'Off')?.enabled : undefined;
    };
    expect(off()).toBe(false);
    tray.setView({ ...IDLE, doNotDisturb: true });
    expect(labels(menu())).toContain('Do not disturb (on)');
    expect(off()).toBe(true);
  });

  it('has nothing to silence before sign-in', () => {
    const { menu } = openTray('linux', { ...IDLE, signedIn: false });
    expect(labels(menu())).toEqual(['Connected', '-', 'Open', '-', 'Quit']);
  });

  it('is set anew when it changes, and only then', () => {
    const { tray, icon } = openTray('linux');
    tray.setView({ ...IDLE, unread: 1, icon: 'unread', tooltip: '1 unread' });
    expect(icon.menus).toHaveLength(1);
    tray.setView({ ...IDLE, headline: 'Offline' });
    expect(icon.menus).toHaveLength(2);
  });

  it('takes no letter of the headline for a shortcut', () => {
    const { menu } = openTray('linux', { ...IDLE, headline: 'Smith & Sons' });
    expect(labels(menu())[0]).toBe('Smith && Sons');
  });
});
