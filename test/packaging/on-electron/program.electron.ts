import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../../../preload/contract.ts';
import { startDesktop } from '../../e2e/support/desktop.ts';
import type { AppDriver } from '../../e2e/support/driver.ts';
import { launchOnElectron } from '../../e2e/support/electron-driver.ts';
import { until } from '../../e2e/support/until.ts';
import { startSimulator, type RunningSimulator } from '../../simulator/server.ts';
import { findElectron } from '../../start/electron-program.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What a program finds on the desktop that it is started on; on Linux one is made for it. */
async function desktopEnvironment(atEnd: (() => unknown)[]): Promise<Readonly<Record<string, string>>> {
  if (process.platform === 'linux') {
    const desktop = await startDesktop();
    atEnd.push(() => desktop.stop());
    return desktop.environment;
  }
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

describe('the program on real Electron', () => {
  const atEnd: (() => unknown)[] = [];
  let service: RunningSimulator;
  let profile: string;
  let driver: AppDriver;
  let conversationId: string;

  beforeAll(async () => {
    const electronPackage = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const electron = findElectron(electronPackage, process.env);
    if (electron === null) {
      throw new Error('These tests need Electron’s own program. Get it with `npx install-electron`.');
    }
    profile = mkdtempSync(join(tmpdir(), 'conversation-tray-electron-'));
    atEnd.push(() => {
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    });
    service = await startSimulator({ signIn: 'auto' });
    atEnd.push(() => service.close());
    const { apiUrl, clientId } = service.ready;
    const account = { address: apiUrl, clientId, method: 'browser', protocol: 'channels' };
    writeFileSync(join(profile, 'settings.json'), JSON.stringify({ version: 1, account }));
    driver = await launchOnElectron(electron, {
      mainBundle: join(root, 'out/main/index.js'),
      appPath: root,
      profile,
      environment: await desktopEnvironment(atEnd),
    });
    atEnd.push(() => driver.quit());
  });

  afterAll(async () => {
    for (const end of atEnd.reverse()) await end();
  });

  const connected = async () => {
    const page = await driver.page();
    await page.getByRole('region', { name: 'Connection' }).getByText('Connected').waitFor();
  };
  const row = async (customer: string) =>
    (await driver.page()).getByRole('option', { name: new RegExp(customer) });
  const deliveries = async () =>
    (await driver.page()).evaluate(() => (Reflect.get(window, 'api') as Api).getDeliveries());

  it('signs in by way of the browser', async () => {
    const page = await driver.page();
    await page.getByRole('button', { name: 'Sign in with your browser' }).click();
    const url = await until('the sign-in page', async () => (await driver.openedUrls())[0]);
    await fetch(url);
    await connected();
  });

  it('serves its window from its own scheme, under its policy', async () => {
    const page = await driver.page();
    expect(page.url()).toMatch(/^app:\/\/tray\//);
    const evil = await page.evaluate(async () => {
      try {
        await fetch('https://example.invalid/');
        return 'fetched';
      } catch {
        return Reflect.has(window, 'require') ? 'Node is within reach' : 'refused';
      }
    });
    expect(evil).toBe('refused');
  });

  it('has an icon in the tray that says so', async () => {
    await until('Connected in the tray', async () => (await driver.tray())?.toolTip.includes('Connected'));
  });

  it('hands an alert for a customer’s message over to the system, once', async () => {
    const { simulator, ready } = service;
    ({ conversationId } = simulator.steering.start({
      userId: ready.userId,
      answered: true,
      customerName: 'Jane Doe',
    }));
    await (await row('Jane Doe')).waitFor();
    simulator.steering.message(conversationId, 'Where is my order?');
    await until('the alert', async () => {
      const own = (await deliveries()).filter((entry) => entry.conversationId === conversationId);
      return own.some(({ fate }) => fate.kind === 'handedOver');
    });
    expect((await deliveries()).filter((entry) => entry.conversationId === conversationId)).toHaveLength(1);
  });

  it('is put away by closing its window, and comes back when it is started again', async () => {
    await driver.closeWindow();
    // Without a tray to come back by, the window is minimised instead.
    const isShown = async () =>
      (await driver.windows()).some(({ isVisible, isMinimized }) => isVisible && !isMinimized);
    await until('no window', async () => !(await isShown()));
    expect(await driver.secondInstance()).toMatchObject({ code: 0 });
    await until('the window', isShown);
  });

  it('goes on when its window crashes, and loads it again', async () => {
    const { simulator } = service;
    await driver.crashRenderer();
    simulator.steering.message(conversationId, 'Are you still there?');
    await until('the second message in the tray', async () =>
      (await driver.tray())?.toolTip.includes('2 unread'),
    );
    // Playwright's page stays dead after a crash; what the main process says of its window does not.
    await until('a window with a page', async () =>
      (await driver.windows()).every(({ isCrashed, url }) => !isCrashed && url !== ''),
    );
  });

  it('keeps its log, ends as asked, and writes no secret down', async () => {
    expect(await driver.quit()).toMatchObject({ code: 0 });
    const log = readFileSync(join(profile, 'logs', 'main.log'), 'utf8');
    expect(log).not.toBe('');
    for (const secret of [service.ready.accessToken, service.ready.clientSecret]) {
      expect(log + readFileSync(join(profile, 'settings.json'), 'utf8')).not.toContain(secret);
    }
  });
});
