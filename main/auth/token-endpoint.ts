import { allowInsecureRequests, customFetch } from 'oauth4webapi';
import type { AuthorizationServer, TokenEndpointRequestOptions, TokenEndpointResponse } from 'oauth4webapi';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import { readText } from '../genesys/response-text.ts';
import { parseServiceUrl, under } from './service-url.ts';
import { withTimeLimit } from './time-limit.ts';
import { readTokenAnswer } from './token-answer.ts';
import type { TokenAnswer } from './token-answer.ts';

const TIME_LIMIT_MS = 15_000;

/** No answer of a token endpoint comes near this; what is longer is something else's page. */
const LONGEST_BODY_BYTES = 64 * 1024;

/** The service that gives out tokens, `https://login.{region}` (docs/genesys-cloud.md §4). */
export interface SignInService {
  /** For sentences: host and port. */
  host: string;
  server: AuthorizationServer & { authorization_endpoint: string; token_endpoint: string };
}

/**
 * @param loginUrl for example `https://login.mypurecloud.com`.
 * @throws TypeError where the URL is not https (plain http is for loopback addresses).
 */
export function signInService(loginUrl: string): SignInService {
  const base = parseServiceUrl(loginUrl, 'login URL');
  return {
    host: base.host,
    server: {
      issuer: base.href,
      authorization_endpoint: under(base, '/oauth/authorize'),
      token_endpoint: under(base, '/oauth/token'),
    },
  };
}

/** One grant: how oauth4webapi asks for it, and how it checks the answer. */
export interface Grant {
  ask(server: AuthorizationServer, options: TokenEndpointRequestOptions): Promise<Response>;
  check(server: AuthorizationServer, response: Response): Promise<TokenEndpointResponse>;
  /** What is sent with it and must not come back in a sentence. */
  secrets: readonly string[];
}

export interface TokenEndpointDependencies {
  fetch: Fetch;
  clock: Clock;
}

/**
 * Asks the token endpoint once. Never rejects. Redirects are not followed; the answer, its body included, must be there
 * within 15 s.
 */
export async function askTokenEndpoint(
  { host, server }: SignInService,
  grant: Grant,
  { fetch, clock }: TokenEndpointDependencies,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const outcome = await withTimeLimit(clock, TIME_LIMIT_MS, signal, async (stop) => {
    const response = await grant.ask(server, {
      signal: stop,
      // signInService() has let plain http through for loopback addresses only.
      [allowInsecureRequests]: server.token_endpoint.startsWith('http:'),
      [customFetch]: (url, { body, headers, method, redirect }) =>
        fetch(url, { body, headers, method, redirect, signal: stop }),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: await readText(response, LONGEST_BODY_BYTES),
    };
  });
  switch (outcome.kind) {
    case 'done':
      return readTokenAnswer(outcome.value, { host, secrets: grant.secrets, now: clock.now() }, (response) =>
        grant.check(server, response),
      );
    case 'failed':
      return { kind: 'transient', message: unreachable(host, outcome.error), retryAfterMs: null };
    case 'timedOut':
      return {
        kind: 'transient',
        message: `${host} did not answer within ${TIME_LIMIT_MS / 1000} s.`,
        retryAfterMs: null,
      };
    case 'aborted':
      return { kind: 'transient', message: 'The request for a token was stopped.', retryAfterMs: null };
  }
}

/** The error's own text is left out: it may quote the request. */
function unreachable(host: string, error: unknown): string {
  const code = systemCode(error) ?? (error instanceof Error ? systemCode(error.cause) : null);
  if (code === null) return `${host} cannot be reached. Check the network connection.`;
  return /CERT|SIGNATURE|TLS|SSL/.test(code)
    ? `No secure connection to ${host} (${code}). A proxy that inspects traffic may be in between; its certificate must be trusted on this computer.`
    : `${host} cannot be reached (${code}). Check the network connection.`;
}

function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(error.code) ? error.code : null;
}
