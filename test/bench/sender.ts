import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { numberAt, stringAt } from '../../main/genesys/json.ts';
import { reportToParent } from './child-process.ts';
import { isStreamName, streamNamed, type StreamName } from './streams/streams.ts';
import { WireFrames } from './streams/text-frames.ts';

/**
 * The sender, a process of its own: a WebSocket server whose frames are encoded ahead of time. A receiver connects to
 * `/STREAM/ITS-NAME`; when the parent says `go`, it gets that stream's frames, as fast as it takes them.
 */

/** Written at once; the kernel's buffers are larger. */
const CHUNK_BYTES = 64 * 1024;

const CLOSE_OPCODE = 8;

const streams = new Map<StreamName, WireFrames>();
const sockets = new Map<string, Socket>();

const server = createServer();
server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
  const [path = ''] = (request.url ?? '').split('?');
  sockets.set(path, socket);
  socket.setNoDelay(true);
  // A receiver that is done may end the connection in any way.
  socket.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => {
    if (((data[0] ?? 0) & 0x0f) === CLOSE_OPCODE) socket.end();
  });
  socket.write(acceptanceOf(request.headers['sec-websocket-key'] ?? ''));
});

/** The answer to an upgrade (RFC 6455 §4.2.2). */
function acceptanceOf(key: string): string {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    '\r\n',
  ].join('\r\n');
}

function send(socket: Socket, frames: WireFrames, count: number): void {
  const end = frames.endOf(count);
  let at = 0;
  const writeOn = () => {
    let isTaken = true;
    while (isTaken && at < end && !socket.destroyed) {
      isTaken = socket.write(frames.bytes.subarray(at, Math.min(end, at + CHUNK_BYTES)));
      at += CHUNK_BYTES;
    }
    if (at >= end) socket.off('drain', writeOn);
  };
  socket.on('drain', writeOn);
  writeOn();
}

process.on('message', (message) => {
  const name = stringAt(message, 'stream') ?? '';
  const frames = isStreamName(name) ? streams.get(name) : undefined;
  const socket = sockets.get(`/${name}/${stringAt(message, 'receiver') ?? ''}`);
  if (frames === undefined || socket === undefined) throw new Error(`Nobody has connected for ${name}.`);
  frames.setRound(numberAt(message, 'round') ?? 0);
  send(socket, frames, numberAt(message, 'frames') ?? 0);
});
process.on('disconnect', () => process.exit());

for (const name of ['channels', 'direct'] as const) {
  const count = numberAt(JSON.parse(process.argv[2] ?? '{}'), name) ?? 0;
  if (count > 0) streams.set(name, new WireFrames(streamNamed(name, count).frames));
}
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const frameBytes = Object.fromEntries([...streams].map(([name, frames]) => [name, frames.frameBytes]));
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  reportToParent({ type: 'listening', port, frameBytes });
});
