import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isRecord, stringAt, type JsonRecord } from '../../main/genesys/json.ts';

/** Nothing that is measured here takes this long, even on a busy machine. */
const ANSWER_WITHIN_MS = 60_000;

/** A process of the benchmark, and what it says. */
export interface Child {
  tell(message: JsonRecord): void;
  /**
   * The next message of a type.
   * @throws Error where the child ends first, or says nothing for a minute.
   */
  answer(type: string): Promise<JsonRecord>;
  end(): Promise<void>;
}

/**
 * Starts a program of this folder in a process of its own, with `gc()` at hand.
 * @param file its path from this folder.
 */
export function startChild(file: string, args: readonly string[] = [], flags: readonly string[] = []): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, args, { execArgv: ['--expose-gc', '--import', 'tsx', ...flags] });
  const heard: JsonRecord[] = [];
  child.on('message', (message) => {
    if (isRecord(message)) heard.push(message);
  });
  return {
    tell(message) {
      child.send(message);
    },
    async answer(type) {
      const until = AbortSignal.timeout(ANSWER_WITHIN_MS);
      for (;;) {
        const index = heard.findIndex((message) => stringAt(message, 'type') === type);
        const [found] = index < 0 ? [] : heard.splice(index, 1);
        if (found !== undefined) return found;
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`${file} ended before it answered "${type}".`);
        }
        await nextHappening(child, until).catch(() => {
          throw new Error(`${file} has not answered "${type}" within ${ANSWER_WITHIN_MS / 1_000} s.`);
        });
      }
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function nextHappening(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const either = { signal: AbortSignal.any([signal, done.signal]) };
  try {
    await Promise.race([once(child, 'message', either), once(child, 'exit', either)]);
  } finally {
    done.abort();
  }
}

/** Says something to the process that started this one. */
export function reportToParent(message: JsonRecord): void {
  process.send?.(message);
}
