import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../../main/effects/clock.ts';
import type { Connection, Peer } from './notifications/wire.ts';
import type { SimulatorOptions } from './options.ts';
import type { HttpResponse } from './rest/http.ts';
import { Simulator, type ReadyLine } from './simulator.ts';

export interface ServerOptions extends Partial<Omit<SimulatorOptions, 'origin'>> {
  /** 0 or none: any free one. */
  port?: number;
}

export interface RunningSimulator {
  ready: ReadyLine;
  simulator: Simulator;
  /** Breaks every connection and stops. */
  close(): Promise<void>;
}

/** What one request may be long, in bytes. */
const bodyLimit = 1_048_576;

/** Puts a simulator on a port of 127.0.0.1. Rejects where the port is taken. */
export async function startSimulator({
  port = 0,
  ...options
}: ServerOptions = {}): Promise<RunningSimulator> {
  const http = createServer();
  const connections = new Set<TcpSocket>();
  http.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    // Clients break connections; what they break with does not matter here.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const simulator = new Simulator({
    clock: systemClock,
    seed: 1,
    ...options,
    origin: `http://127.0.0.1:${address.port}`,
  });

  http.on('request', (request, response) => {
    void answerRequest(simulator, request, response);
  });
  const sockets = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
  sockets.on('headers', (headers) => {
    headers.push(`Date: ${simulator.date}`);
  });
  http.on('upgrade', (request, socket, head) => {
    if (!isTcp(socket)) return;
    acceptSocket(simulator, sockets, request, socket, head);
  });

  return {
    ready: simulator.ready,
    simulator,
    close: async () => {
      simulator.close();
      for (const socket of connections) socket.destroy();
      await new Promise<void>((resolve) => {
        http.close(() => {
          resolve();
        });
      });
    },
  };
}

async function answerRequest(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Buffer)) continue;
      length += chunk.length;
      if (length > bodyLimit) {
        response.writeHead(413).end();
        return;
      }
      chunks.push(chunk);
    }
  } catch {
    return;
  }
  const answer = simulator.handle({
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: readHeaders(request),
    body: Buffer.concat(chunks).toString('utf8'),
  });
  if (answer.afterMs === Number.POSITIVE_INFINITY) return;
  if (answer.afterMs > 0) {
    setTimeout(() => {
      write(response, answer);
    }, answer.afterMs);
  } else {
    write(response, answer);
  }
}

function write(response: ServerResponse, { status, headers, body, broken }: HttpResponse): void {
  if (broken === true) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  response.end(body);
}

function readHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function acceptSocket(
  simulator: Simulator,
  sockets: WebSocketServer,
  request: IncomingMessage,
  tcp: TcpSocket,
  head: Buffer,
): void {
  let open: WebSocket | null = null;
  const early: ((socket: WebSocket) => void)[] = [];
  const whenOpen = (run: (socket: WebSocket) => void) => {
    if (open === null) early.push(run);
    else run(open);
  };
  const peer: Peer = {
    text: (data) => {
      whenOpen((socket) => {
        socket.send(data);
      });
    },
    pong: () => {
      whenOpen((socket) => {
        socket.pong();
      });
    },
    close: (code, reason) => {
      whenOpen((socket) => {
        socket.close(code, reason);
      });
    },
    drop: (partialText) => {
      if (partialText !== undefined) tcp.write(halfFrame(partialText));
      // A reset, not an orderly end; after a partial frame, an end that lets it arrive.
      if (partialText === undefined) tcp.resetAndDestroy();
      else tcp.destroySoon();
    },
    freeze: () => {
      // Not paused: a paused connection would not notice that the client has broken it.
      tcp.removeAllListeners('data');
      tcp.on('data', () => undefined);
    },
  };
  const answer = simulator.connect(request.url ?? '/', peer);
  switch (answer.kind) {
    case 'hung':
      return;
    case 'refused':
      refuse(tcp, answer.status, answer.headers, answer.body);
      return;
    case 'accepted':
      // Also where the handshake fails, and so there never is a WebSocket.
      tcp.once('close', () => {
        answer.connection.closed();
      });
      sockets.handleUpgrade(request, tcp, head, (socket) => {
        attach(socket, answer.connection);
        open = socket;
        for (const run of early) run(socket);
      });
  }
}

function attach(socket: WebSocket, connection: Connection): void {
  socket.on('message', (data, isBinary) => {
    if (!isBinary && data instanceof Buffer) connection.text(data.toString('utf8'));
  });
  socket.on('ping', () => {
    connection.ping();
  });
  socket.on('error', () => undefined);
}

function refuse(tcp: TcpSocket, status: number, headers: Record<string, string>, body: string): void {
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  tcp.end([`HTTP/1.1 ${status} Refused`, ...lines, '', body].join('\r\n'));
}

/** The beginning of a text frame that announces twice as much as it brings. */
function halfFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length = Math.min(125, payload.length * 2);
  return Buffer.concat([Buffer.from([0x81, length]), payload.subarray(0, length - 1)]);
}

function isTcp(socket: unknown): socket is TcpSocket {
  return typeof socket === 'object' && socket !== null && 'resetAndDestroy' in socket;
}
