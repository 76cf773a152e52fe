import { AuthorizationResponseError, skipStateCheck, validateAuthResponse } from 'oauth4webapi';
import { serviceReason } from './service-reason.ts';
import type { SignInService } from './token-endpoint.ts';

/** What the browser brought back from the sign-in page. */
export type AuthorizationResponse =
  /** `parameters` are marked as checked by the library, which takes no others. */
  | { kind: 'code'; parameters: URLSearchParams }
  | { kind: 'refused'; message: string }
  | { kind: 'failed'; message: string }
  /** Not an answer to our request: somebody else's, or forged. */
  | { kind: 'foreign' };

const EXPECTED = new Set(['code', 'state', 'error', 'error_description']);

/**
 * Checks the parameters of the redirect (docs/genesys-cloud.md §4). Never throws.
 * @param state the one that our request carried.
 */
export function readAuthorizationResponse(
  service: SignInService,
  clientId: string,
  parameters: URLSearchParams,
  state: string,
): AuthorizationResponse {
  const expected = new URLSearchParams([...parameters].filter(([name]) => EXPECTED.has(name)));
  // It is not known whether the service repeats the state beside an error. Without it an error is still heard, its text
  // is not: at worst a forged one ends an attempt, which is better than five minutes of waiting for nothing.
  const isAnonymousError = expected.has('error') && !expected.has('state');
  try {
    const checked = validateAuthResponse(
      service.server,
      { client_id: clientId },
      expected,
      isAnonymousError ? skipStateCheck : state,
    );
    const [code, ...more] = checked.getAll('code');
    const isOne = code !== undefined && code !== '' && more.length === 0;
    return isOne ? { kind: 'code', parameters: checked } : { kind: 'foreign' };
  } catch (error) {
    if (!(error instanceof AuthorizationResponseError)) return { kind: 'foreign' };
    const description = isAnonymousError ? undefined : error.error_description;
    return readError(error.error, serviceReason(description ?? error.error, [state]));
  }
}

function readError(code: string, reason: string): AuthorizationResponse {
  switch (code) {
    case 'access_denied':
      return {
        kind: 'refused',
        message:
          'The sign-in was declined in the browser. Try again, and allow Conversation Tray to use your account.',
      };
    case 'temporarily_unavailable':
    case 'server_error':
      return {
        kind: 'failed',
        message: 'The sign-in service cannot answer at the moment. Try again in a minute.',
      };
    default:
      return {
        kind: 'refused',
        message: `The sign-in was refused: ${reason.replace(/\.+$/, '')}. Check the client id and the region, and that the client’s grant type is Code Authorization.`,
      };
  }
}
