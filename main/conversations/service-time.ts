import type { MessageEntry } from '../genesys/snapshot.ts';

/** One of the service's ISO-8601 times as ms since 1970; null if there is none, or none that can be read. */
export function parseTime(time: string | null): number | null {
  const at = time === null ? NaN : (parseUsual(time) ?? Date.parse(time));
  return Number.isNaN(at) ? null : at;
}

const USUAL_LENGTH = '2026-01-05T10:00:00.000Z'.length;

/** The service's usual form, read digit by digit: `Date.parse` takes ten times as long. Null for any other form. */
function parseUsual(time: string): number | null {
  if (time.length !== USUAL_LENGTH || time[10] !== 'T' || time[23] !== 'Z') return null;
  const year = digitsAt(time, 0, 4);
  const month = digitsAt(time, 5, 2);
  const day = digitsAt(time, 8, 2);
  const hour = digitsAt(time, 11, 2);
  const minute = digitsAt(time, 14, 2);
  const second = digitsAt(time, 17, 2);
  // What is not plainly in range is left to Date.parse, which knows the calendar.
  const isPlain =
    year >= 1_000 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  const isUsual =
    time[4] === '-' && time[7] === '-' && time[13] === ':' && time[16] === ':' && time[19] === '.';
  const ms = digitsAt(time, 20, 3);
  return isPlain && isUsual && ms >= 0 ? Date.UTC(year, month - 1, day, hour, minute, second, ms) : null;
}

/** The number that some digits stand for; NaN where one is none. */
function digitsAt(text: string, start: number, length: number): number {
  let number = 0;
  for (let index = start; index < start + length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Sorts messages, oldest first; those without a time go to the end: they count as new. */
export function byTime(a: MessageEntry, b: MessageEntry): number {
  if (a.time === b.time) return 0;
  // The service's usual form sorts as text, which is many times faster.
  if (a.time?.length === USUAL_LENGTH && b.time?.length === USUAL_LENGTH) return a.time < b.time ? -1 : 1;
  const first = parseTime(a.time) ?? Infinity;
  const second = parseTime(b.time) ?? Infinity;
  return first === second ? 0 : first < second ? -1 : 1;
}
