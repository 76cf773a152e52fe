import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** What a second instance tells the first. */
export interface SecondInstance {
  argv: string[];
  workingDirectory: string;
  additionalData: unknown;
}

/**
 * Linux gives a socket whose name begins with a zero byte to one process at a time, at once, and takes it back when
 * that process ends, however it ends.
 */
function socketName(userData: string): string {
  return `\0conversation-tray-host-${createHash('sha256').update(userData).digest('hex').slice(0, 32)}`;
}

/** Takes the lock of a profile; null where another instance has it. */
export function takeLock(userData: string, onSecond: (second: SecondInstance) => void): Server | null {
  const server = createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => {
      onSecond(JSON.parse(text) as SecondInstance);
      socket.end('heard');
    });
    socket.on('error', () => undefined);
  });
  server.on('error', () => undefined);
  server.listen(socketName(userData));
  if (!server.listening) return null;
  server.unref();
  return server;
}

const messenger = `
  const { connect } = require('node:net');
  const socket = connect(process.env.HOST_LOCK_NAME === undefined ? '' : '\\0' + process.env.HOST_LOCK_NAME);
  let text = '';
  process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => socket.end(text));
  socket.resume().on('error', () => process.exit(1));`;

/** Tells the first instance, and returns when it has heard: this one may end at any moment. */
export function tellFirst(userData: string, second: SecondInstance): void {
  execFileSync(process.execPath, ['-e', messenger], {
    input: JSON.stringify(second),
    env: { PATH: process.env['PATH'], HOST_LOCK_NAME: socketName(userData).slice(1) },
    stdio: ['pipe', 'ignore', 'inherit'],
    timeout: 10_000,
  });
}
