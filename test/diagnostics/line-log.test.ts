import { describe, expect, it } from 'vitest';
import { createLineLog, LOG_LEVELS, type LogLevel } from '../../main/diagnostics/line-log.ts';

function log(level: LogLevel, secrets: () => Iterable<string> = () => []) {
  const lines: string[] = [];
  return { lines, log: createLineLog('test', level, (line) => void lines.push(line), secrets) };
}

const ENTRIES = ['debug', 'info', 'warn', 'error'] as const;

describe('a log', () => {
  it.each(LOG_LEVELS)('of the level %s has its entries and the graver ones', (level) => {
    const { lines, log: made } = log(level);
    for (const entry of ENTRIES) made[entry](`an entry of ${entry}`);
    const from = level === 'off' ? ENTRIES.length : ENTRIES.indexOf(level);
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(ENTRIES.slice(from));
  });

  it('writes time, level, message and fields on one line', () => {
    const { lines, log: made } = log('info');
    made.warn('REST call failed', { status: 503, path: '/x', ok: false, id: null });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn REST call failed status=503 path=\/x ok=false id=null$/,
    );
  });

  it('keeps to one line, whatever stands in an entry', () => {
    const { lines, log: made } = log('info');
    made.info('one\r\n2026-01-05 error forged', { reason: 'a\nb\u2028c\u001b[2Jd\u009be' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/ info one 2026-01-05 error forged reason=a b c \[2Jd e$/);
  });

  it('does not read placeholders in a message', () => {
    const { lines, log: made } = log('info');
    made.info('100 %s %d %o', { a: '%c' });
    expect(lines[0]).toMatch(/ info 100 %s %d %o a=%c$/);
  });

  it('takes out the secrets of the moment, from messages and fields', () => {
    let token = 'first-token';
    const { lines, log: made } = log('debug', () => [token]);
    made.debug('got first-token', { value: 'first-token' });
    token = 'second-token';
    made.error('second-token of https://x.test?access_token=unknown');
    expect(lines.map((line) => line.slice(25))).toEqual([
      'debug got [removed] value=[removed]',
      'error [removed] of https://x.test?access_token=[removed]',
    ]);
  });

  it('has nothing to do with another log of the same name', () => {
    const first = log('debug');
    const second = log('error');
    first.log.debug('one');
    second.log.debug('two');
    second.log.error('three');
    expect(first.lines).toHaveLength(1);
    expect(second.lines).toHaveLength(1);
  });
});
