import { expect, test } from 'vitest';
import {
  blocked,
  connected,
  connectedWithNotices,
  NOW,
  reconnecting,
  sampleView,
} from './support/sample-view.ts';
import { describeWindow } from './support/windows.ts';

describeWindow('the strip', (open) => {
  test('counts down to the next try, and tries at once when asked', async () => {
    const { page } = await open({ view: sampleView({ connection: reconnecting }) });
    await page.getByText('next try in 4 s').waitFor();
    await page.clock.setFixedTime(NOW + 2_000);
    await page.getByText('next try in 2 s').waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1)?.name)).toBe('retryConnection');
  });

  test('tells a screen reader a change, and not every second of a countdown', async () => {
    const { page } = await open();
    const status = page.getByRole('region', { name: 'Connection' }).getByRole('status');
    expect(await status.textContent()).toBe('Connected');
    await page.evaluate((connection) => {
      window.fakeMain.emit('viewChanged', { connection });
    }, reconnecting);
    await expect.poll(() => status.textContent()).toMatch(/^Reconnecting\. The service was silent/);
    expect(await status.textContent()).not.toContain('next try');
  });

  test('signs in again by one click', async () => {
    const { page } = await open({ view: sampleView({ connection: blocked }) });
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1)?.name)).toBe('signIn');
  });

  test('tells of a gap until it is dismissed, and of the next one again', async () => {
    const { page } = await open({ view: sampleView({ connection: connectedWithNotices }) });
    const gap = page.getByText('Messages between 10:02 and 10:03 may be missing');
    await gap.waitFor();
    await page.getByRole('button', { name: /^Dismiss/ }).click();
    await expect.poll(() => gap.count()).toBe(0);
    await page.evaluate(
      ([connection, now]) => {
        const later = { from: now - 60_000, to: now, reason: 'the computer was asleep.' };
        window.fakeMain.emit('viewChanged', {
          connection: { ...connection, gaps: [...connection.gaps, later] },
        });
      },
      [connectedWithNotices, NOW] as const,
    );
    await page.getByText('Messages between 10:29 and 10:30 may be missing').waitFor();
    expect(await gap.count()).toBe(0);
  });

  test('names the permission that is missing when asked', async () => {
    const { page } = await open({ view: sampleView({ connection: connectedWithNotices }) });
    const permission = page.getByText('Missing permission: routing:queue:view').first();
    expect(await permission.isVisible()).toBe(false);
    await page.getByText('2 subscriptions not permitted').first().click();
    expect(await permission.isVisible()).toBe(true);
  });
});

describeWindow('do not disturb', (open) => {
  test('is chosen by keys, shows until when, and is ended', async () => {
    const { page } = await open();
    const button = page.getByRole('button', { name: 'Alerts on' });
    await button.focus();
    await page.keyboard.press('ArrowUp');
    const checked = page.getByRole('menuitemradio', { name: 'Alerts on' });
    await expect.poll(() => checked.evaluate((item) => item === document.activeElement)).toBe(true);
    expect(await checked.getAttribute('aria-checked')).toBe('true');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const quiet = page.getByRole('button', { name: 'Do not disturb until 11:00' });
    await quiet.click();
    await page.getByRole('menuitemradio', { name: 'Alerts on' }).click();
    await button.waitFor();
    expect(await page.evaluate(() => window.fakeMain.calls.slice(1).map(({ request }) => request))).toEqual([
      { choice: 'halfHour' },
      { choice: 'off' },
    ]);
  });

  test('its menu closes by Escape, with the focus back on its button, and by a click elsewhere', async () => {
    const { page } = await open();
    const button = page.getByRole('button', { name: 'Alerts on' });
    await button.click();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menu').count()).toBe(0);
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await button.click();
    await page.getByRole('heading', { name: 'Conversations' }).click();
    expect(await page.getByRole('menu').count()).toBe(0);
  });
});

describeWindow('a window without an answer', (open) => {
  test('says what went wrong and tries again when asked', async () => {
    const { page } = await open({ refusals: { getView: 'The program is starting.' } });
    await page.getByText('The window could not be filled: The program is starting.').waitFor();
    await page.evaluate(() => {
      window.fakeMain.answers = { ...window.fakeMain.answers, refusals: {} };
    });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    expect(await page.evaluate(() => window.fakeMain.listeners('viewChanged'))).toBe(1);
  });

  test('misses no change that comes before it', async () => {
    const { page } = await open({ view: null });
    await page.getByText('Loading').waitFor({ state: 'attached' });
    await page.evaluate(
      ([view, connection]) => {
        window.fakeMain.emit('viewChanged', { connection });
        window.fakeMain.answerView({ ...view, connection });
      },
      [sampleView(), { ...connected, headline: 'Connected at last' }] as const,
    );
    await page.getByText('Connected at last').waitFor();
  });
});
