import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import config from '../../electron.vite.config.ts';
import { requestNames } from '../../preload/contract.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conversation-tray-preload-'));
  const { preload } = config;
  const input = preload?.build?.lib === undefined || preload.build.lib === false ? null : preload.build.lib;
  const output = preload?.build?.rolldownOptions?.output;
  if (input === null || output === undefined)
    throw new Error('electron.vite.config.ts has no preload script.');
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      lib: { ...input, formats: ['cjs'] },
      rolldownOptions: { external: ['electron'], output },
    },
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('a sandboxed window can load it: one file that requires electron and nothing else', async () => {
  expect(await readdir(folder)).toEqual(['index.cjs']);
  const required: string[] = [];
  let api: object = {};
  runInNewContext(await readFile(join(folder, 'index.cjs'), 'utf8'), {
    exports: {},
    module: { exports: {} },
    require: (name: string) => {
      required.push(name);
      return {
        contextBridge: {
          exposeInMainWorld: (_name: string, exposed: object) => {
            api = exposed;
          },
        },
        ipcRenderer: {},
      };
    },
  });
  expect(required).toEqual(['electron']);
  expect(Object.keys(api)).toEqual(expect.arrayContaining([...requestNames]));
});
