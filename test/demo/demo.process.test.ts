import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the demo shows alerts within 10 s of its start, and ends with Ctrl-C', async () => {
  const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', entry], { stdio: ['ignore', 'pipe', 'inherit'] });
  const started = Date.now();
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no alert in 10 s: ${said}`));
    }, 10_000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/New message from .+\n {10}./.test(said)) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(said).toContain('Connected: alerts are arriving.');
  child.kill('SIGINT');
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
});
