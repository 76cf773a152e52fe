/**
 * Loaded before the program (`node --import`): whoever asks for Electron, by import or require, gets the host.
 */
import Module, { register } from 'node:module';
import * as host from './electron.ts';

const names: ReadonlySet<string> = new Set(['electron', 'electron/main', 'electron/common']);
const hostUrl = new URL('./electron.ts', import.meta.url).href;

const resolveHook = `
  const names = new Set(${JSON.stringify([...names])});
  export async function resolve(specifier, context, next) {
    return names.has(specifier) ? { url: ${JSON.stringify(hostUrl)}, shortCircuit: true } : next(specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(resolveHook)}`);

type Load = (request: string, ...rest: unknown[]) => unknown;

function isLoad(value: unknown): value is Load {
  return typeof value === 'function';
}

const load: unknown = Reflect.get(Module, '_load');
if (!isLoad(load))
  throw new Error('This version of Node has no Module._load: require cannot be led to the host.');
Reflect.set(Module, '_load', function (this: unknown, request: string, ...rest: unknown[]): unknown {
  return names.has(request) ? host : Reflect.apply(load, this, [request, ...rest]);
});
