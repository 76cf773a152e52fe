/** Longer texts are cut on the terminal; `--json` has them whole. */
const LONGEST_TEXT = 2_000;

/**
 * Makes a customer's words safe to print: no escape sequences or other control characters, and nothing that turns the
 * reading direction of what follows.
 */
export function printableLine(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu, ' ');
}

/** The same for a text of several lines: each stands for itself, the later ones indented under the first. */
export function printableText(text: string): readonly string[] {
  // Half a character would be printed as a question mark.
  const start = text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '');
  const cut = text.length > LONGEST_TEXT ? `${start}…` : text;
  return cut.split(/\r\n|[\r\n\u2028\u2029]/).map(printableLine);
}
