import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROGRAM = `
  import { findTrayHost } from './main/desktop/tray-host.ts';
  console.log(await findTrayHost({ platform: 'linux' }));
`;

/** Asks on a session bus of its own, which nobody else is on. */
async function askOnEmptyBus(): Promise<string> {
  const { stdout } = await promisify(execFile)('dbus-run-session', [
    '--',
    process.execPath,
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    PROGRAM,
  ]);
  return stdout.trim();
}

describe('findTrayHost on a session bus', () => {
  it('finds no tray where nobody has the name of one', async () => {
    expect(await askOnEmptyBus()).toBe('no');
  });
});
