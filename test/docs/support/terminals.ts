import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A terminal: types commands into bash, and remembers what is printed since the last ones. */
class Terminal {
  #child: ChildProcess | null = null;
  #exited: Promise<unknown> = Promise.resolve();
  output = '';

  /** Types commands, after ending what still runs here as Ctrl-C does. */
  async type(script: string): Promise<void> {
    await this.interrupt();
    this.output = '';
    // A group of its own, so that an interrupt reaches what the shell has started.
    const child = spawn('bash', ['-c', script], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.#child = child;
    this.#exited = new Promise((resolve) => child.on('close', resolve));
  }

  async ended(): Promise<void> {
    await this.#exited;
    this.#child = null;
  }

  async interrupt(): Promise<void> {
    const { pid, exitCode } = this.#child ?? { pid: undefined, exitCode: 0 };
    if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGINT');
    await this.ended();
  }
}

/** The three terminals of the tutorial. */
export class Terminals {
  readonly simulator = new Terminal();
  readonly listener = new Terminal();
  readonly steering = new Terminal();

  async close(): Promise<void> {
    await this.listener.interrupt();
    await this.steering.interrupt();
    await this.simulator.interrupt();
  }
}
