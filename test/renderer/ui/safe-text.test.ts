import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeLine, safeParagraph } from '../../../renderer/ui/safe-text.ts';

const LIMIT = 40;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Texts of a stranger: any code unit, and the characters that do harm, often. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '\u200f',
        '\u0000',
        '\u001b[31m',
        '\r\n',
        '\n\n\n\n',
        '\u2028',
        '\u3164',
        '\ud800',
        '\u0336'.repeat(20),
        '\u200d\u200d\u200d',
        '👩‍👩‍👧‍👦',
        '\u{e0041}',
        '<b>',
        'word ',
      ),
    ),
  )
  .map((parts) => parts.join(''));

test('a line has no control, bidi or line-ending character, whatever comes', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const line = safeLine(text, LIMIT);
      expect(line).not.toMatch(BIDI);
      expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
      expect(line).not.toMatch(/\p{M}{5}/u);
    }),
  );
});

test('a paragraph has no other control character than its line ends, two in a row at most', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const paragraph = safeParagraph(text, LIMIT);
      expect(paragraph).not.toMatch(BIDI);
      expect(paragraph.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(paragraph).not.toMatch(/\n{3}/);
    }),
  );
});

test('neither is longer than its limit and the ellipsis', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: LIMIT }), (text, limit) => {
      for (const safe of [safeLine(text, limit), safeParagraph(text, limit)]) {
        expect([...characters.segment(safe)].length).toBeLessThanOrEqual(limit + 1);
      }
    }),
  );
});

test('what is safe stays as it is', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const once = safeLine(text, LIMIT);
      if (!once.endsWith('…')) expect(safeLine(once, LIMIT)).toBe(once);
    }),
  );
});

test.each([
  ['a reversed file name', 'Innocent\u202egnp.exe', 'Innocentgnp.exe'],
  ['line ends', 'one\r\ntwo\u2028three', 'one two three'],
  ['terminal codes', '\u001b[31mred\u0007', '[31mred'],
  ['a name that only looks empty', '\u3164\u200b\u2060\u00ad', ''],
  ['stacked marks', `a${'\u0336'.repeat(50)}b`, `a${'\u0336'.repeat(4)}b`],
  ['half a character', 'a\ud83d', 'a\ufffd'],
])('%s', (_name, text, expected) => {
  expect(safeLine(text, 100)).toBe(expected);
});

test.each([
  ['Arabic', 'مرحبا، أين طلبي؟'],
  ['Persian, with its joiners', 'می\u200cخواهم'],
  ['a family', '👩‍👩‍👧‍👦'],
  ['a flag', '🏳️‍🌈'],
  ['Vietnamese', 'Nguyễn Thị Hường'],
])('leaves %s alone', (_name, text) => {
  expect(safeLine(text, 100)).toBe(text);
});

test('cuts between characters, never inside one', () => {
  expect(safeLine('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
  expect(safeLine('abc', 3)).toBe('abc');
  expect(safeLine('abcd', 3)).toBe('abc…');
});

test('an endless text costs no more than its limit', () => {
  const started = performance.now();
  expect(safeLine('A'.repeat(20_000_000), 100)).toHaveLength(101);
  expect(performance.now() - started).toBeLessThan(500);
});

test('a paragraph keeps its lines', () => {
  expect(safeParagraph('one \r\n two\n\n\n\nthree\t four', 100)).toBe('one\ntwo\n\nthree four');
});
