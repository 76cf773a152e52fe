import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { signInPage } from './sign-in-page.ts';
import type { SignInPage } from './sign-in-page.ts';

/** Where the browser is sent back to after a sign-in. */
export interface LoopbackRedirect {
  /** `http://localhost:PORT`: the form that is registered on the OAuth client (docs/genesys-cloud.md §4, "Loopback"). */
  redirectUri: string;
  /** Stops listening and drops what is still connected. */
  close(): void;
}

/** Opens a server on one address. Rejects with the system's error where it cannot. */
export type Listen = (server: Server, port: number, address: string) => Promise<void>;

/** The redirect server could not be opened; the message says why and what to do. */
export class LoopbackRedirectError extends Error {
  override name = 'LoopbackRedirectError';
}

/** A browser takes either of them for `localhost`. */
const ADDRESSES = ['127.0.0.1', '::1'] as const;

/** The system has no such protocol or no such loopback address. */
const NO_SUCH_ADDRESS: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** A port that was free on the first address can be taken on the second. */
const PORT_TRIES = 5;

const listenOn: Listen = (server, port, address) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address, ipv6Only: true, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });

/**
 * Listens for the browser on 127.0.0.1 and ::1, on the same port of both: whoever held the other one would be sent the
 * authorization code. Where the machine has only one of the two, that one serves alone.
 * @param port 0 picks a free one.
 * @param answer is given the parameters of each `GET /`, and says which page the browser shows. Everything else is
 * answered here.
 * @throws LoopbackRedirectError where it cannot listen.
 */
export async function openLoopbackRedirect(
  port: number,
  answer: (parameters: URLSearchParams) => Promise<SignInPage>,
  listen: Listen = listenOn,
): Promise<LoopbackRedirect> {
  for (let tries = 1; ; tries += 1) {
    const servers: Server[] = [];
    const close = () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    };
    try {
      const bound = await openServers(port, servers, answer, listen);
      return { redirectUri: `http://localhost:${bound}`, close };
    } catch (error) {
      close();
      const isTaken = systemCode(error) === 'EADDRINUSE';
      if (isTaken && port === 0 && tries < PORT_TRIES) continue;
      throw new LoopbackRedirectError(cannotListen(port, systemCode(error)));
    }
  }
}

async function openServers(
  port: number,
  servers: Server[],
  answer: (parameters: URLSearchParams) => Promise<SignInPage>,
  listen: Listen,
): Promise<number> {
  let bound = port;
  let missing: unknown = null;
  for (const address of ADDRESSES) {
    const server = createServer((request, response) => void respond(request, response, bound, answer));
    try {
      await listen(server, bound, address);
    } catch (error) {
      if (!NO_SUCH_ADDRESS.has(systemCode(error))) throw error;
      missing = error;
      continue;
    }
    servers.push(server);
    const actual = server.address();
    if (typeof actual === 'object' && actual !== null) bound = actual.port;
  }
  if (servers.length === 0) throw missing;
  return bound;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  answer: (parameters: URLSearchParams) => Promise<SignInPage>,
): Promise<void> {
  // A page elsewhere can point a host name of its own at 127.0.0.1; the Host header gives it away.
  const host = request.headers.host?.toLowerCase();
  const isOurs =
    host !== undefined && ['localhost', '127.0.0.1', '[::1]'].some((name) => host === `${name}:${port}`);
  if (!isOurs) {
    send(response, 'notRecognised');
    return;
  }
  const [path, query, ...rest] = (request.url ?? '').split('?');
  if (path !== '/' || rest.length > 0) {
    send(response, 'notFound');
    return;
  }
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    send(response, 'notFound', 405);
    return;
  }
  // Browsers say what a request is for. Only going to a page is a redirect: an image or a prefetch is somebody's probe.
  const destination = request.headers['sec-fetch-dest'];
  if (destination !== undefined && destination !== 'document') {
    send(response, 'notRecognised');
    return;
  }
  send(response, await answer(new URLSearchParams(query)));
}

function send(response: ServerResponse, page: SignInPage, status?: number): void {
  const { headers, body, ...rest } = signInPage(page);
  response
    .writeHead(status ?? rest.status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
    .end(body);
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

function cannotListen(port: number, code: string): string {
  if (code === 'EADDRINUSE' && port !== 0) {
    return `Another program uses port ${port}, which the sign-in needs. Close that program, or set another port and register it on the OAuth client.`;
  }
  if (code === 'EACCES' && port !== 0) {
    return `The system does not allow listening on port ${port}, which the sign-in needs. Set another port and register it on the OAuth client.`;
  }
  return `The sign-in cannot listen on this computer’s own address (${code}). Security software may forbid it.`;
}
