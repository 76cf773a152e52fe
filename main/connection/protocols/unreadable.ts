import type { Frame } from '../protocol.ts';

const LISTED_KEYS = 8;

/**
 * Describes a frame that could not be read by its length and shape alone: its content may be anybody's words.
 * @param value what its JSON held; undefined where it was not JSON.
 */
export function unreadable(text: string, value: unknown): Frame {
  return { kind: 'unreadable', length: text.length, shape: shapeOf(value) };
}

function shapeOf(value: unknown): string {
  if (value === undefined) return 'not JSON';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (typeof value !== 'object') return typeof value;
  const keys = Object.keys(value);
  const types = Object.values(value).map((part) => (Array.isArray(part) ? 'array' : typeof part));
  const listed = types.slice(0, LISTED_KEYS).join(', ');
  return `object of ${keys.length}: ${listed}${keys.length > LISTED_KEYS ? ', …' : ''}`;
}
