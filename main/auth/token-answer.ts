import type { TokenEndpointResponse } from 'oauth4webapi';
import { isRecord, parseJson } from '../genesys/json.ts';
import type { JsonRecord } from '../genesys/json.ts';
import { isBearerToken } from './bearer-token.ts';
import { retryAfterMs } from './retry-after.ts';
import { reasonIn, serviceReason } from './service-reason.ts';
import type { AccessToken } from './token.ts';

/** What asking the token endpoint came to. */
export type TokenAnswer =
  | { kind: 'tokens'; token: AccessToken; refreshToken: string | null }
  /** The service has judged what was sent, and refuses. `reason` is its own, fit to be shown, without a full stop. */
  | { kind: 'refused'; reason: string }
  /** Nothing was said about what was sent: ask again later. */
  | { kind: 'transient'; message: string; retryAfterMs: number | null };

/** The HTTP answer as it came. */
export interface RawAnswer {
  status: number;
  retryAfter: string | null;
  /** null: too long to be an answer of a token endpoint. */
  body: string | null;
}

interface Context {
  /** For sentences. */
  host: string;
  secrets: readonly string[];
  /** The wall clock, ms since 1970. */
  now: number;
}

/**
 * Statuses that say nothing about the credentials, whatever the body: 407 is a proxy speaking, 408, 425 and 429 ask for
 * another try.
 */
const PASSING_4XX: ReadonlySet<number> = new Set([407, 408, 425, 429]);

/**
 * Sorts an answer of the token endpoint: tokens, a refusal, or neither (docs/genesys-cloud.md §4, docs/direct-protocol.md
 * §1). A web page is never a refusal: it comes from a proxy or from a network's own sign-in page.
 * @param check the library's check of a successful answer.
 */
export async function readTokenAnswer(
  answer: RawAnswer,
  context: Context,
  check: (response: Response) => Promise<TokenEndpointResponse>,
): Promise<TokenAnswer> {
  const { status } = answer;
  const parsed = answer.body === null ? null : parseJson(answer.body);
  const json = isRecord(parsed) ? parsed : null;
  if (status === 200 && json !== null) return readTokens(json, context, check);
  if (status >= 400 && status < 500 && !PASSING_4XX.has(status)) {
    const said = json === null ? null : reasonIn(json);
    if (json !== null || isBareRefusal(status, answer.body)) {
      return {
        kind: 'refused',
        reason: said === null ? `it answered HTTP ${status}` : asClause(serviceReason(said, context.secrets)),
      };
    }
  }
  return {
    kind: 'transient',
    message: notAnAnswer(answer, json !== null, context.host),
    retryAfterMs: retryAfterMs(answer.retryAfter, context.now),
  };
}

/** Servers that refuse without an OAuth body: nothing at all, or with 401 (which no proxy sends) a few plain words. */
function isBareRefusal(status: number, body: string | null): boolean {
  if (body === null) return false;
  const text = body.trim();
  return text === '' || (status === 401 && !text.startsWith('<'));
}

async function readTokens(
  json: JsonRecord,
  context: Context,
  check: (response: Response) => Promise<TokenEndpointResponse>,
): Promise<TokenAnswer> {
  const accessToken = json['access_token'];
  if (!isBearerToken(accessToken)) {
    const said = reasonIn(json);
    return {
      kind: 'refused',
      reason:
        said === null
          ? 'its answer holds no access token'
          : asClause(serviceReason(said, [...context.secrets, ...strings(json)])),
    };
  }
  const expiresIn = Number(json['expires_in'] ?? Number.NaN);
  const lifetimeMs = Number.isFinite(expiresIn) && expiresIn > 0 ? expiresIn * 1000 : null;
  const refreshToken = json['refresh_token'];
  try {
    // The library is given what is used and no more: an id_token, say, would have to be checked.
    const checked = await check(
      Response.json({
        access_token: accessToken,
        token_type: json['token_type'] ?? 'bearer',
        ...(isBearerToken(refreshToken) && { refresh_token: refreshToken }),
      }),
    );
    if (checked.token_type !== 'bearer') throw new TypeError('not a bearer token');
    return {
      kind: 'tokens',
      token: { value: checked.access_token, lifetimeMs },
      refreshToken: checked.refresh_token ?? null,
    };
  } catch {
    return { kind: 'refused', reason: 'its answer holds a kind of token that cannot be used here' };
  }
}

/** Everything in a body without a token is shown as little as a secret, but for the reason itself. */
function strings(json: JsonRecord): string[] {
  return ['access_token', 'refresh_token', 'id_token']
    .map((name) => json[name])
    .filter((value) => typeof value === 'string');
}

function notAnAnswer({ status }: RawAnswer, isJson: boolean, host: string): string {
  if (status === 429) return `${host} asks to wait before the next request (HTTP 429).`;
  if (status >= 500 || status === 408 || status === 425) {
    return `${host} cannot answer at the moment (HTTP ${status}).`;
  }
  if (status === 407) return 'The network’s proxy asks for its own sign-in first (HTTP 407).';
  if (status === 0 || (status >= 300 && status < 400)) {
    return `${host} sent the request elsewhere, which is not followed (HTTP ${status}). Perhaps this network wants a sign-in of its own: open any web page to see.`;
  }
  return isJson
    ? `${host} gave an answer that does not belong here (HTTP ${status}).`
    : `A web page or other text came instead of an answer of ${host} (HTTP ${status}). Perhaps this network wants a sign-in of its own: open any web page to see.`;
}

/** To stand inside a sentence. */
function asClause(reason: string): string {
  return reason === '' ? 'it gave no reason' : reason.replace(/\.+$/, '');
}
