/** Characters that turn the direction of the text around them, or of the whole line. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Characters that take room without showing, or show nothing and hide that there is nothing. The joiners U+200C and
 * U+200D stay: Persian and many emoji need them.
 */
const INVISIBLE = new RegExp(
  [
    '[\\u00ad\\u115f\\u1160\\u180e\\u200b\\u2060-\\u2065\\u206a-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]',
    '[\\u{e0000}-\\u{e0fff}]',
    // Marks that join themselves to the character before: not in a class, where they would join each other.
    '\\u034f|\\u17b4|\\u17b5|\\u180b|\\u180c|\\u180d|\\u180f',
  ].join('|'),
  'gu',
);

/** Control characters, line ends excepted. */
const CONTROLS = /(?!\n)\p{Cc}/gu;

/** Half of a character: the other half was lost on the way, or cut off here. */
const HALVES = /\p{Cs}/gu;

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/gu;

/** Marks that are stacked higher than any script needs cover the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

const JOINERS_IN_A_ROW = /([\u200c\u200d])[\u200c\u200d]+/gu;

/** However long one visible character is written, this much of the text is enough to fill the limit. */
const UNITS_PER_CHARACTER = 16;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Makes a stranger's text fit for one line: no control, bidi or invisible characters, no line ends.
 * @param text as it came.
 * @param limit how many visible characters are kept; what is cut is marked by an ellipsis.
 */
export function safeLine(text: string, limit: number): string {
  return cut(harmless(text, limit).replace(/\s+/gu, ' ').trim(), limit);
}

/**
 * Makes a stranger's text fit for a paragraph: as `safeLine`, but its line ends stay, at most two in a row.
 * @param limit how many visible characters are kept; what is cut is marked by an ellipsis.
 */
export function safeParagraph(text: string, limit: number): string {
  const lines = harmless(text, limit)
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n');
  return cut(lines.trim(), limit);
}

function harmless(text: string, limit: number): string {
  return text
    .slice(0, (limit + 1) * UNITS_PER_CHARACTER)
    .replace(HALVES, '\ufffd')
    .replace(LINE_ENDS, '\n')
    .replace(BIDI_CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(CONTROLS, ' ')
    .replace(JOINERS_IN_A_ROW, '$1')
    .replace(STACKED_MARKS, '$1');
}

function cut(text: string, limit: number): string {
  let kept = 0;
  for (const { index } of characters.segment(text)) {
    if (kept === limit) return `${text.slice(0, index).trimEnd()}…`;
    kept += 1;
  }
  return text;
}
