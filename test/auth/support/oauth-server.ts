import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request as it reached the server. */
interface SeenRequest {
  method: string;
  path: string;
  authorization: string | null;
  form: URLSearchParams;
}

export interface Reply {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  /** Never answers. */
  hangs?: true;
}

/** A service on loopback that answers what a test tells it to. */
export interface OAuthServer {
  url: string;
  seen: SeenRequest[];
  /** Decides the answer to each request; set by the test. */
  reply: (request: SeenRequest) => Reply;
  stop(): Promise<void>;
}

export async function startOAuthServer(): Promise<OAuthServer> {
  const server = createServer((request, response) => void handle(request, response));
  const service: OAuthServer = {
    url: '',
    seen: [],
    reply: () => ({ body: { access_token: 'token-1', token_type: 'bearer', expires_in: 86_400 } }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse) {
    let body = '';
    for await (const part of request) body += String(part);
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization ?? null,
      form: new URLSearchParams(body),
    };
    service.seen.push(seen);
    const { status = 200, headers = {}, body: answer = '', hangs } = service.reply(seen);
    if (hangs === true) return;
    const isText = typeof answer === 'string';
    response
      .writeHead(status, { ...(!isText && { 'content-type': 'application/json' }), ...headers })
      .end(isText ? answer : JSON.stringify(answer));
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  service.url = `http://127.0.0.1:${address.port}`;
  return service;
}
