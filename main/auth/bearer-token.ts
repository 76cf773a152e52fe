/**
 * Whether a value can be a token at all: it goes into headers and URLs, so printable ASCII without spaces. (RFC 6750 §2.1
 * allows fewer characters still; what the service gives out is its own affair.)
 */
export function isBearerToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
