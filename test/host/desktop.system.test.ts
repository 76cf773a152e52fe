import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForDesktop, startDesktop, type Desktop } from '../e2e/support/desktop.ts';
import type { AppDriver } from '../e2e/support/driver.ts';
import { until } from '../e2e/support/until.ts';
import type { FixtureApi } from './fixture/contract.ts';
import { FixtureApp, line, whySkipped } from './support/fixture-app.ts';

const reason = whySkipped(missingForDesktop());

describe.skipIf(reason !== '')(`the host on a desktop${reason}`, () => {
  let fixture: FixtureApp;
  let desktop: Desktop;
  let driver: AppDriver;

  beforeAll(async () => {
    [fixture, desktop] = await Promise.all([FixtureApp.build(), startDesktop()]);
    driver = fixture.launch(desktop.environment);
    await line(driver, 'ready to show');
  });

  afterAll(async () => {
    await fixture.remove();
    await desktop.stop();
  });

  const notify = async (title: string, body: string) => {
    const page = await driver.page();
    await page.evaluate(
      ([first, second]) => {
        const api = Reflect.get(window, 'api') as FixtureApi;
        return api.notify(String(first), String(second));
      },
      [title, body],
    );
  };

  it("shows the main process's notification, and a click comes back", async () => {
    await notify('Jane', 'Where is\nmy order? ✓');
    const shown = await desktop.notifications.waitFor(
      'it on the screen',
      ({ summary }) => summary === 'Jane',
    );
    expect(shown).toMatchObject({
      appName: 'host-fixture',
      body: 'Where is\nmy order? ✓',
      actions: ['default', 'View'],
    });
    await line(driver, 'notification show');
    await desktop.notifications.click(shown.id);
    await line(driver, 'notification click');
    expect(shown.wasClicked).toBe(true);
  });

  it("shows the page's notification from a hidden window, and a click comes back", async () => {
    const page = await driver.page();
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    await page.getByRole('button', { name: 'Notify' }).evaluate((button: HTMLElement) => {
      button.click();
    });
    const shown = await desktop.notifications.waitFor(
      'it on the screen',
      ({ summary }) => summary === 'From the page',
    );
    expect(shown.body.split('\n').at(-1)).toBe('Hello');
    await desktop.notifications.click(shown.id);
    await line(driver, 'page notification clicked');
  });

  it('tells of a notification that is dismissed', async () => {
    const page = await driver.page();
    await page.getByRole('button', { name: 'Notify' }).evaluate((button: HTMLElement) => {
      button.click();
    });
    const shown = await desktop.notifications.waitFor(
      'it on the screen',
      ({ summary }) => summary === 'From the page',
    );
    await desktop.notifications.dismiss(shown.id);
    expect(shown.wasClicked).toBe(false);
    await line(driver, 'page notification closed');
  });

  it('clicks the one that is meant, of several', async () => {
    for (const title of ['One', 'Two', 'Three']) await notify(title, 'x');
    const { notifications } = desktop;
    await until('three', () => notifications.shown.filter(({ id }) => id !== null).length === 3);
    const two = notifications.shown.find(({ summary }) => summary === 'Two');
    await notifications.click(two?.id ?? -1);
    expect(two?.wasClicked).toBe(true);
    expect(notifications.shown.map(({ summary }) => summary)).toEqual(['One', 'Three']);
    const [one, three] = notifications.shown;
    await notifications.dismiss(three?.id ?? -1);
    expect(notifications.shown).toEqual([one]);
    await notifications.dismiss(one?.id ?? -1);
  });

  it('gives the window the focus when it is shown, and takes it when it is hidden', async () => {
    await driver.clickTray();
    await until('the focus', async () => (await driver.windows())[0]?.isFocused);
    const folder = mkdtempSync(join(tmpdir(), 'conversation-tray-screen-'));
    const file = join(folder, 'screen.png');
    await until('the window on the picture', async () => {
      await desktop.screenshot(file);
      return statSync(file).size > 1_500;
    });
    rmSync(folder, { recursive: true });
    await driver.closeWindow();
    await until('the end of the focus', async () => (await driver.windows())[0]?.isFocused === false);
  });

  it('says so where nothing shows notifications', async () => {
    const lonely = fixture.launch({
      ...desktop.environment,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    });
    const page = await lonely.page();
    await page.evaluate(() => (Reflect.get(window, 'api') as FixtureApi).notify('Jane', 'Hello'));
    await line(lonely, 'notification failed');
  });
});
