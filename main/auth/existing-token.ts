import { isBearerToken } from './bearer-token.ts';
import type { TokenSource } from './token.ts';

/**
 * One token that was handed over, for instance in an environment variable. There is no other to be had: once the
 * service has refused it, every answer is "sign in again".
 * @throws TypeError where the value cannot be a token (empty, or with characters that no token has).
 */
export function existingToken(value: string): TokenSource {
  if (!isBearerToken(value)) {
    throw new TypeError(
      'The access token is empty or holds characters that no token has. Copy it again, whole.',
    );
  }
  let isRefused = false;
  return {
    request(refused) {
      if (refused?.value === value) isRefused = true;
      return Promise.resolve(
        isRefused
          ? {
              kind: 'rejected',
              code: 'signInAgain',
              message:
                'Genesys Cloud no longer takes the access token that was given. Get a new one and start again.',
            }
          : { kind: 'token', token: { value, lifetimeMs: null } },
      );
    },
  };
}
