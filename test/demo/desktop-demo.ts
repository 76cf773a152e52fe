import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from '../../preload/contract.ts';
import type { AppDriver, LaunchOptions } from '../e2e/support/driver.ts';
import { until } from '../e2e/support/until.ts';
import type { ReadyLine } from '../simulator/simulator.ts';

export interface DesktopDemoOptions {
  /** The project's folder. */
  root: string;
  ready: ReadyLine;
  launch: (options: LaunchOptions) => AppDriver | Promise<AppDriver>;
  say: (line: string) => void;
  /** Where a picture of the window goes; null where somebody sees the window itself. */
  screenshot: string | null;
  stop: AbortSignal;
}

/** The demo on a desktop: the built program, with a profile of its own, signed in as a person would sign in. */
export async function desktopDemo(options: DesktopDemoOptions): Promise<void> {
  const { root, ready, launch, say, screenshot, stop } = options;
  const profile = mkdtempSync(join(tmpdir(), 'conversation-tray-demo-'));
  const account = {
    address: ready.apiUrl,
    clientId: ready.clientId,
    method: 'browser',
    protocol: 'channels',
  };
  writeFileSync(join(profile, 'settings.json'), JSON.stringify({ version: 1, account }));
  const { DISPLAY, WAYLAND_DISPLAY, DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, XAUTHORITY } = process.env;
  const desktop = { DISPLAY, WAYLAND_DISPLAY, DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, XAUTHORITY };
  const driver = await launch({
    mainBundle: join(root, 'out', 'main', 'index.js'),
    appPath: root,
    profile,
    environment: Object.fromEntries(
      Object.entries(desktop).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    arguments: ['--profile', profile],
  });
  try {
    await signIn(driver);
    await follow(driver, say);
    if (screenshot !== null) void takePicture(driver, screenshot, say);
    await Promise.race([
      driver.exited,
      new Promise((resolve) => {
        if (stop.aborted) resolve(null);
        stop.addEventListener('abort', resolve, { once: true });
      }),
    ]);
  } finally {
    await driver.quit();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The browser is played by `fetch`, which follows the redirect back to the program. */
async function signIn(driver: AppDriver): Promise<void> {
  const page = await driver.page();
  await page.getByRole('button', { name: 'Sign in with your browser' }).click();
  const url = await until('the sign-in page', async () => (await driver.openedUrls())[0]);
  await fetch(url);
  await page.getByRole('region', { name: 'Connection' }).getByText('Connected').waitFor();
}

/** Prints each state and each alert as the window is told of it. */
async function follow(driver: AppDriver, say: (line: string) => void): Promise<void> {
  const page = await driver.page();
  const sayNow = (line: string) => {
    say(`${new Date().toLocaleTimeString('en-GB')}  ${line}`);
  };
  await page.exposeFunction('demoSays', sayNow);
  // No function in it may have a name: tsx would put a helper around it that the page does not have.
  await page.evaluate(() => {
    const api = Reflect.get(window, 'api') as Api;
    const tell = Reflect.get(window, 'demoSays') as (line: string) => void;
    let headline = '';
    api.onViewChanged(({ connection }) => {
      if (connection === undefined || connection.headline === headline) return;
      headline = connection.headline;
      tell(`${headline}.`);
    });
    api.onShowAlert(({ title, body }) => {
      tell(`Alert: ${title}\n          ${body}`);
    });
  });
  sayNow('Connected: alerts are arriving.');
}

async function takePicture(driver: AppDriver, file: string, say: (line: string) => void): Promise<void> {
  const page = await driver.page();
  await page.getByText('Hello! Where is my order?').first().waitFor();
  await page.screenshot({ path: file });
  say(`          A picture of the window: ${file}`);
}
