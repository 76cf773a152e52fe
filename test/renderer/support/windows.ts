import { existsSync } from 'node:fs';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { serveBuiltRenderer, type ServedRenderer } from './built-renderer.ts';
import type { Answers } from './fake-api.ts';
import { CHROMIUM, launchChromium, openWindow, type OpenWindow } from './open-window.ts';

export type Open = (answers?: Partial<Answers>, options?: BrowserContextOptions) => Promise<OpenWindow>;

/**
 * A suite over the built renderer in a real browser; skipped where there is none. After each test the windows are
 * closed, and none of them may have complained: a violation of the content security policy is a failure.
 */
export function describeWindow(name: string, suite: (open: Open) => void): void {
  describe.skipIf(!existsSync(CHROMIUM))(name, () => {
    let served: ServedRenderer;
    let browser: Browser;
    const opened: OpenWindow[] = [];

    beforeAll(async () => {
      [served, browser] = await Promise.all([serveBuiltRenderer(), launchChromium()]);
    });

    afterEach(async () => {
      const windows = opened.splice(0);
      for (const window of windows) await window.close();
      expect(windows.flatMap(({ complaints }) => complaints)).toEqual([]);
    });

    afterAll(async () => {
      await browser.close();
      await served.close();
    });

    suite(async (answers, options) => {
      const window = await openWindow(browser, served.url, answers, options);
      opened.push(window);
      return window;
    });
  });
}
