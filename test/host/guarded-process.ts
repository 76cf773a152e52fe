import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export interface GuardedProcess {
  readonly child: ChildProcess;
  /** Resolves when the program and everything that it started in its group is gone. */
  readonly exited: Promise<void>;
  readonly kill: () => void;
}

/**
 * The shell leads a process group of its own, with the program in it. It reads from a pipe that this process holds:
 * when that closes, however this process ended, the shell ends the group.
 */
const guard = `"$@" </dev/null & exec 3<&- 4>&-; read -r _; kill -KILL -- -$$`;

/**
 * Starts a program that cannot outlive this one. Its descriptors 3 and 4 are pipes.
 * @param output where its stdout and stderr go.
 */
export function startGuarded(
  program: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: 'ignore' | 'inherit' = 'ignore',
): GuardedProcess {
  const child = spawn('/bin/sh', ['-c', guard, program, program, ...argv], {
    detached: true,
    env: environment,
    stdio: ['pipe', output, output, 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => undefined);
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  };
  process.once('exit', kill);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', kill);
      resolve();
    });
  });
  return { child, exited, kill };
}

/** One of the pipes that this process writes to. */
export function writablePipe({ child }: GuardedProcess, descriptor: number): Writable {
  const pipe = child.stdio[descriptor];
  if (pipe === null || pipe === undefined || !('write' in pipe))
    throw new Error('The program has no such pipe.');
  return pipe;
}

/** One of the pipes that this process reads from. */
export function readablePipe({ child }: GuardedProcess, descriptor: number): Readable {
  const pipe = child.stdio[descriptor];
  if (pipe === null || pipe === undefined || !('read' in pipe))
    throw new Error('The program has no such pipe.');
  return pipe;
}
