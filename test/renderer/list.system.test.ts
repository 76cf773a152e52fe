import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ConversationRow } from '../../preload/contract.ts';
import { connectedWithNotices, NOW, sampleRow, sampleRows, sampleView } from './support/sample-view.ts';
import { describeWindow } from './support/windows.ts';

/** The names in the order in which they stand on the screen. */
async function names(page: Page): Promise<string[]> {
  const found = await page.locator('[role=option]').evaluateAll((options) =>
    options
      .map((option) => ({
        at: Number(option.getAttribute('aria-posinset')),
        name: option.querySelector('.name')?.textContent ?? '',
      }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name),
  );
  return found;
}

async function change(page: Page, changed: readonly ConversationRow[], removed: readonly string[] = []) {
  await page.evaluate(
    (conversations) => {
      window.fakeMain.emit('viewChanged', { conversations });
    },
    { changed, removed },
  );
}

function calls(page: Page): Promise<string[]> {
  return page.evaluate(() => window.fakeMain.calls.map(({ name }) => name));
}

const [offered, waiting, held, quiet] = sampleRows as readonly [
  ConversationRow,
  ConversationRow,
  ConversationRow,
  ConversationRow,
];
const few = { view: sampleView({ conversations: [waiting, held, quiet] }) };
const urgent: ConversationRow = { ...quiet, state: 'offered', unread: 1, waitingSince: NOW };

describeWindow('the list', (open) => {
  test('puts a row where it belongs while nobody touches it', async () => {
    const { page } = await open(few);
    await expect.poll(() => names(page)).toEqual(['Jonas Lindqvist', 'Mei Tanaka', 'Carlos Mendes']);
    await change(page, [urgent]);
    await expect.poll(() => names(page)).toEqual(['Carlos Mendes', 'Jonas Lindqvist', 'Mei Tanaka']);
  });

  test('moves no row under the pointer, and puts all in order when the pointer leaves', async () => {
    const { page } = await open(few);
    const row = page.getByRole('option', { name: /Mei Tanaka/ });
    await row.hover();
    const before = await row.boundingBox();
    await change(page, [urgent, offered], [waiting.id]);
    await page.getByText('1 new at the end').waitFor();
    await page.getByText('1 new conversation at the end of the list').waitFor({ state: 'attached' });
    expect(await names(page)).toEqual(['Jonas Lindqvist', 'Mei Tanaka', 'Carlos Mendes', 'Amara Okafor']);
    expect(await page.getByRole('option').first().textContent()).toContain('No longer in the list');
    expect(await row.boundingBox()).toEqual(before);
    await page.mouse.move(100, 20);
    await expect.poll(() => names(page)).toEqual(['Amara Okafor', 'Carlos Mendes', 'Mei Tanaka']);
  });

  test('does not move under the pointer when the strip above has more to say', async () => {
    const { page } = await open(few);
    const row = page.getByRole('option', { name: /Mei Tanaka/ });
    await row.hover();
    const before = await row.boundingBox();
    await page.evaluate((connection) => {
      window.fakeMain.emit('viewChanged', { connection });
    }, connectedWithNotices);
    await page.getByText('subscriptions not permitted').waitFor({ state: 'attached' });
    expect(await row.boundingBox()).toEqual(before);
    await page.mouse.move(100, 20);
    await expect.poll(async () => (await row.boundingBox())?.y).toBeGreaterThan(before?.y ?? 0);
  });

  test('moves no row while the focus is in it, until Home asks for the order', async () => {
    const { page } = await open(few);
    const list = page.getByRole('listbox');
    await list.focus();
    await page.keyboard.press('ArrowDown');
    await change(page, [urgent]);
    await page.getByRole('option', { name: /Carlos Mendes, Offered/ }).waitFor();
    expect(await names(page)).toEqual(['Jonas Lindqvist', 'Mei Tanaka', 'Carlos Mendes']);
    await page.keyboard.press('Home');
    await expect.poll(() => names(page)).toEqual(['Carlos Mendes', 'Jonas Lindqvist', 'Mei Tanaka']);
  });

  test('is in order again in a window that is not in front', async () => {
    const { page } = await open(few);
    await page.getByRole('listbox').focus();
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await change(page, [urgent]);
    await expect.poll(() => names(page)).toEqual(['Carlos Mendes', 'Jonas Lindqvist', 'Mei Tanaka']);
  });

  test('is walked by keys, and has the focus again on the way back', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    const active = () =>
      page
        .getByRole('listbox')
        .evaluate(
          (list) => document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.ariaLabel,
        );
    expect(await active()).toMatch(/^Amara Okafor, Offered/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await active()).toMatch(/^Jonas Lindqvist/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Jonas Lindqvist' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')))
      .toBe('listbox');
    expect(await active()).toMatch(/^Jonas Lindqvist/);
    await page.keyboard.press('End');
    expect(await active()).toMatch(/^Tomás Herrera, Ended/);
  });

  test('every control is reached by Tab, and the order is that of the screen', async () => {
    const { page } = await open({ view: sampleView({ connection: connectedWithNotices }) });
    const reached: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => {
          const element = document.activeElement;
          return (
            element?.getAttribute('aria-label') ??
            element?.getAttribute('role') ??
            element?.textContent.trim() ??
            ''
          );
        }),
      );
    }
    expect(reached).toEqual([
      'Dismiss: Messages between 10:02 and 10:03 may be missing',
      '2 subscriptions not permitted',
      'listbox',
      'Alerts on',
      'Settings',
    ]);
  });

  test('shows 10,000 conversations with a handful of elements, and says how many there are', async () => {
    const conversations = Array.from({ length: 10_000 }, (_, index) =>
      sampleRow(`row-${index}`, { customer: `Customer ${index}`, lastAt: NOW - index * 1_000 }),
    );
    const { page } = await open({ view: sampleView({ conversations }) });
    const options = page.getByRole('option');
    await options.first().waitFor();
    expect(await options.count()).toBeLessThan(40);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    const last = page.getByRole('option', { name: /^Customer 9999,/ });
    await last.waitFor();
    expect(await last.getAttribute('aria-setsize')).toBe('10000');
    expect(await last.getAttribute('aria-posinset')).toBe('10000');
    expect(await options.count()).toBeLessThan(80);

    // However far somebody scrolls, the row that the keys stand on is there for a screen reader.
    await page.evaluate(() => document.querySelector('[role=listbox]')?.scrollTo({ top: 0 }));
    await page.getByRole('option', { name: /^Customer 3,/ }).waitFor();
    expect(await last.count()).toBe(1);

    const slowest = await page.evaluate(async () => {
      const list = document.querySelector('[role=listbox]');
      let longest = 0;
      for (let step = 0; step < 40; step += 1) {
        const started = performance.now();
        list?.scrollTo({ top: step * 16_000 });
        await new Promise(requestAnimationFrame);
        longest = Math.max(longest, performance.now() - started);
      }
      return longest;
    });
    expect(slowest).toBeLessThan(500);

    const changesMs = await page.evaluate(async (row) => {
      const started = performance.now();
      for (let step = 1; step <= 50; step += 1) {
        window.fakeMain.emit('viewChanged', {
          conversations: { changed: [{ ...row, id: `row-${step * 100}`, unread: step }], removed: [] },
        });
        await new Promise(requestAnimationFrame);
      }
      return performance.now() - started;
    }, sampleRow('any'));
    expect(changesMs).toBeLessThan(5_000);
  });
});

