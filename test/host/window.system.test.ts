import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AppDriver } from '../e2e/support/driver.ts';
import { until } from '../e2e/support/until.ts';
import { FixtureApp, line, whySkipped } from './support/fixture-app.ts';

/** The pages that Chromium has, by its own word. */
async function pages(profile: string): Promise<readonly unknown[]> {
  const [port] = readFileSync(join(profile, 'chromium/DevToolsActivePort'), 'utf8').split('\n');
  const answer = await fetch(`http://127.0.0.1:${String(port)}/json/list`);
  return z
    .array(z.object({ type: z.string() }))
    .parse(await answer.json())
    .filter(({ type }) => type === 'page');
}

describe.skipIf(whySkipped() !== '')(`windows of the host${whySkipped()}`, () => {
  let fixture: FixtureApp;
  let driver: AppDriver;
  let profile: string;

  beforeAll(async () => {
    fixture = await FixtureApp.build();
  });

  afterAll(async () => {
    await fixture.remove();
  });

  beforeEach(async () => {
    profile = fixture.newProfile();
    driver = fixture.launch({}, profile);
    await line(driver, 'loaded app://tray/index.html');
  });

  afterEach(async () => {
    await fixture.stopAll();
  });

  it('starts hidden, shows from the tray, and hides instead of closing', async () => {
    const page = await driver.page();
    const visibility = () => page.evaluate(() => document.visibilityState);
    expect(await driver.windows()).toMatchObject([{ isVisible: false }]);
    expect(await visibility()).toBe('hidden');

    await driver.clickTray();
    expect(await driver.windows()).toMatchObject([{ isVisible: true }]);
    await until('a visible page', async () => (await visibility()) === 'visible');
    await until('the focus', async () => (await driver.windows())[0]?.isFocused);

    await driver.closeWindow();
    expect(await driver.windows()).toMatchObject([{ isVisible: false }]);
    await until('a hidden page', async () => (await visibility()) === 'hidden');
    await until('the end of the focus', async () => (await driver.windows())[0]?.isFocused === false);
  });

  it('stays where it is when the page wants to go elsewhere', async () => {
    const page = await driver.page();
    await driver.clickTray();
    await page.getByRole('link', { name: 'Elsewhere' }).click();
    await line(driver, 'will navigate to https://example.com/elsewhere');
    await page.evaluate(() => {
      location.href = 'https://tray.localhost/other.html';
    });
    await line(driver, 'will navigate to app://tray/other.html');
    expect(page.url()).toBe('https://tray.localhost/index.html');
    expect(await driver.windows()).toMatchObject([{ url: 'app://tray/index.html' }]);
    expect(await page.getByRole('heading').textContent()).toBe('Fixture');
  });

  it('opens no second window, and hands the address to the application', async () => {
    const page = await driver.page();
    await driver.clickTray();
    await page.getByRole('link', { name: 'Other window' }).click();
    await until('an opened address', async () => (await driver.openedUrls()).length > 0);
    await until('one page', async () => (await pages(profile)).length === 1);
    expect(await driver.openedUrls()).toEqual(['https://example.com/other']);
    expect(await driver.windows()).toHaveLength(1);
  });

  it('reaches no network from the page', async () => {
    const page = await driver.page();
    const failed = page.waitForEvent('requestfailed');
    await page.evaluate(() => {
      new Image().src = 'https://example.com/image.png';
    });
    const request = await failed;
    expect([request.url(), request.failure()?.errorText]).toEqual([
      'https://example.com/image.png',
      'net::ERR_INTERNET_DISCONNECTED',
    ]);
  });

  it('tells of a crash, and the page comes back with its api', async () => {
    await (await driver.page()).getByRole('heading').waitFor();
    await driver.crashRenderer();
    await line(driver, 'render process gone: crashed');
    const page = await driver.page();
    expect(await page.getByRole('heading').textContent()).toBe('Fixture');
    await driver.chooseTrayItem('Tell');
    await page.getByText('{"at":1}').waitFor();
    expect(driver.stdout().match(/page script: api is there: true/g)).toHaveLength(2);
  });

  it('goes on without a window, and makes another', async () => {
    await driver.chooseTrayItem('Window', 'Destroy');
    await line(driver, 'window closed');
    await line(driver, 'all windows closed');
    expect(await driver.windows()).toEqual([]);
    await driver.suspend();
    await line(driver, 'suspend');

    await driver.chooseTrayItem('Window', 'Create');
    const page = await driver.page();
    expect(await page.getByRole('heading').textContent()).toBe('Fixture');
  });

  it('follows the theme of the system', async () => {
    const page = await driver.page();
    const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    expect(await isDark()).toBe(false);
    await driver.setSystemDark(true);
    await until('a dark page', isDark);
  });
});
