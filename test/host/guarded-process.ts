import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export interface GuardedProcess {
  readonly child: ChildProcess;
  /** Resolves when the program and everything that it started in its group is gone. */
  readonly exited: Promise<void>;
  readonly kill: () => void;
}

/**
 * The shell leads a process group of its own, with the program in it, and ends the group when the program ends. So does
 * its watcher, which reads from a pipe that this process holds: that closes when this process ends, however it does.
 */
const guard =
  'exec 5<&0; (exec 3<&- 4>&-; read -r _ <&5; kill -KILL -- -$$) & ' +
  '"$@" </dev/null 5<&-; kill -KILL -- -$$';

const PAUSE_MS = 10;
const GROUP_LIMIT_MS = 2_000;

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
      void endOfGroup(child.pid).then(resolve);
    });
  });
  return { child, exited, kill };
}

/** The killed of a group do not go all at once. Where nobody collects the dead, they stay: the wait has an end. */
async function endOfGroup(leader: number | undefined): Promise<void> {
  if (leader === undefined) return;
  for (const start = performance.now(); performance.now() - start < GROUP_LIMIT_MS;) {
    try {
      process.kill(-leader, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
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
