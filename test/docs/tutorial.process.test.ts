import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitions } from './support/entries.ts';
import { blocksOf, firstMissing, readPage } from './support/page.ts';
import { Terminals } from './support/terminals.ts';

const WITHIN_MS = 30_000;
const terminals = new Terminals();
const folder = mkdtempSync(join(tmpdir(), 'tutorial-'));
const page = readPage('tutorial.md');
const canRun = ['bash', 'curl'].every((name) => spawnSync(name, ['--version']).status === 0);
let port = '';

beforeAll(async () => {
  port = await freePort();
});

afterAll(async () => {
  await terminals.close();
  rmSync(folder, { recursive: true });
});

function freePort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(String(typeof address === 'object' ? address?.port : ''));
      });
    });
  });
}

/** The page's port and files may be in use: the same words with others. */
function here(text: string): string {
  return text.replaceAll('4040', port).replace(/(\w+\.log)/g, join(folder, '$1'));
}

/** What is defined in both terminals. */
const known: string[] = [...definitions(page)];

async function type(
  terminal: 'simulator' | 'listener' | 'steering',
  lines: readonly string[],
): Promise<void> {
  await terminals[terminal].type(here([...known, ...lines].join('\n')));
  if (terminal === 'steering') await terminals.steering.ended();
}

describe.skipIf(!canRun)('docs/tutorial.md: what is typed, and what comes', () => {
  it('from the first line to the last', async () => {
    const checked: string[] = [];
    /** Where the next lines are expected. */
    let from: 'simulator' | 'listener' = 'simulator';
    /** What the listener had printed before the last command. */
    let before = 0;
    for (const { language, label, lines } of blocksOf(page)) {
      if (label === 'definitions') continue;
      if (label === 'both') {
        known.push(...lines);
        continue;
      }
      if (language === 'sh') {
        if (label !== 'simulator' && label !== 'listener' && label !== 'steering') {
          throw new Error(`"${lines.join(' ')}" has no terminal.`);
        }
        before = label === 'steering' ? terminals.listener.output.length : 0;
        from = label === 'simulator' ? 'simulator' : 'listener';
        await type(label, lines);
        if (label === 'steering') expect(terminals.steering.output).not.toContain('"message"');
        if (label === 'simulator') await printed('simulator', 0, ['{"apiUrl":…}']);
      } else {
        await printed(from, before, lines);
        checked.push(...lines);
      }
    }
    expect(checked.length).toBeGreaterThan(30);
  });
});

async function printed(
  from: 'simulator' | 'listener',
  before: number,
  lines: readonly string[],
): Promise<void> {
  const missing = () => firstMissing(lines.map(here), terminals[from].output.slice(before));
  await expect
    .poll(missing, { timeout: WITHIN_MS, interval: 50, message: `${lines.join('\n')}\n---\n` })
    .toBeNull()
    .catch((error: unknown) => {
      throw new Error(`missing: ${missing() ?? ''}\nin: ${terminals[from].output}`, { cause: error });
    });
}
