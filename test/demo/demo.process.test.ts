import { expect, it } from 'vitest';
import { runDemo } from './demo-process.ts';

it('the demo on the terminal shows alerts within 10 s of its start, and ends with Ctrl-C', async () => {
  const { said, code, alertAfterMs } = await runDemo('terminal', /New message from .+\n {10}./, 30_000);
  expect(alertAfterMs).toBeLessThan(10_000);
  expect(said).toContain('Connected: alerts are arriving.');
  expect(code).toBe(0);
});
