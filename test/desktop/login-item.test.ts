import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { autostartEntry, isAutostartEnabled } from '../../main/desktop/autostart-entry.ts';
import { currentLaunch, loginItem, type LoginItemDependencies } from '../../main/desktop/login-item.ts';

type LoginApp = LoginItemDependencies['app'];

const launch = { file: '/opt/Conversation Tray/conversation-tray', args: [] };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'login-item-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function systemApp(settings: Partial<ReturnType<LoginApp['getLoginItemSettings']>> = {}) {
  return {
    setLoginItemSettings: vi.fn<LoginApp['setLoginItemSettings']>(),
    getLoginItemSettings: vi.fn<LoginApp['getLoginItemSettings']>(() => ({
      openAtLogin: false,
      wasOpenedAtLogin: false,
      status: 'not-registered',
      executableWillLaunchAtLogin: false,
      launchItems: [],
      ...settings,
    })),
  } satisfies LoginApp;
}

describe('on Linux', () => {
  const item = () => loginItem({ platform: 'linux', app: systemApp(), launch, configFolder: folder });
  const file = () => join(folder, 'autostart', 'conversation-tray.desktop');

  it('writes the file that desktops start, reads it back, and removes it', async () => {
    expect(await item().isEnabled()).toBe(false);
    await item().setEnabled(true);
    expect(await item().isEnabled()).toBe(true);
    expect(await readFile(file(), 'utf8')).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=Conversation Tray',
        'Comment=Desktop alerts for new customer messages',
        'Exec="/opt/Conversation Tray/conversation-tray" "--hidden"',
        'Icon=conversation-tray',
        'Terminal=false',
        'X-GNOME-Autostart-enabled=true',
        '',
      ].join('\n'),
    );
    await item().setEnabled(false);
    expect(await item().isEnabled()).toBe(false);
    await item().setEnabled(false);
  });

  it('says what to do where the file cannot be written', async () => {
    await writeFile(join(folder, 'autostart'), 'not a folder');
    await expect(item().setEnabled(true)).rejects.toThrow(
      /Check that .*conversation-tray\.desktop may be written/,
    );
  });
});

describe('on Windows and macOS', () => {
  it('registers the program, hidden, and looks for that same entry', async () => {
    const app = systemApp({ openAtLogin: true, executableWillLaunchAtLogin: true });
    const item = loginItem({ platform: 'win32', app, launch, configFolder: folder });
    await item.setEnabled(true);
    expect(app.setLoginItemSettings).toHaveBeenCalledWith({
      openAtLogin: true,
      path: launch.file,
      args: ['--hidden'],
    });
    expect(await item.isEnabled()).toBe(true);
    expect(app.getLoginItemSettings).toHaveBeenCalledWith({ path: launch.file, args: ['--hidden'] });
  });

  it('knows of an entry that was switched off in the Task Manager', async () => {
    const app = systemApp({ openAtLogin: true, executableWillLaunchAtLogin: false });
    const item = loginItem({ platform: 'win32', app, launch, configFolder: folder });
    expect(await item.isEnabled()).toBe(false);
  });

  it('gives macOS no arguments: it takes none', async () => {
    const app = systemApp({ openAtLogin: true });
    const item = loginItem({ platform: 'darwin', app, launch, configFolder: folder });
    await item.setEnabled(false);
    expect(app.setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: false });
    expect(await item.isEnabled()).toBe(true);
  });
});

describe('currentLaunch', () => {
  const app = (isPackaged: boolean) => ({ isPackaged, getAppPath: () => '/src/tray' });

  it('is the program, the AppImage it came in, or Electron with the folder of the program', () => {
    expect(currentLaunch(app(true), '/opt/tray', {})).toEqual({ file: '/opt/tray', args: [] });
    expect(currentLaunch(app(true), '/tmp/.mount/tray', { APPIMAGE: '/home/j/Tray.AppImage' })).toEqual({
      file: '/home/j/Tray.AppImage',
      args: [],
    });
    expect(currentLaunch(app(false), '/bin/electron', {})).toEqual({
      file: '/bin/electron',
      args: ['/src/tray'],
    });
  });
});

describe('autostartEntry', () => {
  it.each([
    ['/opt/a b', String.raw`"/opt/a b"`],
    ['/opt/100%', String.raw`"/opt/100%%"`],
    ['/opt/$HOME', String.raw`"/opt/\\$HOME"`],
    ['/opt/`id`', '"/opt/\\\\`id\\\\`"'],
    ['/opt/"x"', String.raw`"/opt/\\"x\\""`],
    ['/opt/a\\b', String.raw`"/opt/a\\\\b"`],
  ])('quotes %s', (file, quoted) => {
    expect(autostartEntry({ file, args: [] })).toContain(`\nExec=${quoted}\n`);
  });

  it('refuses a path that would write a line of its own', () => {
    expect(() => autostartEntry({ file: '/opt/a\nExec=evil', args: [] })).toThrow(TypeError);
  });
});

describe('isAutostartEnabled', () => {
  it('reads what the desktop has switched off in the file', () => {
    const entry = autostartEntry(launch);
    expect(isAutostartEnabled(entry)).toBe(true);
    expect(isAutostartEnabled(entry.replace('enabled=true', 'enabled=false'))).toBe(false);
    expect(isAutostartEnabled(`${entry}Hidden=true\n`)).toBe(false);
    expect(isAutostartEnabled(`${entry}Hidden=false\n`)).toBe(true);
  });
});
