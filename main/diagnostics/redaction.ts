/** What a secret is replaced with. */
const REMOVED = '[removed]';

/** A secret shorter than this would take innocent text with it. */
const SHORTEST_SECRET = 4;

/** Forms that secrets have wherever they come from: query parameters, headers, channel addresses. */
const PATTERNS: readonly RegExp[] = [
  /((?:access_token|refresh_token|client_secret|code_verifier)=|[?&](?:code|state)=)[^&\s"']+/gi,
  /((?:bearer|basic)\s+)[\w\-.~+/=]+/gi,
  /(wss?:\/\/[^\s"']*?\/channels\/)[^\s"'/?]+/gi,
];

/**
 * Takes secrets out of a text: the ones that are known, and whatever has the form of one. The last line of defence:
 * nothing secret should come here in the first place.
 * @param secrets values that must not appear.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) redacted = redacted.replaceAll(secret, REMOVED);
  }
  for (const pattern of PATTERNS) redacted = redacted.replace(pattern, `$1${REMOVED}`);
  return redacted;
}
