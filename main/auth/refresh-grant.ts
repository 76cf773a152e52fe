import { None, processRefreshTokenResponse, refreshTokenGrantRequest } from 'oauth4webapi';
import type { TokenAnswer } from './token-answer.ts';
import { askTokenEndpoint } from './token-endpoint.ts';
import type { SignInService, TokenEndpointDependencies } from './token-endpoint.ts';

/**
 * Asks for a new token with a refresh token, as a client without a secret. Whether Genesys Cloud gives refresh tokens to
 * such clients is not known (docs/genesys-cloud.md §4, "Refresh"). Never rejects.
 */
export function refreshTokens(
  service: SignInService,
  clientId: string,
  refreshToken: string,
  dependencies: TokenEndpointDependencies,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const client = { client_id: clientId };
  return askTokenEndpoint(
    service,
    {
      ask: (server, options) => refreshTokenGrantRequest(server, client, None(), refreshToken, options),
      check: (server, response) => processRefreshTokenResponse(server, client, response),
      secrets: [refreshToken],
    },
    dependencies,
    signal,
  );
}
