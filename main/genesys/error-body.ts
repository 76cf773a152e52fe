import { isRecord, parseJson, recordAt, recordsAt, stringAt, stringsAt, textAt } from './json.ts';

/** What the service says about a call that it refused; docs/genesys-cloud.md §3.4. */
export interface ErrorBody {
  /** One line, shortened. */
  message: string;
  code: string | null;
  /** The permissions that are missing, named as administrators know them. */
  permission: string | null;
}

const LONGEST_MESSAGE = 300;

/** Permissions are written `domain:entity:action`. */
const PERMISSION = /\b[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:(?:[a-z][a-z0-9_]*|\*)/gi;

/**
 * Reads the body of a refused call; anything that is not an ErrorBody gives an empty one. Never throws.
 * @param secret never part of what is given back, even where the service repeats it.
 */
export function readErrorBody(text: string, secret: string): ErrorBody {
  const parsed = parseJson(text);
  const body = isRecord(parsed) ? parsed : {};
  return {
    message: oneLine(textAt(body, 'message') ?? textAt(body, 'error_description') ?? '', secret),
    code: oneLine(textAt(body, 'code') ?? textAt(body, 'error') ?? '', secret) || null,
    permission: missingPermission(body),
  };
}

function missingPermission(body: Record<string, unknown>): string | null {
  const message = `${stringAt(body, 'message') ?? ''} ${stringAt(body, 'messageWithParams') ?? ''}`;
  const params = Object.values(recordAt(body, 'messageParams') ?? {}).map((value) => JSON.stringify(value));
  const details = [...recordsAt(body, 'details'), ...recordsAt(body, 'errors')];
  const places = [
    [body, ...details].flatMap((record) => stringsAt(record, 'missingPermissions')).join(' '),
    params.join(' '),
    message,
    details.map((detail) => stringAt(detail, 'message') ?? '').join(' '),
  ];
  for (const place of places) {
    const named = [...new Set(place.match(PERMISSION) ?? [])];
    if (named.length > 0) return named.join(isAnyEnough(body, message) ? ' or ' : ' and ');
  }
  return null;
}

function isAnyEnough(body: Record<string, unknown>, message: string): boolean {
  return /\bany\b/i.test(stringAt(body, 'code') ?? '') || /\b(any|at least one|one) of\b/i.test(message);
}

function oneLine(text: string, secret: string): string {
  const clean = (secret === '' ? text : text.replaceAll(secret, '…')).replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE - 1)}…` : clean;
}
