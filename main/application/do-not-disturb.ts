import type { DoNotDisturb } from '../../preload/contract.ts';

/** The hour at which "until tomorrow" ends. */
const MORNING_HOUR = 6;

/** Until when nothing alerts, as wall clock ms; null for at once. @param now wall clock, ms. */
export function doNotDisturbUntil(choice: DoNotDisturb, now: number): number | null {
  switch (choice) {
    case 'halfHour':
      return now + 30 * 60_000;
    case 'hour':
      return now + 60 * 60_000;
    case 'untilTomorrow': {
      const morning = new Date(now);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(MORNING_HOUR, 0, 0, 0);
      return morning.getTime();
    }
    case 'off':
      return null;
  }
}
