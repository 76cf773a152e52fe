import type { createBridgeEnd } from './bridge-end.ts';
import type { createCodec } from './codec.ts';

/** Names in the preload's world by which the host and it find each other. */
export const bindingName = 'hostBinding';
export const receiverName = 'hostReceive';

type Listener = (event: unknown, ...args: unknown[]) => void;

/**
 * Runs in the preload's world before any script of the page: gives the preload the part of Electron that a sandboxed
 * one has, and runs it.
 *
 * @param preload the preload's own source as a function; null where the window has none.
 */
export function preloadWorld(
  parts: { createCodec: typeof createCodec; createBridgeEnd: typeof createBridgeEnd },
  names: { hears: string; sends: string },
  host: { binding: string; receiver: string },
  versions: Record<string, string>,
  preload: ((require: unknown, module: unknown, exports: unknown, process: unknown) => void) | null,
): void {
  if (window !== window.top) return;
  const global = globalThis as unknown as Record<string, unknown>;
  const toHost = global[host.binding] as (text: string) => void;
  const codec = parts.createCodec(null);
  const bridge = parts.createBridgeEnd(parts.createCodec, names, () => undefined);
  const tell = (message: Record<string, unknown>) => {
    toHost(JSON.stringify(message));
  };

  const exposed = new Set<string>();
  const contextBridge = {
    exposeInMainWorld(name: string, value: unknown) {
      if (exposed.has(name)) {
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      }
      exposed.add(name);
      bridge.offer(name, value);
    },
  };

  const listeners = new Map<string, Listener[]>();
  const invocations = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const ipcRenderer = {
    invoke(channel: string, ...args: unknown[]) {
      return new Promise((resolve, reject) => {
        const encoded = codec.encode(args);
        const id = (lastId += 1);
        invocations.set(id, { resolve, reject });
        tell({ kind: 'invoke', id, channel, args: encoded });
      });
    },
    send(channel: string, ...args: unknown[]) {
      tell({ kind: 'send', channel, args: codec.encode(args) });
    },
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    once(channel: string, listener: Listener) {
      const once: Listener = (event, ...args) => {
        ipcRenderer.off(channel, once);
        listener(event, ...args);
      };
      return ipcRenderer.on(channel, once);
    },
    off(channel: string, listener: Listener) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      );
      return ipcRenderer;
    },
    removeListener(channel: string, listener: Listener) {
      return ipcRenderer.off(channel, listener);
    },
    removeAllListeners(channel: string) {
      listeners.delete(channel);
      return ipcRenderer;
    },
  };

  global[host.receiver] = (message: Record<string, unknown>) => {
    const args = codec.decode(message['args']);
    const values: unknown[] = Array.isArray(args) ? args : [];
    if (message['kind'] === 'event') {
      const channel = String(message['channel']);
      for (const listener of listeners.get(channel) ?? [])
        listener({ sender: ipcRenderer, ports: [] }, ...values);
      return;
    }
    const id = Number(message['id']);
    const invocation = invocations.get(id);
    invocations.delete(id);
    if (message['kind'] === 'resolve') invocation?.resolve(values[0]);
    else invocation?.reject(new Error(String(values[0])));
  };

  window.addEventListener('focus', () => {
    tell({ kind: 'focus', focused: true });
  });
  window.addEventListener('blur', () => {
    tell({ kind: 'focus', focused: false });
  });
  tell({ kind: 'focus', focused: document.hasFocus() });

  const modules: Record<string, unknown> = {
    electron: withThrowingEnd('electron (in the preload)', {
      contextBridge: withThrowingEnd('contextBridge', contextBridge),
      ipcRenderer: withThrowingEnd('ipcRenderer', ipcRenderer),
    }),
  };
  function withThrowingEnd(name: string, members: object): object {
    return new Proxy(members, {
      get(target, property, receiver): unknown {
        if (property in target || typeof property === 'symbol' || property === '__esModule') {
          return Reflect.get(target, property, receiver);
        }
        throw new Error(`The host lacks ${name}.${property}`);
      },
    });
  }
  const require = (name: string): unknown => {
    const found = modules[name];
    if (found === undefined) throw new Error(`module not found: ${name}`);
    return found;
  };
  const module = { exports: {} };
  const process = {
    platform: 'linux',
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    versions,
    env: {},
  };
  try {
    preload?.(require, module, module.exports, process);
  } catch (error) {
    tell({
      kind: 'preloadError',
      message: String(error),
      stack: error instanceof Error ? error.stack : null,
    });
  }
}
