import { stringAt } from '../genesys/json.ts';
import type { JsonRecord } from '../genesys/json.ts';

const LONGEST_REASON = 200;
const REDACTED = '[hidden]';

/**
 * Makes a sentence of the service fit to be shown: one line of printable characters, shortened, without the secrets
 * that were sent, should the service echo them.
 * @param text what the service said.
 * @param secrets what must not appear, in any of the encodings in which it was sent.
 */
export function serviceReason(text: string, secrets: readonly string[]): string {
  const hidden = hideSecrets(text, secrets);
  const oneLine = hidden
    .replace(/[\p{Zl}\p{Zp}\p{Zs}\s]+/gu, ' ')
    .replace(/[\p{C}]/gu, '')
    .trim();
  // Again: taking characters out can join the halves of a secret.
  const printable = hideSecrets(oneLine, secrets);
  if (printable.length <= LONGEST_REASON) return printable;
  // Half of a surrogate pair would not be printable.
  return `${printable.slice(0, LONGEST_REASON).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['', secret]]).toString().slice(1),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ]);
  // Longest first: a short form inside a longer one would leave the rest of it.
  forms.sort((a, b) => b.length - a.length);
  return forms.reduce((shown, form) => shown.replaceAll(form, REDACTED), text);
}

/**
 * The service's own reason in an OAuth error answer (docs/genesys-cloud.md §4, "Errors"), not yet made fit to be shown.
 * @returns null where the answer gives none.
 */
export function reasonIn(body: JsonRecord): string | null {
  for (const name of ['error_description', 'description', 'message', 'error']) {
    const value = stringAt(body, name);
    if (value !== null && value.trim() !== '') return value;
  }
  return null;
}
