import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sampleRows } from '../support/sample-view.ts';
import { describeWindow } from '../support/windows.ts';

const conversationId = sampleRows[1]?.id ?? '';

/** Stands for the desktop: what the page shows is written down, and nothing pops up. */
async function recordToasts(page: Page): Promise<void> {
  await page.addInitScript(`
    window.toasts = [];
    window.Notification = class extends EventTarget {
      static permission = 'granted';
      constructor(title, options) {
        super();
        Object.assign(this, { title, options });
        window.toasts.push(this);
      }
      close() { this.closed = true; this.dispatchEvent(new Event('close')); }
    };`);
  await page.reload();
  await page.getByRole('option').first().waitFor();
}

function show(page: Page): Promise<void> {
  return page.evaluate((id) => {
    window.fakeMain.emit('showAlert', {
      alertId: 'alert-1',
      conversationId: id,
      title: 'Jonas Lindqvist',
      body: 'Are you still there?',
      silent: true,
    });
  }, conversationId);
}

function calls(page: Page): Promise<unknown[]> {
  return page.evaluate(() => window.fakeMain.calls.slice(1));
}

const claimed = { name: 'claimAlert', request: { alertId: 'alert-1' } };
const reported = (outcome: string) => ({
  name: 'reportAlert',
  request: { alertId: 'alert-1', outcome },
});

describeWindow('an alert', (open) => {
  test('is claimed, handed over and opens its conversation', async () => {
    const { page } = await open();
    await recordToasts(page);
    await show(page);
    await expect.poll(() => calls(page)).toEqual([claimed, reported('handedOver')]);
    expect(await page.evaluate('[window.toasts[0].title, window.toasts[0].options]')).toEqual([
      'Jonas Lindqvist',
      { body: 'Are you still there?', tag: 'alert-1', silent: true },
    ]);
    await page.evaluate("window.toasts[0].dispatchEvent(new Event('click'))");
    await page.getByRole('heading', { name: 'Jonas Lindqvist' }).waitFor();
    expect((await calls(page))[2]).toEqual(reported('clicked'));
  });

  test('that is not granted is left to the main process', async () => {
    const { page } = await open({ granted: false });
    await recordToasts(page);
    await show(page);
    await expect.poll(() => calls(page)).toEqual([claimed]);
    expect(await page.evaluate('window.toasts.length')).toBe(0);
  });

  test('is closed from outside', async () => {
    const { page } = await open();
    await recordToasts(page);
    await show(page);
    await expect.poll(() => page.evaluate('window.toasts.length')).toBe(1);
    await page.evaluate(() => {
      window.fakeMain.emit('closeAlert', { alertId: 'alert-1' });
    });
    expect(await page.evaluate('window.toasts[0].closed')).toBe(true);
    expect(await calls(page)).toEqual([claimed, reported('handedOver')]);
  });

  test('fails where the real desktop gives no permission', async () => {
    const { page } = await open();
    await show(page);
    await expect.poll(() => calls(page)).toEqual([claimed, reported('failed')]);
  });
});
