import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from './dbus/message.ts';
import { Reader, splitSignature, variant, Writer } from './dbus/wire.ts';

describe('the wire format of D-Bus', () => {
  it('splits a signature into its complete types', () => {
    expect(splitSignature('susssasa{sv}i')).toEqual(['s', 'u', 's', 's', 's', 'as', 'a{sv}', 'i']);
    expect(splitSignature('a(i(ss))v')).toEqual(['a(i(ss))', 'v']);
  });

  it('writes what the specification shows: a string after a byte is aligned to four', () => {
    const writer = new Writer();
    writer.writeAll('ys', [7, 'hi']);
    expect([...writer.bytes]).toEqual([7, 0, 0, 0, 2, 0, 0, 0, 0x68, 0x69, 0]);
  });

  it('reads every Notify as it was written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        fc.array(fc.string()),
        fc.nat(),
        (text, actions, serial) => {
          const body = ['App', 0, '', text, text, actions, [['urgency', variant('y', 1)]], -1];
          const bytes = encodeMessage({
            kind: 'call',
            serial,
            path: '/org/freedesktop/Notifications',
            member: 'Notify',
            signature: 'susssasa{sv}i',
            body,
          });
          const read = decodeMessage(Buffer.concat([bytes, bytes]));
          expect(read?.length).toBe(bytes.length);
          const hints = [['urgency', 1]];
          expect(read?.message.body).toEqual(['App', 0, '', text, text, actions, hints, 4294967295 | 0]);
          expect(decodeMessage(bytes.subarray(0, -1))).toBeNull();
        },
      ),
    );
  });

  it('refuses a text that is longer than its message', () => {
    expect(() => new Reader(Buffer.from([200, 0, 0, 0, 0x61])).read('s')).toThrow('too short');
  });
});
