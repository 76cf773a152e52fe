import type { BrowserWindowConstructorOptions, Display, Rectangle, Screen } from 'electron';
import { describe, expect, it } from 'vitest';
import { MainWindow } from '../../main/desktop/main-window.ts';
import { webPreferences } from '../../main/desktop/web-security.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { FakeWindow } from './support/fake-window.ts';
import { recordingLogger } from './support/recording-logger.ts';

const WORK_AREA = { x: 0, y: 0, width: 1920, height: 1040 };

function openWindow({ hasTray = true, isDark = false } = {}) {
  const clock = new FakeClock();
  const logger = recordingLogger();
  const window = new FakeWindow();
  const desktop = { hasTray, gone: 0, trayBounds: null as Rectangle | null };
  const options: BrowserWindowConstructorOptions[] = [];
  const screen = {
    getCursorScreenPoint: () => ({ x: 1800, y: 1030 }),
    getDisplayNearestPoint: () => ({ workArea: WORK_AREA }) as Display,
  } satisfies Pick<Screen, 'getCursorScreenPoint' | 'getDisplayNearestPoint'>;
  const mainWindow = new MainWindow({
    createWindow: (given) => {
      options.push(given);
      return window;
    },
    screen,
    preload: '/app/out/preload/index.cjs',
    icon: '/app/icon.png',
    devTools: false,
    isDark: () => isDark,
    hasTray: () => Promise.resolve(desktop.hasTray),
    trayBounds: () => desktop.trayBounds,
    clock,
    logger,
    onGone: () => {
      desktop.gone += 1;
    },
  });
  return { mainWindow, window, clock, logger, desktop, options: options[0] };
}

async function started({ hasTray = true, hidden = false } = {}) {
  const opened = openWindow({ hasTray });
  await opened.mainWindow.start(hidden);
  opened.window.finishLoad();
  return opened;
}

describe('creating', () => {
  it('creates a small, hidden, confined window', () => {
    const { options } = openWindow();
    expect(options).toMatchObject({ width: 380, height: 560, minWidth: 320, minHeight: 400, show: false });
    expect(options?.webPreferences).toEqual({
      ...webPreferences,
      preload: '/app/out/preload/index.cjs',
      devTools: false,
    });
  });

  it('has the colour of the theme until the page has painted', () => {
    expect(openWindow({ isDark: true }).options?.backgroundColor).toBe('#191b1f');
    expect(openWindow().options?.backgroundColor).toBe('#ffffff');
  });
});

describe('starting', () => {
  it('loads the page and shows it once it has something to show', async () => {
    const { mainWindow, window } = openWindow();
    await mainWindow.start(false);
    expect(window.urls).toEqual(['app://tray/index.html']);
    expect(window.visible).toBe(false);
    window.emit('ready-to-show');
    expect(window).toMatchObject({ visible: true, focused: true });
  });

  it('stays hidden in the tray when the system started it', async () => {
    const { window } = await started({ hidden: true });
    expect(window).toMatchObject({ visible: false, minimized: false });
  });

  it('is minimised, and so within reach, where there is no tray to hide in', async () => {
    const { window } = await started({ hasTray: false, hidden: true });
    expect(window).toMatchObject({ visible: true, minimized: true, focused: false });
  });

  it('comes up even if its page fails to load', async () => {
    const { mainWindow, window, logger } = openWindow();
    await mainWindow.start(false);
    window.webContents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'app://tray/index.html', true);
    expect(window.visible).toBe(true);
    expect(logger.lines.join()).toContain('ERR_FILE_NOT_FOUND');
  });
});

describe('closing', () => {
  it('hides in the tray', async () => {
    const { window } = await started();
    expect(window.close()).toBe(true);
    await settle();
    expect(window).toMatchObject({ visible: false, minimized: false });
  });

  it('minimises where there is no tray, even if there was one before', async () => {
    const { window, desktop } = await started();
    desktop.hasTray = false;
    window.close();
    await settle();
    expect(window).toMatchObject({ visible: true, minimized: true });
  });

  it('closes when the program ends', async () => {
    const { mainWindow, window } = await started();
    mainWindow.end();
    expect(window.close()).toBe(false);
    await settle();
    expect(window.visible).toBe(true);
  });

  it('does not touch a window that went while the tray was looked for', async () => {
    const { window } = await started();
    window.close();
    window.destroyed = true;
    await settle();
    expect(window.visible).toBe(true);
  });
});

