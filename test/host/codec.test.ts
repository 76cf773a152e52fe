import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toApplication, toChromium } from './chromium/address.ts';
import { createCodec } from './page/codec.ts';

const codec = createCodec(null);

/** Over the bridge, everything goes as JSON. */
const carried = (value: unknown): unknown => codec.decode(JSON.parse(JSON.stringify(codec.encode(value))));

describe('what crosses the bridge', () => {
  it('arrives as it was sent', () => {
    fc.assert(
      fc.property(
        fc
          .anything({ withDate: true, withNullPrototype: false, withBigInt: false, maxDepth: 4 })
          .filter((value) => !JSON.stringify(value ?? null).includes('__proto__')),
        (value) => {
          expect(carried(value)).toEqual(value);
        },
      ),
    );
  });

  it('keeps what an error says', () => {
    const error = carried(new TypeError('no'));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'TypeError', message: 'no' });
  });

  it.each([[() => 1], [Promise.resolve()], [Symbol('x')], [new Map()], [new Uint8Array(1)], [1n]])(
    'refuses %o',
    (value) => {
      expect(() => codec.encode({ value })).toThrow('An object could not be cloned');
    },
  );
});

describe('addresses of the application', () => {
  const book = { scheme: 'app' };

  it.each([
    ['app://tray/index.html?a=1#b', 'https://tray.localhost/index.html?a=1#b'],
    ['app://tray/', 'https://tray.localhost/'],
  ])('%s is %s to Chromium', (own, chromium) => {
    expect(toChromium(own, book)).toBe(chromium);
    expect(toApplication(chromium, book)).toBe(own);
  });

  it.each(['https://example.com/app://tray/', 'https://tray.localhost:8443/', 'http://tray.localhost/'])(
    'leaves %s alone',
    (url) => {
      expect(toChromium(url, book)).toBe(url);
      expect(toApplication(url, book)).toBe(url);
    },
  );

  it('knows none before the application has registered its scheme', () => {
    expect(toChromium('app://tray/', { scheme: null })).toBe('app://tray/');
    expect(toApplication('https://tray.localhost/', { scheme: null })).toBe('https://tray.localhost/');
  });
});
