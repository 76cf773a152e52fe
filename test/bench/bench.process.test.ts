import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('runs to its end, and prints every row with a mark', async () => {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    '--import',
    'tsx',
    'test/bench/main.ts',
    '--quick',
  ]);
  const rows = stdout.split('\n').filter((line) => /^(pass|MISS|-)\s/.test(line));
  expect(rows.map((row) => row.replace(/^\S+\s+/, '').split(/\s{2,}/)[0])).toEqual([
    expect.stringMatching(/^channels, frames of .* KB: share of the floor$/),
    expect.stringMatching(/^direct, frames of .* B: share of the floor$/),
    'channels: times the Python program',
    'direct: times the Python program',
    'cost of an event with 500 conversations, to that with 10',
    'heap of an idle conversation, 500 of 24 messages',
    'the same, more where its frame is 60 KB longer',
    'an unchanged snapshot, beyond its decoding',
  ]);
  expect(stdout).toContain(`Node ${process.version}`);
});
