import { jsonResponse, type HttpResponse } from './http.ts';

/** The service refuses a call; turned into the error body of docs/genesys-cloud.md §3.4. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    params: Readonly<Record<string, string>> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.params = params;
    this.headers = headers;
  }

  /** @param contextId the request's correlation id. */
  toResponse(contextId: string): HttpResponse {
    const body = {
      message: this.message,
      code: this.code,
      status: this.status,
      messageParams: this.params,
      contextId,
      details: [],
      errors: [],
    };
    return jsonResponse(this.status, body, this.headers);
  }
}

export function notFound(what: string): ApiError {
  return new ApiError(404, 'not.found', `${what} was not found.`);
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'bad.request', message);
}

/** @param permissions any one of them would do. */
export function missingPermission(permissions: readonly string[]): ApiError {
  const list = `[${permissions.join(', ')}]`;
  return new ApiError(
    403,
    'missing.any.permissions',
    `Unable to perform the requested action. You must have at least one of the following permissions assigned: ${list}`,
    { permissions: list },
  );
}

/** The sentence of docs/genesys-cloud.md §4. */
export function needsUserContext(): ApiError {
  return new ApiError(
    400,
    'bad.request',
    'This request requires a user context. Client credentials cannot be used for requests to this resource.',
  );
}
