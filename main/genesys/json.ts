/**
 * Tolerant readers for what the service sends (docs/genesys-cloud.md §2.2): fields come and go, enums grow.
 * A reader takes anything, never throws, and says null (or an empty list) for what is missing or of another type.
 */
export type JsonRecord = Record<string, unknown>;

/** The value of a JSON text; undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at `key`; undefined where `value` is no record or has no such key of its own. */
export function valueAt(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function stringAt(value: unknown, key: string): string | null {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : null;
}

/** A string that says something: an empty one counts as missing. */
export function textAt(value: unknown, key: string): string | null {
  const found = stringAt(value, key);
  return found === '' ? null : found;
}

/** A finite number: JSON's `1e999` is read as Infinity and counts as missing. */
export function numberAt(value: unknown, key: string): number | null {
  const found = valueAt(value, key);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

export function booleanAt(value: unknown, key: string): boolean | null {
  const found = valueAt(value, key);
  return typeof found === 'boolean' ? found : null;
}

export function recordAt(value: unknown, key: string): JsonRecord | null {
  const found = valueAt(value, key);
  return isRecord(found) ? found : null;
}

export function arrayAt(value: unknown, key: string): readonly unknown[] {
  const found = valueAt(value, key);
  return Array.isArray(found) ? found : [];
}

/** The records of a list; entries of another type are left out. */
export function recordsAt(value: unknown, key: string): readonly JsonRecord[] {
  return arrayAt(value, key).filter(isRecord);
}

/** The strings of a list; entries of another type are left out. */
export function stringsAt(value: unknown, key: string): readonly string[] {
  return arrayAt(value, key).filter((entry) => typeof entry === 'string');
}