describe('showing', () => {
  it('appears next to the tray icon', async () => {
    const { mainWindow, window, desktop } = await started({ hidden: true });
    desktop.trayBounds = { x: 1700, y: 1040, width: 24, height: 40 };
    mainWindow.show();
    expect(window.bounds).toMatchObject({ x: 1522, y: 472 });
    expect(window).toMatchObject({ visible: true, focused: true });
  });

  it('appears next to the cursor where the system hides where the icon is', async () => {
    const { mainWindow, window, desktop } = await started({ hidden: true });
    desktop.trayBounds = { x: 0, y: 0, width: 0, height: 0 };
    mainWindow.show();
    expect(window.bounds).toMatchObject({ x: 1532, y: 462 });
  });

  it('stays where it is when it is on the screen already', async () => {
    const { mainWindow, window } = await started();
    window.setPosition(11, 12);
    mainWindow.show();
    expect(window.bounds).toMatchObject({ x: 11, y: 12 });
  });

  it('is left to the window manager where there is no tray', async () => {
    const { mainWindow, window } = await started({ hasTray: false });
    window.hide();
    window.setPosition(11, 12);
    mainWindow.show();
    expect(window.bounds).toMatchObject({ x: 11, y: 12 });
  });

  it('comes back from being minimised', async () => {
    const { mainWindow, window } = await started({ hasTray: false, hidden: true });
    mainWindow.show();
    expect(window).toMatchObject({ visible: true, minimized: false, focused: true });
  });

  it('goes and comes with clicks on the tray icon; one in the background comes first', async () => {
    const { mainWindow, window } = await started();
    mainWindow.toggle();
    expect(window.visible).toBe(false);
    mainWindow.toggle();
    expect(window).toMatchObject({ visible: true, focused: true });
    window.focused = false;
    mainWindow.toggle();
    expect(window).toMatchObject({ visible: true, focused: true });
  });
});

describe('a click on the tray icon of Windows', () => {
  it('hides the window that it has just taken the focus from, and brings up one that lost it before', async () => {
    const { mainWindow, window, clock } = await started();
    window.focused = false;
    window.emit('blur');
    await clock.advance(299);
    mainWindow.toggle();
    expect(window.visible).toBe(false);
    mainWindow.toggle();
    window.focused = false;
    window.emit('blur');
    await clock.advance(300);
    mainWindow.toggle();
    expect(window).toMatchObject({ visible: true, focused: true });
  });
});

describe('the page', () => {
  it('is told what is sent, once it is loaded', async () => {
    const { mainWindow, window } = openWindow();
    await mainWindow.start(true);
    expect(mainWindow.send('closeAlert', { alertId: 'a' })).toBe(false);
    window.finishLoad();
    expect(mainWindow.send('closeAlert', { alertId: 'b' })).toBe(true);
    expect(window.webContents.sent).toEqual([{ name: 'closeAlert', payload: { alertId: 'b' } }]);
  });

  it('is told nothing when its window is gone', async () => {
    const { mainWindow, window } = await started();
    window.webContents.destroyed = true;
    expect(mainWindow.send('closeAlert', { alertId: 'a' })).toBe(false);
  });

  it('is loaded again after a crash, and others are told meanwhile', async () => {
    const { mainWindow, window, clock, desktop } = await started();
    window.crash();
    expect(desktop.gone).toBe(1);
    expect(mainWindow.send('closeAlert', { alertId: 'a' })).toBe(false);
    await clock.advance(0);
    expect(window.webContents.reloads).toBe(1);
    window.finishLoad();
    expect(mainWindow.send('closeAlert', { alertId: 'a' })).toBe(true);
  });

  it('waits for the minute to end after three crashes in it', async () => {
    const { window, clock } = await started();
    window.crash();
    await clock.advance(10_000);
    window.crash();
    await clock.advance(10_000);
    expect(window.webContents.reloads).toBe(2);
    window.crash();
    await clock.advance(39_999);
    expect(window.webContents.reloads).toBe(2);
    await clock.advance(1);
    expect(window.webContents.reloads).toBe(3);
    await clock.advance(60_000);
    window.crash();
    await clock.advance(0);
    expect(window.webContents.reloads).toBe(4);
    window.crash();
    window.crash();
    await clock.advance(59_999);
    expect(window.webContents.reloads).toBe(4);
    await clock.advance(1);
    expect(window.webContents.reloads).toBe(5);
  });

  it('is not loaded again when the program ends', async () => {
    const { mainWindow, window, clock, desktop } = await started();
    mainWindow.end();
    window.crash();
    await clock.advance(60_000);
    expect(window.webContents.reloads).toBe(0);
    expect(desktop.gone).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not mind a part of it that fails to load', async () => {
    const { window, desktop } = await started();
    window.webContents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'app://tray/part.html', false);
    expect(desktop.gone).toBe(0);
  });
});
