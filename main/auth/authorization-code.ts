import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi';
import { readAuthorizationResponse } from './authorization-response.ts';
import type { AuthorizationResponse } from './authorization-response.ts';
import { authorizeUrl } from './authorize-url.ts';
import type { AuthorizationRequest } from './authorize-url.ts';
import { exchangeCode } from './code-exchange.ts';
import { deferred } from './deferred.ts';
import { LoopbackRedirectError, openLoopbackRedirect } from './loopback-redirect.ts';
import type { Listen, LoopbackRedirect } from './loopback-redirect.ts';
import type { SignInPage } from './sign-in-page.ts';
import { withTimeLimit } from './time-limit.ts';
import type { Limited } from './time-limit.ts';
import type { TokenAnswer } from './token-answer.ts';
import { signInService } from './token-endpoint.ts';
import type { SignInService, TokenEndpointDependencies } from './token-endpoint.ts';
import type { AccessToken } from './token.ts';

/** How long the person has in the browser. */
const PATIENCE_MS = 5 * 60_000;

/** How long a second visit still finds the "used already" page. */
const LINGER_MS = 5000;

export interface AuthorizationCode extends AuthorizationRequest {
  /** For example `https://login.mypurecloud.com`. */
  loginUrl: string;
  /** The port of a redirect URI registered as `http://localhost:PORT`; 0 for one registered as `http://localhost`. */
  port: number;
}

export interface AuthorizationCodeDependencies extends TokenEndpointDependencies {
  /** Opens a URL in the system's browser; rejects where it cannot. */
  openBrowser(url: string): Promise<void>;
  /** How the redirect server listens; the system's way where left out. */
  listen?: Listen;
}

/** What a sign-in in the browser came to. */
export type SignInResult =
  | { kind: 'signedIn'; token: AccessToken; refreshToken: string | null }
  /** The person or the service said no. */
  | { kind: 'refused'; message: string }
  | { kind: 'cancelled' }
  | { kind: 'timedOut'; message: string }
  /** It came to nothing for now; trying again may help. */
  | { kind: 'failed'; message: string; retryAfterMs: number | null };

/** Signs one person in. Never rejects; aborting `signal` cancels. */
export type SignIn = (signal: AbortSignal) => Promise<SignInResult>;

/**
 * The authorization code grant with PKCE (RFC 7636, S256) in the system's browser, back over a loopback redirect
 * (RFC 8252 §7.3; docs/genesys-cloud.md §4).
 * @throws TypeError where the client id is empty, or the login URL is not https (plain http is for loopback addresses).
 */
export function authorizationCodeSignIn(
  options: AuthorizationCode,
  dependencies: AuthorizationCodeDependencies,
): SignIn {
  if (options.clientId === '') throw new TypeError('The client id is empty.');
  const service = signInService(options.loginUrl);
  let endLast: () => void = () => undefined;
  return async (signal) => {
    // On a fixed port the last sign-in's "used already" page would be in the way.
    endLast();
    const attempt = await signInOnce(service, options, dependencies, signal);
    endLast = attempt.end;
    return attempt.result;
  };
}

/** `end` closes the redirect server at once, before it does so by itself. */
interface Attempt {
  result: SignInResult;
  end: () => void;
}

type OurResponse = Exclude<AuthorizationResponse, { kind: 'foreign' }>;

async function signInOnce(
  service: SignInService,
  options: AuthorizationCode,
  dependencies: AuthorizationCodeDependencies,
  signal: AbortSignal,
): Promise<Attempt> {
  const state = generateRandomState();
  const verifier = generateRandomCodeVerifier();
  const challenge = await calculatePKCECodeChallenge(verifier);

  const arrival = deferred<OurResponse>();
  const lastPage = deferred<SignInPage>();
  let isUsed = false;
  const answer = (parameters: URLSearchParams): Promise<SignInPage> => {
    if (isUsed) return Promise.resolve('alreadyUsed');
    const response = readAuthorizationResponse(service, options.clientId, parameters, state);
    if (response.kind === 'foreign') return Promise.resolve('notRecognised');
    isUsed = true;
    arrival.resolve(response);
    return lastPage.promise;
  };

  const redirect = await openRedirect(options.port, answer, dependencies.listen);
  if ('kind' in redirect) return { result: redirect, end: () => undefined };
  const { redirectUri } = redirect;
  const close = () => {
    redirect.close();
  };

  const outcome = await withTimeLimit(dependencies.clock, PATIENCE_MS, signal, async () => {
    const url = authorizeUrl(service, options, { redirectUri, state, challenge });
    // Not waited for: on some systems it is done only when the browser is closed.
    const unopened = dependencies.openBrowser(url).then(() => arrival.promise);
    return Promise.race([arrival.promise, unopened]);
  });
  const result = await concluded(outcome, async (parameters) => {
    const authorized = { clientId: options.clientId, parameters, redirectUri, verifier };
    const tokens = await exchangeCode(service, authorized, dependencies, signal);
    return exchanged(tokens, service.host, signal);
  });
  lastPage.resolve(pageAfter(result));
  if (outcome.kind !== 'done') {
    close();
    return { result, end: () => undefined };
  }
  const timer = dependencies.clock.after(LINGER_MS, close);
  return {
    result,
    end: () => {
      timer.cancel();
      close();
    },
  };
}

async function openRedirect(
  port: number,
  answer: (parameters: URLSearchParams) => Promise<SignInPage>,
  listen: Listen | undefined,
): Promise<LoopbackRedirect | SignInResult> {
  try {
    return await openLoopbackRedirect(port, answer, listen);
  } catch (error) {
    if (!(error instanceof LoopbackRedirectError)) throw error;
    return { kind: 'failed', message: error.message, retryAfterMs: null };
  }
}

async function concluded(
  outcome: Limited<OurResponse>,
  exchange: (parameters: URLSearchParams) => Promise<SignInResult>,
): Promise<SignInResult> {
  switch (outcome.kind) {
    case 'aborted':
      return { kind: 'cancelled' };
    case 'timedOut':
      return {
        kind: 'timedOut',
        message: `The sign-in was not finished in the browser within ${PATIENCE_MS / 60_000} minutes. Start it again.`,
      };
    case 'failed':
      return {
        kind: 'failed',
        message: 'The browser could not be opened. Check that this computer has a default browser.',
        retryAfterMs: null,
      };
    case 'done':
      switch (outcome.value.kind) {
        case 'code':
          return exchange(outcome.value.parameters);
        case 'refused':
          return outcome.value;
        case 'failed':
          return { ...outcome.value, retryAfterMs: null };
      }
  }
}

function exchanged(answer: TokenAnswer, host: string, signal: AbortSignal): SignInResult {
  switch (answer.kind) {
    case 'tokens':
      return { kind: 'signedIn', token: answer.token, refreshToken: answer.refreshToken };
    case 'refused':
      return {
        kind: 'refused',
        message: `${host} did not complete the sign-in: ${answer.reason}. Try again; if it stays so, check the client id and its redirect URIs.`,
      };
    case 'transient':
      if (signal.aborted) return { kind: 'cancelled' };
      return { kind: 'failed', message: answer.message, retryAfterMs: answer.retryAfterMs };
  }
}

function pageAfter(result: SignInResult): SignInPage {
  return result.kind === 'timedOut' ? 'failed' : result.kind;
}
