import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';

const program = new URL('main.ts', import.meta.url).pathname;

function start(...args: string[]) {
  return spawn(process.execPath, ['--import', 'tsx', program, ...args], { stdio: 'pipe' });
}

async function finish(child: ReturnType<typeof start>) {
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out, err };
}

describe('the simulator as a program', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('prints one line when ready and ends at %s', async (signal) => {
    const child = start('--rate', '20');
    const ended = finish(child);
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const ready: unknown = JSON.parse(line);
    expect(Object.keys(ready as object)).toEqual([
      'apiUrl',
      'loginUrl',
      'directUrl',
      'clientId',
      'clientSecret',
      'accessToken',
      'userId',
    ]);
    child.kill(signal);
    expect(await ended).toEqual({ status: 0, out: `${line}\n`, err: '' });
  });

  it('refuses bad options with a sentence, and helps', async () => {
    const refused = await finish(start('--rate', 'fast'));
    expect(refused).toMatchObject({ status: 2, out: '' });
    expect(refused.err).toBe('--rate must be a number from 0 to 10000, not "fast". See --help.\n');
    const helped = await finish(start('--help'));
    expect(helped).toMatchObject({ status: 0, err: '' });
    expect(helped.out).toContain('--faults');
  });
});
