import { describe, expect, it } from 'vitest';
import { parseCommandLine, startHiddenArguments } from '../../main/desktop/command-line.ts';

const parse = (...args: string[]) => parseCommandLine(args, '/home/jane');

describe('parseCommandLine', () => {
  it('shows the window and uses the usual profile without arguments', () => {
    expect(parse()).toEqual({ hidden: false, profile: null });
  });

  it('starts hidden with what the system is told to start it with', () => {
    expect(parse(...startHiddenArguments).hidden).toBe(true);
  });

  it.each([
    [['--profile', '/tmp/second'], '/tmp/second'],
    [['--profile=/tmp/a=b'], '/tmp/a=b'],
    [['--profile', 'second'], '/home/jane/second'],
    [['.', '--no-sandbox', '--profile', '/tmp/second', '--hidden'], '/tmp/second'],
  ])('takes a profile: %s', (args, profile) => {
    expect(parse(...args).profile).toBe(profile);
  });

  it('leaves the switches of Chromium to it', () => {
    expect(
      parse('.', '--no-sandbox', '--user-data-dir=/x', '--hidden-thing', '--profile-directory=1'),
    ).toEqual({
      hidden: false,
      profile: null,
    });
  });

  it.each([[['--profile']], [['--profile=']], [['--profile', '--hidden']]])(
    'refuses no folder: %s',
    (args) => {
      expect(() => parse(...args)).toThrow('--profile needs the path of a folder');
    },
  );
});
