import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import { scenes } from './support/scenes.ts';
import { describeWindow } from './support/windows.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

function described({ id, nodes }: { id: string; nodes: readonly { html: string }[] }): string {
  return `${id}: ${nodes.map(({ html }) => html).join(' ')}`;
}

describeWindow('every view in every state', (open) => {
  test.each(scenes.map((scene) => ({ scene, name: scene.name })))(
    '$name is accessible',
    async ({ scene }) => {
      const { page } = await open(scene.answers, { colorScheme: 'light' });
      await scene.act?.(page);
      const light = await new AxeBuilder({ page }).withTags(RULES).analyze();
      expect(light.passes.length).toBeGreaterThan(5);
      expect(light.violations.map(described)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await new AxeBuilder({ page }).withRules('color-contrast').analyze();
      expect(dark.violations.map(described)).toEqual([]);
    },
  );

  test.each(scenes.map((scene) => ({ scene, name: scene.name })))(
    '$name fits into a narrow window',
    async ({ scene }) => {
      const { page } = await open(scene.answers, { viewport: { width: 320, height: 480 } });
      await scene.act?.(page);
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((element) => element.getClientRects().length > 0 && element.closest('[inert]') === null)
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
          .map((element) => element.outerHTML.slice(0, 120)),
      );
      expect(wide).toEqual([]);
    },
  );

  test('forced colours leave every state readable: borders and outlines stand in for backgrounds', async () => {
    const { page } = await open({}, { forcedColors: 'active' });
    await page.getByRole('listbox').focus();
    const active = page.locator('.row.active');
    expect(await active.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
    const count = page.locator('.count').first();
    expect(await count.evaluate((badge) => getComputedStyle(badge).borderTopStyle)).toBe('solid');
  });

  test('who asks for more contrast gets pure black on white', async () => {
    const { page } = await open({}, { contrast: 'more' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).color)).toBe('rgb(0, 0, 0)');
  });

  test('who asks for less motion sees none', async () => {
    const connecting = scenes.find(({ name }) => name === 'connecting');
    const { page } = await open(connecting?.answers, { reducedMotion: 'reduce' });
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    const moving = await open(connecting?.answers, { reducedMotion: 'no-preference' });
    expect(await moving.page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
  });
});
