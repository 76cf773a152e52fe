import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppDriver } from '../../e2e/support/driver.ts';
import { launchOnHost } from '../../e2e/support/host-driver.ts';
import { until } from '../../e2e/support/until.ts';
import { chromiumProgram } from '../chromium/process.ts';
import { buildFixture } from '../fixture/build.ts';

/** Why the suites of the host cannot run here; empty where they can. */
export function whySkipped(missing: readonly string[] = []): string {
  if (process.platform !== 'linux') return ' (skipped: Linux only)';
  const lacks = new Set([...missing, ...(existsSync(chromiumProgram) ? [] : ['chromium'])]);
  return lacks.size === 0 ? '' : ` (skipped: not installed: ${[...lacks].join(', ')})`;
}

/** The fixture, built once, and what runs of it. */
export class FixtureApp {
  readonly #directory: string;
  readonly #mainBundle: string;
  readonly #running = new Set<AppDriver>();
  #profiles = 0;

  private constructor(directory: string, mainBundle: string) {
    this.#directory = directory;
    this.#mainBundle = mainBundle;
  }

  static async build(): Promise<FixtureApp> {
    const directory = mkdtempSync(join(tmpdir(), 'conversation-tray-host-'));
    return new FixtureApp(directory, await buildFixture(join(directory, 'out')));
  }

  newProfile(): string {
    return join(this.#directory, `profile-${(this.#profiles += 1)}`);
  }

  launch(environment: Readonly<Record<string, string>> = {}, profile = this.newProfile()): AppDriver {
    const driver = launchOnHost({
      mainBundle: this.#mainBundle,
      appPath: join(import.meta.dirname, '../fixture'),
      profile,
      environment,
    });
    this.#running.add(driver);
    void driver.exited.then(() => this.#running.delete(driver));
    return driver;
  }

  /** Ends what a test has left running. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((driver) => driver.kill()));
  }

  async remove(): Promise<void> {
    await this.stopAll();
    await until('the end of every Chromium', () => processesNaming(this.#directory).length === 0);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Waits for a line on the application's stdout. */
export async function line(driver: AppDriver, words: string): Promise<void> {
  try {
    await Promise.race([
      until(`"${words}" on stdout`, () => driver.stdout().split('\n').includes(words)),
      driver.exited.then(() => {
        if (!driver.stdout().split('\n').includes(words)) throw new Error(`It ended without "${words}".`);
      }),
    ]);
  } catch (error) {
    throw new Error(`${String(error)}\nstdout:\n${driver.stdout()}\nstderr:\n${driver.stderr()}`, {
      cause: error,
    });
  }
}

/** Running processes whose command line holds a text, by id. */
export function processesNaming(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}
