import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs the demo until it says something that fits, interrupts it, and gives what it said and how it ended. */
export async function runDemo(
  mode: string,
  fits: RegExp,
  limitMs: number,
): Promise<{ said: string; code: number | null; alertAfterMs: number }> {
  const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
  const environment = { ...process.env };
  delete environment['DISPLAY'];
  const child = spawn(process.execPath, ['--import', 'tsx', entry, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let said = '';
  let ready = performance.now();
  const alertAfterMs = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGINT');
      reject(new Error(`no alert in ${limitMs} ms: ${said}`));
    }, limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('simulated Genesys Cloud')) ready = performance.now();
      if (!fits.test(said)) return;
      clearTimeout(timer);
      resolve(performance.now() - ready);
    });
  });
  child.kill('SIGINT');
  return { said, code: await ended, alertAfterMs };
}
