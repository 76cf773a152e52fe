import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readConfiguration, validateConfiguration } from './support/configuration.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('electron-builder accepts electron-builder.yml', async () => {
  await validateConfiguration(await readConfiguration(root));
});

it.each([
  ['an unknown key', { signatur: true }],
  ['an unknown fuse', { electronFuses: { runAsNodes: false } }],
  ['a wrong kind of value', { nsis: { perMachine: 'no' } }],
])('electron-builder would refuse it with %s', async (_, more) => {
  const configuration = await readConfiguration(root);
  await expect(validateConfiguration({ ...configuration, ...more })).rejects.toThrow(/Invalid configuration/);
});
