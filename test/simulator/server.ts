import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../main/effects/clock.ts';
import type { SimulatorOptions } from './options.ts';
import type { HttpResponse } from './rest/http.ts';
import { acceptSocket, isTcp } from './server-socket.ts';
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
