/** A JSON object whose contents are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** What somebody who steers the simulator asked for cannot be done. The message says why. */
export class SteeringError extends Error {
  override name = 'SteeringError';
}

/** Reads a text; throws a {@link SteeringError} where it is missing. */
export function readText(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || value === '') throw new SteeringError(`"${key}" must be a text.`);
  return value;
}

/** Reads a text that may be left out. */
export function readOptionalText(fields: Fields, key: string): string | undefined {
  return fields[key] === undefined ? undefined : readText(fields, key);
}

/** Reads a number that is not negative, or gives `fallback` where there is none. */
export function readNumber(fields: Fields, key: string, fallback?: number): number {
  const value = fields[key] ?? fallback;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) {
    throw new SteeringError(`"${key}" must be a number that is not negative.`);
  }
  return number;
}

/** Reads one of a few words, or gives `fallback` where there is none. */
export function readChoice<const T extends string>(
  fields: Fields,
  key: string,
  choices: readonly T[],
  fallback?: T,
): T {
  const value = fields[key] ?? fallback;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new SteeringError(`"${key}" must be one of: ${choices.join(', ')}.`);
  return choice;
}

/** Reads true or false; true where it is left out. */
export function readFlag(fields: Fields, key: string): boolean {
  const value = fields[key] ?? true;
  if (typeof value !== 'boolean') throw new SteeringError(`"${key}" must be true or false.`);
  return value;
}
