import type { SignInService } from './token-endpoint.ts';

/** Who asks for a sign-in, and how it shall look. */
export interface AuthorizationRequest {
  /** Of an OAuth client with the grant type "Code Authorization" (docs/genesys-cloud.md §4). It has no secret here. */
  clientId: string;
  /** Sends the person straight to their company's sign-in; the service takes the two only together. */
  organization?: { name: string; provider: string };
  /** Fills in the e-mail address. */
  loginHint?: string;
  /** Asks for the password even where the browser is signed in already. */
  prompt?: 'login';
}

/** The address of the sign-in page (docs/genesys-cloud.md §4; no `scope`: scopes are set on the OAuth client, §3.2). */
export function authorizeUrl(
  service: SignInService,
  request: AuthorizationRequest,
  protection: { redirectUri: string; state: string; challenge: string },
): string {
  const url = new URL(service.server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: request.clientId,
    redirect_uri: protection.redirectUri,
    response_type: 'code',
    code_challenge: protection.challenge,
    code_challenge_method: 'S256',
    state: protection.state,
    ...(request.organization && { org: request.organization.name, provider: request.organization.provider }),
    ...(request.loginHint !== undefined && { login_hint: request.loginHint }),
    ...(request.prompt !== undefined && { prompt: request.prompt }),
  }).toString();
  return url.href;
}
