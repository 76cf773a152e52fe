import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const lines = readFileSync(new URL('../../.github/workflows/ci.yml', import.meta.url), 'utf8').split('\n');

it('pins every action to a commit and says which version that is', () => {
  const uses = lines.filter((line) => /^\s*(?:- )?uses:/.test(line));
  expect(uses.length).toBeGreaterThan(2);
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it('gives its jobs no right but to read, no secret, and an end', () => {
  const jobs = lines.filter((line) => /^ {4}runs-on:/.test(line)).length;
  expect(jobs).toBeGreaterThan(1);
  expect(lines).toContain('permissions: {}');
  expect(lines.filter((line) => line === '      contents: read')).toHaveLength(jobs);
  expect(lines.filter((line) => /:\s*write\b|secrets\./.test(line))).toEqual([]);
  expect(lines.filter((line) => /^ {4}timeout-minutes: \d+$/.test(line))).toHaveLength(jobs);
});

it('leaves no credentials of the repository behind in the checkout', () => {
  const checkouts = lines.filter((line) => line.includes('actions/checkout@')).length;
  expect(lines.filter((line) => /^\s+persist-credentials: false$/.test(line))).toHaveLength(checkouts);
});
