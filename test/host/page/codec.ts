/** A value as it goes from one world to another: what JSON says plainly as it is, all else as [kind, content]. */
type Encoded = null | boolean | number | string | readonly [kind: string, content?: unknown];

/** What becomes of functions and promises; without these they are refused, as the structured clone does. */
export interface References {
  keepFunction(value: (...args: unknown[]) => unknown): number;
  keepPromise(value: Promise<unknown>): number;
  functionOf(id: number): unknown;
  promiseOf(id: number): unknown;
}

export interface Codec {
  encode(value: unknown): Encoded;
  decode(value: unknown): unknown;
}

/** Holds to itself, so that its source can run in a page. */
export function createCodec(references: References | null): Codec {
  const refuse = (what: string): never => {
    throw new Error(`An object could not be cloned: ${what}`);
  };
  const isFunction = (value: unknown): value is (...args: unknown[]) => unknown =>
    typeof value === 'function';

  function encode(value: unknown): Encoded {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (Object.is(value, -0)) return ['number', '-0'];
    if (typeof value === 'number') return Number.isFinite(value) ? value : ['number', String(value)];
    if (value === undefined) return ['undefined'];
    if (isFunction(value)) {
      return references === null ? refuse('a function') : ['function', references.keepFunction(value)];
    }
    if (typeof value !== 'object') return refuse(typeof value);
    if (Array.isArray(value)) return ['array', value.map((item) => encode(item))];
    if (value instanceof Promise) {
      return references === null ? refuse('a promise') : ['promise', references.keepPromise(value)];
    }
    if (value instanceof Error) return ['error', [value.name, value.message]];
    if (value instanceof Date) return ['date', String(value.getTime())];
    if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
      return refuse(value.constructor.name);
    }
    return ['object', Object.entries(value).map(([key, item]): unknown => [key, encode(item)])];
  }

  function decode(value: unknown): unknown {
    if (!Array.isArray(value)) return value;
    const [kind, content] = value as unknown[];
    const items: unknown[] = Array.isArray(content) ? content : [];
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(content);
      case 'array':
        return items.map((item) => decode(item));
      case 'error': {
        const error = new Error(String(items[1]));
        error.name = String(items[0]);
        return error;
      }
      case 'date':
        return new Date(Number(content));
      case 'function':
        return references?.functionOf(Number(content));
      case 'promise':
        return references?.promiseOf(Number(content));
      default:
        return Object.fromEntries(
          items.map((item): [string, unknown] => {
            const [key, inner] = (Array.isArray(item) ? item : []) as unknown[];
            return [String(key), decode(inner)];
          }),
        );
    }
  }

  return { encode, decode };
}
