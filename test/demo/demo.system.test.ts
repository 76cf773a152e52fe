import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from './demo-process.ts';

const hasChromium = existsSync('/usr/bin/chromium');

describe.skipIf(!hasChromium)(
  `the demo without a display${hasChromium ? '' : ' (skipped: chromium is missing)'}`,
  () => {
    it('shows alerts within 10 s of the end of the build, and leaves nothing behind', async () => {
      const picture = join(tmpdir(), 'conversation-tray-demo.png');
      rmSync(picture, { force: true });
      const { said, code, alertAfterMs } = await runDemo(
        'headless',
        /A picture of the window[^]*Alert: Jane Doe\n|Alert: Jane Doe\n[^]*A picture of the window/,
        60_000,
      );
      expect(alertAfterMs).toBeLessThan(10_000);
      expect(said).toContain('Hello! Where is my order?');
      expect(code).toBe(0);
      expect(existsSync(picture)).toBe(true);
      const left = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      expect(left).not.toContain('conversation-tray-demo-');
    });
  },
);
