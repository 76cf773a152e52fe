import type { Token, Tokens } from '../oauth/tokens.ts';
import type { Faults } from '../steering/faults.ts';
import { ApiError } from './error-body.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import type { RateLimits } from './rate-limits.ts';
import { spoil } from './rest-faults.ts';
import { matchRoute, parseBody, type Route } from './router.ts';

/** The REST API: authentication, limits and injected faults before the calls themselves. */
export class Api {
  readonly #routes: readonly Route[];
  readonly #tokens: Tokens;
  readonly #limits: RateLimits;
  readonly #faults: Faults;

  constructor(routes: readonly Route[], tokens: Tokens, limits: RateLimits, faults: Faults) {
    this.#routes = routes;
    this.#tokens = tokens;
    this.#limits = limits;
    this.#faults = faults;
  }

  /** @param contextId the request's correlation id. */
  handle(request: HttpRequest, path: string, query: URLSearchParams, contextId: string): HttpResponse {
    const token = this.#findToken(request.headers['authorization']);
    const fault = this.#faults.takeRest(path);
    const response = spoil(fault, () => this.#run(request, path, query, token, contextId));
    if (fault?.kind === 'restStatus' && fault.html) return response;
    Object.assign(response.headers, this.#limits.headers(token?.value ?? null));
    return response;
  }

  #run(
    request: HttpRequest,
    path: string,
    query: URLSearchParams,
    token: Token | null,
    contextId: string,
  ): HttpResponse {
    try {
      const match = matchRoute(this.#routes, request.method, path);
      if (match.kind === 'unknown') throw new ApiError(404, 'not.found', 'HTTP 404 Not Found');
      if (match.kind === 'wrongMethod') {
        throw new ApiError(
          405,
          'method.not.allowed',
          'HTTP 405 Method Not Allowed',
          {},
          { allow: match.allowed },
        );
      }
      if (token === null) throw unauthenticated(request.headers['authorization']);
      this.#limits.count(token.value);
      return match.route.run({ token, params: match.params, query, json: () => parseBody(request.body) });
    } catch (error) {
      if (error instanceof ApiError) return error.toResponse(contextId);
      throw error;
    }
  }

  #findToken(header: string | undefined): Token | null {
    const value = /^bearer +(\S+)$/iu.exec(header ?? '')?.[1];
    return value === undefined ? null : (this.#tokens.find(value) ?? null);
  }
}

function unauthenticated(header: string | undefined): ApiError {
  return header === undefined
    ? new ApiError(
        401,
        'authentication.required',
        'No authentication bearer token specified in authorization header.',
      )
    : new ApiError(401, 'bad.credentials', 'Invalid login credentials.');
}
