import type { Token } from '../oauth/tokens.ts';
import { badRequest } from './error-body.ts';
import type { HttpResponse } from './http.ts';

/** A call of the REST API by somebody whose token is valid. */
export interface Call {
  token: Token;
  /** The parts of the path that the route names in braces, decoded. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parses the body as JSON; throws a 400 where it is none. */
  json(): unknown;
}

export interface Route {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Like `/api/v2/users/{userId}`. */
  path: string;
  run(call: Call): HttpResponse;
}

export type Match =
  | { kind: 'found'; route: Route; params: Record<string, string> }
  | { kind: 'wrongMethod'; allowed: string }
  | { kind: 'unknown' };

/** Finds the route of a request; the first whose path fits, so literal paths stand before those with braces. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const allowed: string[] = [];
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === null) continue;
    if (route.method === method) return { kind: 'found', route, params };
    allowed.push(route.method);
  }
  return allowed.length === 0
    ? { kind: 'unknown' }
    : { kind: 'wrongMethod', allowed: [...new Set(allowed)].join(', ') };
}

/** Parses a request's body; throws a 400 where it is not JSON. */
export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const expected = template.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = actual[index] ?? '';
    if (part.startsWith('{')) {
      if (value === '') return null;
      params[part.slice(1, -1)] = decode(value);
    } else if (part !== value) {
      return null;
    }
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest('The path is not encoded correctly.');
  }
}
