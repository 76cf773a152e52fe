import { expect, test } from 'vitest';
import { hostileRows, sampleView } from './support/sample-view.ts';
import { describeWindow } from './support/windows.ts';

describeWindow('texts of people who mean no good', (open) => {
  const view = sampleView({ conversations: hostileRows });

  test('are text in the list and in the conversation, and run nothing', async () => {
    const [first] = hostileRows;
    const id = first?.id ?? '';
    const text = '<img src="x" onerror="window.attacked = true"><svg onload="window.attacked = true">';
    const { page } = await open({
      view,
      details: { [id]: { id, messages: [{ id: 'm', at: null, text, missed: false }] } },
    });
    await page.getByText('<img src=x onerror=').click();
    await page.getByText(text).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => 'attacked' in window)).toBe(false);
  });

  test('turn nothing around, and make no row higher or wider than the others', async () => {
    const { page } = await open({ view });
    await page.getByText('Innocentgnp.exe').waitFor();
    const boxes = await page.locator('.row').evaluateAll((rows) =>
      rows.map((row) => {
        const { width, height } = row.getBoundingClientRect();
        return `${width}x${height}`;
      }),
    );
    expect(new Set(boxes).size).toBe(1);
    expect(await page.evaluate(() => document.body.textContent)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test('a name from right to left starts at the right and stands beside its time', async () => {
    const { page } = await open({ view });
    const name = page.getByText('محمد عبد الرحمن');
    expect(await name.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    const left = (await name.boundingBox())?.x;
    const other = (await page.getByText('Innocentgnp.exe').boundingBox())?.x;
    expect(left).toBe(other);
  });
});
