const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long something has lasted, as short as it can be said: `now`, `5 min`, `3 h`, `2 d`.
 * @param ms the duration; a negative one (a clock that was set back) is `now`.
 */
export function shortDuration(ms: number): string {
  if (ms < MINUTE_MS) return 'now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} d`;
}

/** The same for a screen reader: `less than a minute`, `5 minutes`. */
export function spokenDuration(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return counted(Math.floor(ms / MINUTE_MS), 'minute');
  if (ms < DAY_MS) return counted(Math.floor(ms / HOUR_MS), 'hour');
  return counted(Math.floor(ms / DAY_MS), 'day');
}

/** `1 minute`, `2 minutes`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/**
 * How long until `at`, in whole seconds, for a countdown: `4 s`, `1 min 20 s`; null when the moment has come.
 * @param at ms since 1970.
 * @param now ms since 1970.
 */
export function countdown(at: number, now: number): string | null {
  const seconds = Math.ceil((at - now) / 1_000);
  if (seconds <= 0) return null;
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * A time of day, with the day in front of it where it is not today's: `10:02`, `Mon, Jan 5, 10:02`.
 * @param at ms since 1970.
 * @param now ms since 1970.
 */
export function clockTime(at: number, now: number): string {
  const moment = new Date(at);
  const sameDay = moment.toDateString() === new Date(now).toDateString();
  return sameDay ? timeOfDay.format(moment) : dayAndTime.format(moment);
}

/** A time of day to the second, for the delivery log. */
export function exactTime(at: number, now: number): string {
  const moment = new Date(at);
  const sameDay = moment.toDateString() === new Date(now).toDateString();
  return sameDay ? timeWithSeconds.format(moment) : dayAndTime.format(moment);
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
