import { describe, expect, it } from 'vitest';
import { helpText, parseCommandLine } from './command-line.ts';

describe('the command line', () => {
  it('has defaults', () => {
    expect(parseCommandLine([])).toEqual({
      kind: 'run',
      options: { port: 0, rate: 0.5, conversations: 8, seed: 1, faults: [] },
    });
  });

  it('takes every option', () => {
    const args = ['--port', '4040', '--rate=0', '--conversations', '3', '--seed', '9', '--faults'];
    expect(parseCommandLine([...args, 'dropSocket@5'])).toEqual({
      kind: 'run',
      options: {
        port: 4040,
        rate: 0,
        conversations: 3,
        seed: 9,
        faults: [{ fault: { kind: 'dropSocket', only: 'all' }, afterMs: 5_000, everyMs: null }],
      },
    });
  });

  it.each([
    ['--rate', '-1'],
    ['--rate=-1'],
    ['--rate', 'fast'],
    ['--rate', ''],
    ['--port', '65536'],
    ['--port', '1.5'],
    ['--seed'],
    ['--faults', 'nonsense'],
    ['--unknown'],
    ['stray'],
  ])('refuses %s %s with a sentence', (...args) => {
    const parsed = parseCommandLine(args);
    expect(parsed.kind).toBe('usage');
    if (parsed.kind === 'usage') expect(parsed.message.length).toBeGreaterThan(10);
  });

  it('explains itself', () => {
    expect(parseCommandLine(['--help'])).toEqual({ kind: 'help' });
    for (const word of ['--port', '--rate', '--faults', 'dropSocket', 'halfOpen']) {
      expect(helpText).toContain(word);
    }
  });
});
