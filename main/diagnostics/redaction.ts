/** What a secret is replaced with. */
const REMOVED = '[removed]';

/** A secret shorter than this would take innocent text with it. */
const SHORTEST_SECRET = 4;

/** Forms that secrets have wherever they come from: query parameters, JSON, headers, channel addresses. */
const PATTERNS: readonly RegExp[] = [
  /((?:access_token|refresh_token|client_secret|code_verifier)=|[?&](?:code|state)=)[^&\s"']+/gi,
  /("(?:access_token|refresh_token|client_secret|code_verifier)"\s*:\s*")[^"]+/gi,
  // "A basic question" is not a header: what follows must look like no word.
  /((?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s+)(?=\S*(?:\d|[a-z][A-Z]))[\w\-.~+/=]{8,}/g,
  /(wss?:\/\/[^\s"']*?\/channels\/)[^\s"'/?]+/gi,
];

/**
 * Takes secrets out of a text: the ones that are known, and whatever has the form of one. The last line of defence:
 * nothing secret should come here in the first place.
 * @param secrets values that must not appear.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  for (const secret of spellings(secrets)) redacted = redacted.replaceAll(secret, REMOVED);
  for (const pattern of PATTERNS) redacted = redacted.replace(pattern, `$1${REMOVED}`);
  return redacted;
}

/** The secrets as they are and as they stand in a URL; the longest first, since one may begin with another. */
function spellings(secrets: Iterable<string>): readonly string[] {
  return [...secrets]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, new URLSearchParams([['', secret]]).toString().slice(1)])
    .sort((a, b) => b.length - a.length);
}
