import { describe, expect, it } from 'vitest';
import { start, type StartEnvironment } from './start.ts';

/** A machine that has everything, and what was asked of it. */
function machine(differences: Partial<StartEnvironment> = {}) {
  const done: string[] = [];
  const said: string[] = [];
  const environment: StartEnvironment = {
    electron: '/electron',
    isBuildCurrent: () => true,
    build: () => {
      done.push('build');
      return Promise.resolve(0);
    },
    run: (program, args) => {
      done.push([program, ...args].join(' '));
      return Promise.resolve(0);
    },
    say: (line) => said.push(line),
    ...differences,
  };
  return { environment, done, said };
}

describe('npm start', () => {
  it('runs what is built, with the arguments, and builds nothing', async () => {
    const { environment, done } = machine();
    expect(await start(environment, ['--profile', '/tmp/second'])).toBe(0);
    expect(done).toEqual(['/electron --profile /tmp/second']);
  });

  it('builds first where the sources are younger', async () => {
    const { environment, done } = machine({ isBuildCurrent: () => false });
    expect(await start(environment, [])).toBe(0);
    expect(done).toEqual(['build', '/electron']);
  });

  it('does not run what could not be built', async () => {
    const { environment, done, said } = machine({
      isBuildCurrent: () => false,
      build: () => Promise.resolve(2),
    });
    expect(await start(environment, [])).toBe(2);
    expect(done).toEqual([]);
    expect(said.at(-1)).toMatch(/not started: its build failed/);
  });

  it('gives the exit status of the program', async () => {
    const { environment } = machine({ run: () => Promise.resolve(7) });
    expect(await start(environment, [])).toBe(7);
  });

  it('without Electron says in one paragraph what is missing, how to get it and what to run meanwhile', async () => {
    const { environment, done, said } = machine({ electron: null, isBuildCurrent: () => false });
    expect(await start(environment, [])).toBe(1);
    expect(done).toEqual([]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/missing.*`npx install-electron`.*`npm start`.*`npm run demo`/);
    expect(said[0]).not.toContain('\n');
  });
});
