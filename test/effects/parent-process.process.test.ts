import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts the simulator below a shell, as npm does, and says the process that serves. */
async function simulatorBelowShell(environment: Readonly<Record<string, string>>) {
  const script = 'node --import tsx test/simulator/main.ts & echo $!; wait';
  const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const shell = spawn('sh', ['-c', script], { cwd: root, env: { ...outer, ...environment }, stdio: 'pipe' });
  let said = '';
  await new Promise<void>((resolve) => {
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('apiUrl')) resolve();
    });
  });
  const { apiUrl } = JSON.parse(said.slice(said.indexOf('{'))) as { apiUrl: string };
  return { shell, apiUrl, pid: Number(said.split('\n')[0]) };
}

describe.skipIf(process.platform === 'win32')(
  'a program that npm started (not on Windows: no shell stands between)',
  () => {
    it('ends when its shell is ended', async () => {
      const { shell, pid } = await simulatorBelowShell({ npm_lifecycle_event: 'simulator' });
      shell.kill('SIGKILL');
      await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    });

    it('goes on without npm, whatever becomes of its parent', async () => {
      const { shell, pid, apiUrl } = await simulatorBelowShell({});
      const ended = new Promise((resolve) => shell.on('exit', resolve));
      shell.kill('SIGKILL');
      await ended;
      for (let looks = 0; looks < 30; looks += 1)
        expect((await fetch(`${apiUrl}/simulator/state`)).status).toBe(200);
      process.kill(pid, 'SIGTERM');
      await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    });
  },
);
