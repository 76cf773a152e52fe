import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacking, StrictEmitter, strict } from './lacking.ts';
import * as host from './electron.ts';

const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** The values that one of the namespaces of Electron's types has. */
function valuesOf(namespace: string): string[] {
  const types = readFileSync(join(electron, 'electron.d.ts'), 'utf8');
  const start = types.indexOf(`  namespace ${namespace} {`);
  const text = types.slice(start, types.indexOf('\n  }', start));
  return [...text.matchAll(/^ {4}(?:const|class) (\w+)/gm)].map(([, name]) => String(name));
}

describe('what the host exports', () => {
  it('is every value of the main process, so that any import of Electron links', () => {
    const wanted = [...valuesOf('Main'), ...valuesOf('Common')];
    expect(wanted).toContain('BrowserWindow');
    expect(wanted).toContain('nativeImage');
    expect(
      Object.keys(host)
        .filter((name) => name !== 'hostActions')
        .sort(),
    ).toEqual([...new Set(wanted)].sort());
  });
});

describe('what the host lacks', () => {
  it('throws on any use of a module, and names it', () => {
    const module = lacking('netLog') as unknown as Record<string, () => void> & (new () => object);
    expect(() => module['startLogging']?.()).toThrow('The host lacks netLog.startLogging');
    expect(() => new module()).toThrow('The host lacks netLog');
    expect(() => {
      module['x'] = () => undefined;
    }).toThrow('The host lacks netLog.x');
  });

  it('throws for a member that an object does not have, and leaves those that it has', () => {
    class Thing extends StrictEmitter {
      #hidden = 1;
      count(): number {
        return (this.#hidden += 1);
      }
    }
    const thing = new Thing();
    expect(thing.count()).toBe(2);
    expect(thing.listenerCount('x')).toBe(0);
    expect(() => Reflect.get(thing, 'other') as unknown).toThrow('The host lacks Thing.other');
    const plain = strict('shell', { beep: () => 1 });
    expect(plain.beep()).toBe(1);
    expect(() => Reflect.get(plain, 'trashItem') as unknown).toThrow('The host lacks shell.trashItem');
  });

  it('does not stand in the way of await', async () => {
    const plain = strict('shell', {});
    expect(await Promise.resolve(plain)).toBe(plain);
  });
});
