import { createHash } from 'node:crypto';
import type { Settings } from '../options.ts';
import { emptyResponse, jsonResponse, type HttpRequest, type HttpResponse } from '../rest/http.ts';
import { faultResponse, spoil } from '../rest/rest-faults.ts';
import type { Faults } from '../steering/faults.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import type { OAuthClient } from './clients.ts';
import type { Token, Tokens } from './tokens.ts';

/** `POST /oauth/token` (docs/genesys-cloud.md §4, docs/direct-protocol.md §1). */
export class TokenEndpoint {
  readonly #client: OAuthClient;
  readonly #tokens: Tokens;
  readonly #codes: AuthorizationCodes;
  readonly #settings: Settings;
  readonly #faults: Faults;

  constructor(
    client: OAuthClient,
    tokens: Tokens,
    codes: AuthorizationCodes,
    settings: Settings,
    faults: Faults,
  ) {
    this.#client = client;
    this.#tokens = tokens;
    this.#codes = codes;
    this.#settings = settings;
    this.#faults = faults;
  }

  handle(request: HttpRequest): HttpResponse {
    return spoil(this.#faults.takeRest('/oauth/token'), () => this.#answer(request));
  }

  #answer(request: HttpRequest): HttpResponse {
    if (request.method !== 'POST') return emptyResponse(405, { allow: 'POST' });
    const fault = this.#faults.takeToken();
    if (fault?.kind === 'rejectCredentials')
      return oauthError(401, 'invalid_client', 'authentication failed');
    if (fault !== null) return faultResponse(fault);
    const type = request.headers['content-type'] ?? '';
    if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
      return oauthError(400, 'invalid_request', 'the content type must be application/x-www-form-urlencoded');
    }
    const form = new URLSearchParams(request.body);
    const repeated = [...form.keys()].find((key) => form.getAll(key).length > 1);
    if (repeated !== undefined) return oauthError(400, 'invalid_request', `${repeated} is given twice`);
    const basic = readBasic(request.headers['authorization']);
    if (basic !== null && form.has('client_secret')) {
      return oauthError(400, 'invalid_request', 'only one way to authenticate the client may be used');
    }
    switch (form.get('grant_type')) {
      case null:
        return oauthError(400, 'invalid_request', 'grant_type is missing');
      case 'client_credentials':
        return this.#clientCredentials(form, basic);
      case 'authorization_code':
        return this.#authorizationCode(form, basic);
      default:
        return oauthError(400, 'unsupported_grant_type', 'grant type is not supported');
    }
  }

  #clientCredentials(form: URLSearchParams, basic: Basic | null): HttpResponse {
    const id = basic?.id ?? form.get('client_id');
    const secret = basic?.secret ?? form.get('client_secret');
    const refusal = this.#refuseClient(id, secret, basic !== null);
    if (refusal !== null) return refusal;
    return this.#issue({
      clientId: this.#client.id,
      userId: null,
      scopes: this.#settings.directScopes,
      permissions: this.#settings.clientPermissions,
    }).response;
  }

  #authorizationCode(form: URLSearchParams, basic: Basic | null): HttpResponse {
    const clientId = basic?.id ?? form.get('client_id');
    const secret = basic?.secret ?? form.get('client_secret');
    const refusal = this.#refuseClient(clientId, secret ?? this.#client.secret, basic !== null);
    if (refusal !== null) return refusal;
    const code = this.#codes.redeem(form.get('code') ?? '');
    if (code === 'used') return oauthError(400, 'invalid_grant', 'the authorization code was used before');
    if (code === 'unknown')
      return oauthError(400, 'invalid_grant', 'authorization code not found or expired');
    if (code.redirectUri !== form.get('redirect_uri')) {
      return oauthError(400, 'invalid_grant', 'redirect_uri does not match');
    }
    const verifier = form.get('code_verifier') ?? '';
    if (!/^[A-Za-z0-9\-._~]{43,128}$/u.test(verifier)) {
      return oauthError(400, 'invalid_grant', 'code_verifier is missing or malformed');
    }
    if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) {
      return oauthError(400, 'invalid_grant', 'code_verifier does not match');
    }
    const { token, response } = this.#issue({
      clientId: this.#client.id,
      userId: code.userId,
      scopes: null,
      permissions: this.#settings.userPermissions,
    });
    code.token = token;
    return response;
  }

  #refuseClient(id: string | null, secret: string | null, usedBasic: boolean): HttpResponse | null {
    const problem =
      id === null || id === ''
        ? 'client credentials are missing'
        : id !== this.#client.id
          ? 'client not found'
          : secret !== this.#client.secret
            ? 'authentication failed'
            : null;
    if (problem === null) return null;
    const refusal = oauthError(usedBasic ? 401 : 400, 'invalid_client', problem);
    if (usedBasic) refusal.headers['www-authenticate'] = 'Basic realm="simulator"';
    return refusal;
  }

  #issue(grant: Omit<Token, 'value'>): { token: Token; response: HttpResponse } {
    const seconds = this.#settings.tokenSeconds;
    const token = this.#tokens.issue(grant, seconds * 1_000);
    const body = { access_token: token.value, token_type: 'bearer', expires_in: seconds };
    return { token, response: jsonResponse(200, body, { 'cache-control': 'no-store' }) };
  }
}

interface Basic {
  id: string;
  secret: string;
}

function readBasic(header: string | undefined): Basic | null {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/iu.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: formDecode(id), secret: formDecode(rest.join(':')) };
}

/** Both parts are form-encoded first (RFC 6749 §2.3.1); the vendor's SDK does not, and its values need no encoding. */
function formDecode(part: string): string {
  return new URLSearchParams(`part=${part.replaceAll('&', '%26')}`).get('part') ?? '';
}

/** Genesys repeats the sentence as `description` (docs/genesys-cloud.md §4). */
function oauthError(status: number, error: string, description: string): HttpResponse {
  return jsonResponse(
    status,
    { error, description, error_description: description },
    { 'cache-control': 'no-store' },
  );
}
