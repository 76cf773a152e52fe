import type { contextBridge, ipcRenderer } from 'electron';
import { beforeAll, expect, test, vi } from 'vitest';
import { eventNames, requestNames, type Api } from '../../preload/contract.ts';

const bridge = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Map<string, Set<(...values: unknown[]) => void>>(),
}));

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name, api) => {
      bridge.exposed.set(name, api);
    },
  } satisfies Pick<typeof contextBridge, 'exposeInMainWorld'>,
  ipcRenderer: {
    invoke: (channel: string, ...values: unknown[]) => {
      bridge.invoked.push([channel, ...values]);
      return Promise.resolve(`answer to ${channel}`);
    },
    on: (channel: string, listener: (...values: unknown[]) => void) => {
      bridge.listeners.set(channel, (bridge.listeners.get(channel) ?? new Set()).add(listener));
    },
    off: (channel: string, listener: (...values: unknown[]) => void) => {
      bridge.listeners.get(channel)?.delete(listener);
    },
  } satisfies Record<keyof Pick<typeof ipcRenderer, 'invoke' | 'on' | 'off'>, unknown>,
}));

let api: Record<string, (argument?: unknown) => unknown>;

beforeAll(async () => {
  await import('../../preload/index.ts');
  api = bridge.exposed.get('api') as typeof api;
});

function subscriptionName(event: string): string {
  return `on${event.charAt(0).toUpperCase()}${event.slice(1)}`;
}

test('exposes the contract and nothing else', () => {
  expect([...bridge.exposed.keys()]).toEqual(['api']);
  expect(Object.keys(api).sort()).toEqual([...requestNames, ...eventNames.map(subscriptionName)].sort());
});

test.each(requestNames)('%s asks the main process, and brings its answer', async (name) => {
  bridge.invoked.length = 0;
  await expect(api[name]?.({ id: 'x' })).resolves.toBe(`answer to ${name}`);
  expect(bridge.invoked).toHaveLength(1);
  expect(bridge.invoked[0]?.[0]).toBe(name);
});

test('passes on what is asked for, and null where nothing is', async () => {
  bridge.invoked.length = 0;
  const typed = api as unknown as Api;
  await typed.muteConversation({ id: 'c', muted: true });
  await typed.getView();
  expect(bridge.invoked).toEqual([
    ['muteConversation', { id: 'c', muted: true }],
    ['getView', null],
  ]);
});

test.each(eventNames)('%s is heard until its subscription ends, without the sender', (name) => {
  const heard: unknown[][] = [];
  const end = api[subscriptionName(name)]?.((...values: unknown[]) => heard.push(values));
  const listeners = bridge.listeners.get(name) ?? new Set();
  for (const listener of listeners) listener({ sender: 'ipc' }, 'payload');
  expect(heard).toEqual([['payload']]);
  (end as () => void)();
  expect(listeners.size).toBe(0);
});
