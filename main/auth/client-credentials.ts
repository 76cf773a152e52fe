import {
  ClientSecretPost,
  clientCredentialsGrantRequest,
  processClientCredentialsResponse,
} from 'oauth4webapi';
import type { ClientAuth } from 'oauth4webapi';
import { askTokenEndpoint, signInService } from './token-endpoint.ts';
import type { TokenEndpointDependencies } from './token-endpoint.ts';
import type { TokenSource } from './token.ts';

export interface ClientCredentials {
  /** For example `https://login.mypurecloud.com`; `/oauth/token` is added. */
  loginUrl: string;
  clientId: string;
  clientSecret: string;
  /**
   * Where id and secret are sent (the names are those of RFC 7591 §2): Genesys Cloud takes them as HTTP Basic
   * (docs/genesys-cloud.md §4), the direct protocol in the form (docs/direct-protocol.md §1).
   */
  sentAs: 'client_secret_basic' | 'client_secret_post';
}

/**
 * Tokens for a client id and its secret: a new one at every request. They have no user, so own-user calls and topics are
 * closed to them (docs/genesys-cloud.md §4).
 * @throws TypeError where id or secret is empty, or the login URL is not https (plain http is for loopback addresses).
 */
export function clientCredentialsTokens(
  credentials: ClientCredentials,
  dependencies: TokenEndpointDependencies,
): TokenSource {
  const { clientId, clientSecret, sentAs } = credentials;
  if (clientId === '') throw new TypeError('The client id is empty.');
  if (clientSecret === '') throw new TypeError('The client secret is empty.');
  const service = signInService(credentials.loginUrl);
  const client = { client_id: clientId };
  const authentication =
    sentAs === 'client_secret_post' ? ClientSecretPost(clientSecret) : asBasic(clientSecret);

  return {
    async request(_refused, signal) {
      const answer = await askTokenEndpoint(
        service,
        {
          ask: (server, options) =>
            clientCredentialsGrantRequest(server, client, authentication, new URLSearchParams(), options),
          check: (server, response) => processClientCredentialsResponse(server, client, response),
          secrets: [clientSecret, `${clientId}:${clientSecret}`],
        },
        dependencies,
        signal,
      );
      switch (answer.kind) {
        case 'tokens':
          return { kind: 'token', token: answer.token };
        case 'refused':
          return {
            kind: 'rejected',
            code: 'credentialsRejected',
            message: `${service.host} does not take these client credentials: ${answer.reason}. Check the client id, its secret, the region, and that the client’s grant type is Client Credentials.`,
          };
        case 'transient':
          return answer;
      }
    },
  };
}

/**
 * Basic as Genesys's own SDKs send it: base64 of `id:secret` as they are (docs/genesys-cloud.md §4). The library's
 * ClientSecretBasic percent-encodes both first (RFC 6749 §2.3.1), and so every hyphen of a client id.
 */
function asBasic(clientSecret: string): ClientAuth {
  return (_server, client, _body, headers) => {
    const pair = Buffer.from(`${client.client_id}:${clientSecret}`).toString('base64');
    headers.set('authorization', `Basic ${pair}`);
  };
}
