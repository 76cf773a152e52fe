import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A line of the listener's `--json` output, as far as tests look at it. */
export type JsonLine = Readonly<Record<string, unknown>>;

/** A listener in a process of its own, as a person starts it. */
export class ListenerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  readonly #waiting = new Set<() => void>();
  stdout = '';
  stderr = '';

  /** @param calm every wait between attempts is the shortest: chance is taken out of the backoff. */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>>, calm = false) {
    const entry = fileURLToPath(new URL('../../../main/listen.ts', import.meta.url));
    const chance = calm ? ['--import', 'data:text/javascript,Math.random=()=>0'] : [];
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('GENESYS_') && name !== 'NODE_OPTIONS'),
    );
    this.#child = spawn(process.execPath, ['--import', 'tsx', ...chance, entry, ...args], {
      env: { ...env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#changed();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#changed();
    });
    this.#exited = new Promise((resolve) => {
      this.#child.on('close', resolve);
    });
  }

  /** The complete lines of `--json` output so far. */
  get lines(): readonly JsonLine[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JsonLine);
  }

  linesOf(type: string): readonly JsonLine[] {
    return this.lines.filter((line) => line['type'] === type);
  }

  /** Waits until `condition` holds, looked at whenever the process says something. */
  async until(condition: () => boolean, what: string, withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new Error(
          `not within ${withinMs} ms: ${what}\n${this.stdout.slice(-2_000)}\n${this.stderr.slice(-2_000)}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, Math.min(left, 250));
        const waiting = this.#waiting;
        waiting.add(done);
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
      });
    }
  }

  /** Asks it to end, as Ctrl-C does. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** The exit status. */
  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Ends it whatever it does: for the end of a test. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #changed(): void {
    for (const done of [...this.#waiting]) done();
  }
}
