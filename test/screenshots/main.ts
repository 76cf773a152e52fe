import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serveBuiltRenderer } from '../renderer/support/built-renderer.ts';
import { launchChromium, openWindow } from '../renderer/support/open-window.ts';
import { scenes } from '../renderer/support/scenes.ts';

/** Of ImageMagick. Without it the pictures are larger, and otherwise the same. */
const CONVERT = '/usr/bin/convert';

/** In dark only what shows colours that no other picture shows. */
const alsoDark = new Set([
  'list',
  'reconnecting',
  'blocked',
  'notices',
  'conversation',
  'first-run',
  'sign-in-refused',
  'settings',
  'delivery-log',
]);

const folder = resolve('docs/screenshots');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const served = await serveBuiltRenderer();
const browser = await launchChromium();
try {
  for (const { name, answers, act } of scenes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      if (colorScheme === 'dark' && !alsoDark.has(name)) continue;
      const window = await openWindow(browser, served.url, answers, { colorScheme });
      await act?.(window.page);
      const path = join(folder, `${name}-${colorScheme}.png`);
      await window.page.screenshot({ path, animations: 'disabled' });
      await window.close();
      if (existsSync(CONVERT)) {
        // A window has few colours: a palette takes a third of the room.
        execFileSync(CONVERT, [path, '-strip', '+dither', '-colors', '192', `PNG8:${path}`]);
      }
      process.stdout.write(`${path}\n`);
    }
  }
} finally {
  await browser.close();
  await served.close();
}
