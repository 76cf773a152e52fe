import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrayAt,
  booleanAt,
  isRecord,
  numberAt,
  parseJson,
  recordAt,
  recordsAt,
  stringAt,
  stringsAt,
  textAt,
  valueAt,
} from '../../main/genesys/json.ts';

const readers = [
  valueAt,
  stringAt,
  textAt,
  numberAt,
  booleanAt,
  recordAt,
  arrayAt,
  recordsAt,
  stringsAt,
] as const;

describe('parseJson', () => {
  it('gives back what was serialised', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('says undefined for what is not JSON, and tells it from null', () => {
    expect(parseJson('<html>')).toBeUndefined();
    expect(parseJson('')).toBeUndefined();
    expect(parseJson('null')).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseJson(text);
      }),
    );
  });
});

describe('readers', () => {
  const record: unknown = {
    text: 'hello',
    empty: '',
    count: 3,
    endless: parseJson('1e999'),
    flag: false,
    inner: { id: 'a' },
    list: ['x', { id: 'b' }, null, 7, ['y']],
  };

  it('read a value of the expected type', () => {
    expect(stringAt(record, 'text')).toBe('hello');
    expect(stringAt(record, 'empty')).toBe('');
    expect(numberAt(record, 'count')).toBe(3);
    expect(booleanAt(record, 'flag')).toBe(false);
    expect(stringAt(recordAt(record, 'inner'), 'id')).toBe('a');
    expect(arrayAt(record, 'list')).toHaveLength(5);
    expect(recordsAt(record, 'list')).toEqual([{ id: 'b' }]);
    expect(stringsAt(record, 'list')).toEqual(['x']);
  });

  it('treat an empty text and an endless number as missing', () => {
    expect(textAt(record, 'empty')).toBeNull();
    expect(numberAt(record, 'endless')).toBeNull();
  });

  it('say null for a value of another type', () => {
    expect(stringAt(record, 'count')).toBeNull();
    expect(numberAt(record, 'text')).toBeNull();
    expect(booleanAt(record, 'text')).toBeNull();
    expect(recordAt(record, 'list')).toBeNull();
    expect(arrayAt(record, 'inner')).toEqual([]);
  });

  it('read own keys only', () => {
    expect(valueAt({}, 'constructor')).toBeUndefined();
    expect(recordAt({}, '__proto__')).toBeNull();
    expect(stringAt(parseJson('{"__proto__":"own"}'), '__proto__')).toBe('own');
  });

  it('never throw on anything', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), fc.string(), (value, key) => {
        for (const read of readers) read(value, key);
        for (const inner of isRecord(value) ? Object.keys(value) : []) {
          for (const read of readers) read(value, inner);
        }
      }),
    );
  });
});
