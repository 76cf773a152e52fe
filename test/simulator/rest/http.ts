/** An HTTP request as the model sees it. Header names are in lower case. */
export interface HttpRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** How long the answer takes, in ms; Infinity: it never comes. */
  afterMs: number;
  /** The connection breaks instead of an answer. */
  broken?: true;
}

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
    afterMs: 0,
  };
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: '', afterMs: 0 };
}

export function htmlResponse(status: number, html: string): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: html,
    afterMs: 0,
  };
}

export function redirectResponse(location: string): HttpResponse {
  return emptyResponse(302, { location, 'cache-control': 'no-store' });
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