describeWindow('a conversation', (open) => {
  async function openSecond(page: Page): Promise<void> {
    await page.getByRole('option').nth(1).click();
    await page.getByText('Hello?').waitFor();
  }

  test('shows its messages and passes on what is asked for', async () => {
    const { page } = await open();
    await openSecond(page);
    await page.getByRole('button', { name: 'Open in Genesys Cloud' }).click();
    await page.getByRole('button', { name: 'Mark as seen here' }).click();
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    expect(await page.evaluate(() => window.fakeMain.calls.slice(1))).toEqual([
      { name: 'openConversation', request: { id: waiting.id } },
      { name: 'openInGenesys', request: { id: waiting.id } },
      { name: 'markSeen', request: { id: waiting.id } },
      { name: 'muteConversation', request: { id: waiting.id, muted: true } },
      { name: 'stopWatching', request: { id: waiting.id } },
      { name: 'closeConversation', request: null },
    ]);
  });

  test('shows a message that comes while it is open', async () => {
    const { page } = await open();
    await openSecond(page);
    await page.evaluate((id) => {
      window.fakeMain.emit('viewChanged', {
        openMessages: { id, messages: [{ id: '9', at: null, text: 'Still here.', missed: false }] },
      });
    }, waiting.id);
    await page.getByText('Still here.').waitFor();
  });

  test('alerts again while the window is not in front', async () => {
    const { page } = await open();
    await openSecond(page);
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect.poll(() => calls(page)).toEqual(['getView', 'openConversation', 'closeConversation']);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect
      .poll(() => calls(page))
      .toEqual(['getView', 'openConversation', 'closeConversation', 'openConversation']);
  });

  test('shows its messages in a window that the system does not bring to the front, and alerts go on', async () => {
    const { page } = await open();
    await page.getByRole('option').first().waitFor();
    await page.evaluate((id) => {
      window.dispatchEvent(new Event('blur'));
      window.fakeMain.emit('showConversation', { id });
    }, waiting.id);
    await page.getByText('Hello?').waitFor();
    await expect.poll(() => calls(page)).toEqual(['getView', 'openConversation', 'closeConversation']);
  });

  test('gives way to the one whose alert was clicked, which stays open', async () => {
    const { page } = await open();
    await openSecond(page);
    await page.evaluate((id) => {
      window.fakeMain.emit('showConversation', { id });
    }, held.id);
    await page.getByRole('heading', { name: 'Mei Tanaka' }).waitFor();
    await expect
      .poll(() => calls(page))
      .toEqual(['getView', 'openConversation', 'closeConversation', 'openConversation']);
  });

  test('whose end takes it from the list can still be left', async () => {
    const { page } = await open();
    await openSecond(page);
    await change(page, [], [waiting.id]);
    await page.getByText('no longer in the list').waitFor();
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
  });
});
