import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { installFakeApi, type Answers } from './fake-api.ts';
import { NOW, sampleAnswers } from './sample-view.ts';

export const CHROMIUM = '/usr/bin/chromium';

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--lang=en-GB'] });
}

export interface OpenWindow {
  page: Page;
  /** What the console complained of: violations of the content security policy above all. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens the window in its usual size over a fake main process, with the time of day standing at `NOW`. */
export async function openWindow(
  browser: Browser,
  url: string,
  answers: Partial<Answers> = {},
  options: BrowserContextOptions = {},
): Promise<OpenWindow> {
  const context = await browser.newContext({
    viewport: { width: 380, height: 560 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.clock.setFixedTime(NOW);
  // tsx marks functions with a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (named) => named;');
  await page.addInitScript(installFakeApi, sampleAnswers(answers));
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}
