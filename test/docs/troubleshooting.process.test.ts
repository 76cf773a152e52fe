import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type RunningSimulator } from '../simulator/server.ts';
import { ListenerProcess } from '../terminal/support/listener-process.ts';
import { readEntries, type Entry, type Step } from './support/entries.ts';
import { firstMissing } from './support/page.ts';

const WITHIN_MS = 20_000;

let service: RunningSimulator;
let listener: ListenerProcess | null = null;

beforeEach(async () => {
  service = await startSimulator();
});

afterEach(async () => {
  await listener?.kill();
  listener = null;
  await service.close();
});

async function make(fault: string): Promise<void> {
  const response = await fetch(`${service.ready.apiUrl}/simulator/fault`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: fault,
  });
  expect(response.status, await response.text()).toBe(200);
}

function start({ as, args }: Extract<Step, { kind: 'listen' }>): ListenerProcess {
  const { apiUrl, accessToken, clientId, clientSecret } = service.ready;
  const credentials: Record<string, string> =
    as === 'user'
      ? { GENESYS_ACCESS_TOKEN: accessToken }
      : { GENESYS_CLIENT_ID: clientId, GENESYS_CLIENT_SECRET: clientSecret };
  return new ListenerProcess(['--api-url', apiUrl, ...args], credentials, true);
}

/** Does what the entry says, and waits until everything that it shows has been printed. */
async function show(entry: Entry): Promise<ListenerProcess> {
  let running: ListenerProcess | null = null;
  let connections = 0;
  for (const step of entry.steps) {
    if (step.kind === 'listen') {
      running = listener = start(step);
      continue;
    }
    if (running !== null) {
      const { stderr } = running;
      const shown = running;
      connections += 1;
      await running.until(
        () => shown.stderr.split('[INFO] Connected').length > connections,
        `connected for the ${connections}. time${stderr}`,
        WITHIN_MS,
      );
    }
    for (const fault of step.faults) await make(fault);
  }
  if (running === null) throw new Error(`${entry.title} starts no listener.`);
  const shown = running;
  const port = new URL(service.ready.apiUrl).port;
  const expected = entry.seen.map((line) => line.replaceAll('4040', port));
  const missing = () => firstMissing(expected, shown.stdout + shown.stderr);
  await shown.until(() => missing() === null, `"${missing() ?? ''}"`, WITHIN_MS);
  return shown;
}

describe('docs/troubleshooting.md: the listener prints what the page says', () => {
  it.each(readEntries().filter(({ afterSeconds }) => afterSeconds === null))('$title', async (entry) => {
    const shown = await show(entry);
    if (entry.exitStatus !== null) expect(await shown.exited()).toBe(entry.exitStatus);
  });
});
