import type { IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Connection, Peer } from './notifications/wire.ts';
import type { Simulator } from './simulator.ts';

/** Answers one upgrade as the model decides, and carries what is said on the socket. */
export function acceptSocket(
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

/** Only a TCP connection can be reset. */
export function isTcp(socket: unknown): socket is TcpSocket {
  return typeof socket === 'object' && socket !== null && 'resetAndDestroy' in socket;
}
