import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLog } from '../../main/desktop/logging.ts';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'logging-')), 'logs');
});
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true });
});

const open = (options: Partial<Parameters<typeof createFileLog>[0]> = {}) =>
  createFileLog({ folder, level: 'info', secrets: () => ['hunter2-token'], echo: null, ...options });

describe('createFileLog', () => {
  it('writes one redacted line an entry', async () => {
    const log = open();
    log.info('Connected', { topics: 2, token: 'hunter2-token' });
    log.error('Refused\nwith a second line', { url: 'wss://streaming.x/channels/streaming-5-abc' });
    log.debug('Not at this level');
    const text = await readFile(join(folder, 'main.log'), 'utf8');
    const lines = text.split(/\r?\n/).filter((line) => line !== '');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT.*Z info Connected topics=2 token=\[removed\]$/);
    expect(lines[1]).toContain('error Refused with a second line');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('streaming-5-abc');
  });

  it('repeats each line where that is asked for', () => {
    const echoed: string[] = [];
    open({ echo: (line) => void echoed.push(line) }).warn('Slow');
    expect(echoed).toEqual([expect.stringMatching(/warn Slow$/)]);
  });

  it('puts full files aside and keeps three', async () => {
    const log = open({ maxBytes: 200 });
    for (let number = 1; number <= 40; number += 1)
      log.info(`Entry ${number}, and words to fill the file with`);
    expect((await readdir(folder)).sort()).toEqual(['main.1.log', 'main.2.log', 'main.3.log', 'main.log']);
    const texts = await Promise.all(
      ['main.3.log', 'main.2.log', 'main.1.log', 'main.log'].map((file) =>
        readFile(join(folder, file), 'utf8'),
      ),
    );
    const numbers = [...texts.join('').matchAll(/Entry (\d+),/g)].map(([, number]) => Number(number));
    expect(numbers.at(-1)).toBe(40);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers.length).toBeLessThan(40);
  });
});
