import type { createBridgeEnd } from './bridge-end.ts';
import type { createCodec } from './codec.ts';

/** Runs in the page's own world before any script of the page: puts there what the preload exposes, frozen. */
export function mainWorld(
  parts: { createCodec: typeof createCodec; createBridgeEnd: typeof createBridgeEnd },
  names: { hears: string; sends: string },
): void {
  if (window !== window.top) return;
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof Promise) return;
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  };
  parts.createBridgeEnd(parts.createCodec, names, (name, value) => {
    freeze(value);
    Object.defineProperty(window, name, { value, enumerable: true });
  });
}
