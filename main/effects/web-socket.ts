import { isAscii } from 'node:buffer';
import WebSocket from 'ws';
import { retryAfterMs } from '../auth/retry-after.ts';
import { readHttpDate } from '../genesys/service-clock.ts';
import type { OpenSocket, Socket, SocketClose } from './socket.ts';

/** A larger frame ends the connection, before it fills the memory: the largest snapshot is far below. */
const LARGEST_FRAME_BYTES = 16 * 1024 * 1024;

/** A server that does not answer the closing handshake is left after this. */
const CLOSING_HANDSHAKE_MS = 2_000;

/** How long the TCP and TLS handshakes and the upgrade may take; the connection machine is usually faster. */
const HANDSHAKE_MS = 20_000;

/** Opens WebSockets with `ws`. Redirects are not followed: they could lead the secret in the url elsewhere. */
export const openWebSocket: OpenSocket = (url, handlers) => {
  let socket: WebSocket;
  let ended = false;
  let limit: NodeJS.Timeout | undefined;
  const end = (close: SocketClose) => {
    if (ended) return;
    ended = true;
    clearTimeout(limit);
    handlers.onClose(close);
  };
  try {
    socket = new WebSocket(url, {
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: LARGEST_FRAME_BYTES,
    });
  } catch {
    queueMicrotask(() => {
      end({ kind: 'failed', code: 'EINVAL' });
    });
    return { send: nothing, ping: nothing, close: nothing, terminate: nothing };
  }

  let broke: string | null = null;
  limit = setTimeout(() => {
    broke = 'ETIMEDOUT';
    socket.terminate();
  }, HANDSHAKE_MS);
  socket.on('open', () => {
    clearTimeout(limit);
    if (!ended) handlers.onOpen();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (!ended && !isBinary) handlers.onText(textOf(data));
  });
  socket.on('pong', () => {
    if (!ended) handlers.onPong();
  });
  socket.on('unexpected-response', (request, response) => {
    const status = response.statusCode ?? 0;
    const { date, 'retry-after': retryAfter } = response.headers;
    response.destroy();
    request.destroy();
    const now = readHttpDate(date ?? null) ?? Date.now();
    end({ kind: 'refused', status, retryAfterMs: retryAfterMs(retryAfter ?? null, now) });
  });
  socket.on('error', (error) => {
    // The message may hold the url, and the url a secret: the code is all that is kept.
    broke ??= 'code' in error && typeof error.code === 'string' ? error.code : 'EPROTO';
  });
  socket.on('close', (code) => {
    end(
      code === 1006 || broke !== null
        ? { kind: 'failed', code: broke ?? 'ECONNRESET' }
        : { kind: 'closed', code },
    );
  });

  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    close() {
      if (ended) return;
      socket.close(1000);
      clearTimeout(limit);
      limit = setTimeout(() => {
        socket.terminate();
      }, CLOSING_HANDSHAKE_MS).unref();
    },
    terminate() {
      socket.terminate();
    },
  } satisfies Socket;
};

/** Nearly every frame is ASCII, which is copied without decoding. */
function textOf(data: Buffer): string {
  return data.toString(isAscii(data) ? 'latin1' : 'utf8');
}

function nothing(): void {
  // The socket never came to be.
}
