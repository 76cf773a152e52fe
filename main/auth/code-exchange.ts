import { None, authorizationCodeGrantRequest, processAuthorizationCodeResponse } from 'oauth4webapi';
import type { TokenAnswer } from './token-answer.ts';
import { askTokenEndpoint } from './token-endpoint.ts';
import type { SignInService, TokenEndpointDependencies } from './token-endpoint.ts';

export interface AuthorizedCode {
  clientId: string;
  /** As readAuthorizationResponse() gave them. */
  parameters: URLSearchParams;
  redirectUri: string;
  verifier: string;
}

/**
 * Exchanges an authorization code for a token: the client id in the form, no Authorization header, no secret
 * (docs/genesys-cloud.md §4). Never rejects.
 */
export function exchangeCode(
  service: SignInService,
  { clientId, parameters, redirectUri, verifier }: AuthorizedCode,
  dependencies: TokenEndpointDependencies,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const client = { client_id: clientId };
  return askTokenEndpoint(
    service,
    {
      ask: (server, options) =>
        authorizationCodeGrantRequest(server, client, None(), parameters, redirectUri, verifier, options),
      check: (server, response) => processAuthorizationCodeResponse(server, client, response),
      secrets: [verifier, parameters.get('state') ?? '', parameters.get('code') ?? ''],
    },
    dependencies,
    signal,
  );
}
