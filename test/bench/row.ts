/** One line of the result. */
export interface Row {
  what: string;
  /** What was measured, in words. */
  measured: string;
  target: Target | null;
  /** Further numbers behind it, by name. */
  numbers: Readonly<Record<string, number | null>>;
}

export interface Target {
  words: string;
  met: boolean;
}

/** A row whose value shall not be less than the target. */
export function atLeast(value: number, limit: number, unit = ''): Target {
  return { words: `≥ ${limit}${unit}`, met: value >= limit };
}

/** A row whose value shall not be more than the target. */
export function atMost(value: number, limit: number, unit = ''): Target {
  return { words: `≤ ${limit.toLocaleString('en')}${unit}`, met: value <= limit };
}
