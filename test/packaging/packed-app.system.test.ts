import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForDesktop, startDesktop, type Desktop } from '../e2e/support/desktop.ts';
import type { AppDriver } from '../e2e/support/driver.ts';
import { launchOnHost } from '../e2e/support/host-driver.ts';
import { layOut, packForLinux } from './support/pack.ts';

const missing = missingForDesktop();
const reason = missing.length === 0 ? '' : ` (skipped: Debian's ${missing.join(', ')} missing)`;

describe.skipIf(missing.length > 0)(`what is packed, run outside the project${reason}`, () => {
  let folder: string;
  let desktop: Desktop;
  let driver: AppDriver;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'conversation-tray-packed-'));
    const laidOut = join(folder, 'laid-out');
    layOut(await packForLinux(folder), laidOut);
    desktop = await startDesktop();
    driver = launchOnHost({
      mainBundle: join(laidOut, 'out/main/index.js'),
      appPath: laidOut,
      profile: join(folder, 'profile'),
      environment: desktop.environment,
    });
  });

  afterAll(async () => {
    await driver.quit();
    await desktop.stop();
    // Chromium may still be writing its last words.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('shows its window, ready to sign in', async () => {
    const page = await driver.page();
    await page.getByRole('button', { name: 'Sign in with your browser' }).waitFor();
  });

  it('has its icon in the tray', async () => {
    const tray = await driver.tray();
    expect(tray?.toolTip).toContain('Conversation Tray');
    const image = tray?.imagePath ?? '';
    expect(image.startsWith(join(folder, 'laid-out', 'assets'))).toBe(true);
    expect(existsSync(image)).toBe(true);
  });

  it('ends as asked', async () => {
    expect(await driver.quit()).toEqual({ code: 0, signal: null });
  });
});
