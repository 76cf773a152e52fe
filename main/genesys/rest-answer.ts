import { readErrorBody } from './error-body.ts';
import { parseJson } from './json.ts';
import type { RestResult } from './rest.ts';

/** An HTTP answer, with all that its meaning depends on. */
export interface RestAnswer {
  status: number;
  /** The value of `Content-Type`; null where there is none. */
  contentType: string | null;
  retryAfterMs: number | null;
  /** The body; null where it was longer than the limit. */
  text: string | null;
  /** The token that went with the call: never part of a message. */
  secret: string;
}

/** What an answer means; docs/genesys-cloud.md §3.3 and §3.4. Never throws. */
export function readRestAnswer(answer: RestAnswer): RestResult<unknown> {
  const { status, retryAfterMs, text } = answer;
  const transient = (reason: string) => ({
    kind: 'transient' as const,
    answered: true,
    reason,
    retryAfterMs,
  });
  if (status === 429) return { kind: 'limited', retryAfterMs };
  if (status === 408 || status >= 500) return transient(`status ${status}`);
  if (text === null) return transient('the answer is too long');
  // A captive portal or a proxy answers for the service, with any status: it says nothing about the call.
  if (isHtml(answer.contentType, text)) return transient(`a web page instead of JSON, status ${status}`);
  if (status >= 200 && status < 300) {
    if (text.trim() === '') return { kind: 'ok', value: null };
    const value = parseJson(text);
    return value === undefined ? transient('the answer is not JSON') : { kind: 'ok', value };
  }
  if (status < 400) return transient(`status ${status}`);

  if (status === 401) return { kind: 'unauthorized' };
  if (status === 404 || status === 410) return { kind: 'notFound' };
  const { message, code, permission } = readErrorBody(text, answer.secret);
  return status === 403
    ? { kind: 'forbidden', permission, message }
    : { kind: 'refused', status, code, message };
}

function isHtml(contentType: string | null, text: string): boolean {
  if (text.trim() === '') return false;
  return /^\s*text\/html\b/i.test(contentType ?? '') || /^\s*</.test(text);
}
