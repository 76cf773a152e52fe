import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { connectedWithNotices, sampleView, signedIn } from './support/sample-view.ts';
import { describeWindow } from './support/windows.ts';

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
}

function lastCall(page: Page): Promise<unknown> {
  return page.evaluate(() => window.fakeMain.calls.at(-1));
}

const ID = '8f2d1e54-6b0a-4a7c-9c1d-2e3f4a5b6c7d';

describeWindow('the settings', (open) => {
  test('apply at once and say so', async () => {
    const { page } = await open();
    await openSettings(page);
    await page.getByLabel('They show').selectOption('Name only');
    expect(await lastCall(page)).toEqual({
      name: 'setAlerts',
      request: { content: 'name', sound: 'oncePerConversation', offered: true },
    });
    await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor({ state: 'attached' });
    await page.getByLabel('Sound').selectOption('Off');
    expect(await lastCall(page)).toMatchObject({ request: { content: 'name', sound: 'off' } });
  });

  test('that are refused go back to what holds, and say why', async () => {
    const { page } = await open({ refusals: { setGeneral: 'Your administrator has set this.' } });
    await openSettings(page);
    const start = page.getByLabel('Start when you sign in');
    await start.click();
    await page.getByText('Not saved: Your administrator has set this.').waitFor();
    expect(await start.isChecked()).toBe(true);
    await page.getByLabel('Appearance').selectOption('Dark');
    await expect.poll(() => page.getByLabel('Appearance').inputValue()).toBe('system');
    await page.getByRole('button', { name: 'Close this message' }).click();
    expect(await page.getByText('Not saved').count()).toBe(0);
  });

  test('change the appearance', async () => {
    const { page } = await open({}, { colorScheme: 'light' });
    const surface = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await surface();
    await openSettings(page);
    await page.getByLabel('Appearance').selectOption('Dark');
    await expect.poll(surface).not.toBe(light);
    await page.getByLabel('Appearance').selectOption('Light');
    await expect.poll(surface).toBe(light);
  });

  test('find queues by name, add and remove them', async () => {
    const { page } = await open();
    await openSettings(page);
    await page.getByRole('searchbox').fill('second');
    await page.getByRole('button', { name: 'Returns, second line' }).click();
    expect(await lastCall(page)).toMatchObject({ request: { queues: [{ id: 'q1' }, { id: 'q2' }] } });
    await page.getByRole('button', { name: 'Remove Returns and refunds' }).click();
    expect(await lastCall(page)).toMatchObject({ request: { queues: [{ id: 'q2' }] } });
    await page.getByRole('searchbox').fill('nothing of that name');
    await page.getByText('No other queue is called').waitFor();
  });

  test('take a conversation by its link, and refuse what is none', async () => {
    const { page } = await open();
    await openSettings(page);
    const field = page.getByLabel('Link or id of a conversation');
    await field.fill('not a link');
    await page.keyboard.press('Enter');
    await page.getByText('No conversation id was found').waitFor();
    await field.fill(`https://apps.mypurecloud.de/directory/#/engage/admin/interactions/${ID}`);
    await page.keyboard.press('Enter');
    await page.getByText('No other conversation is watched').waitFor();
    expect(await lastCall(page)).toMatchObject({ name: 'setWatch', request: { conversations: [ID] } });
  });

  test('name what was refused and the permission for it', async () => {
    const { page } = await open({ view: sampleView({ connection: connectedWithNotices }) });
    await openSettings(page);
    const settings = page.getByRole('region', { name: 'Settings' });
    await settings.getByText('2 subscriptions not permitted').click();
    await settings.getByText('Missing permission: routing:queue:view').waitFor();
  });

  test('test alerts, and help where none was seen', async () => {
    const { page } = await open();
    await openSettings(page);
    await page.getByRole('button', { name: 'Send a test alert' }).click();
    await page.getByText('Did you see it?').waitFor();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await page.getByText('allow them for Conversation Tray').waitFor();
    await page.getByRole('button', { name: 'Send another one' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('alerts reach your screen').waitFor();
  });

  test('offer nothing that would do nothing', async () => {
    const { page } = await open({
      view: sampleView({
        abilities: { startAtSignIn: false, alertSound: false },
        signIn: {
          ...signedIn,
          account: { ...signedIn.account, method: 'clientCredentials', protocol: 'direct' },
        },
      }),
    });
    await openSettings(page);
    await page.getByLabel('They show').waitFor();
    for (const label of ['Sound', 'Start when', 'My conversations']) {
      expect(await page.getByLabel(label).count()).toBe(0);
    }
    expect(await page.getByRole('searchbox').count()).toBe(0);
    await page.getByLabel('Changes of state').check();
    expect(await lastCall(page)).toMatchObject({ request: { excludedEvents: ['StatusChanged'] } });
  });

  test('say where the sign-in is kept, and end it', async () => {
    const { page } = await open({
      view: sampleView({
        signIn: { ...signedIn, kept: { kind: 'thisRunOnly', reason: 'the keychain is locked.' } },
      }),
    });
    await openSettings(page);
    await page.getByText('kept for this run only: the keychain is locked.').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await lastCall(page)).toEqual({ name: 'signOut', request: null });
  });

  test('lead to the delivery log and back to where they were opened', async () => {
    const { page } = await open();
    await openSettings(page);
    await page.getByRole('button', { name: 'Delivery log' }).click();
    await page.getByText('Held back: do not disturb was on').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.keyboard.press('Escape');
    const gear = page.getByRole('button', { name: 'Settings' });
    await expect.poll(() => gear.evaluate((button) => button === document.activeElement)).toBe(true);
  });
});
