import { createServer, type IncomingMessage } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket as TcpSocket,
} from 'node:net';
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Socket, SocketClose } from '../../main/effects/socket.ts';
import { openWebSocket } from '../../main/effects/web-socket.ts';

const SECRET = 'access_token=s3cret-of-the-url';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

/** A client whose every event is noted, and what it was told can be waited for. */
function connect(url: string) {
  const events: string[] = [];
  const texts: string[] = [];
  const closes: SocketClose[] = [];
  const socket: Socket = openWebSocket(url, {
    onOpen: () => void events.push('open'),
    onText: (text) => {
      events.push('text');
      texts.push(text);
    },
    onPong: () => void events.push('pong'),
    onClose: (close) => {
      events.push('close');
      closes.push(close);
    },
  });
  undo.push(() => {
    socket.terminate();
  });
  return {
    socket,
    events,
    texts,
    closes,
    until: (event: string) =>
      vi.waitFor(
        () => {
          expect(events).toContain(event);
        },
        { interval: 2, timeout: 5_000 },
      ),
    /** Its one close, once time for another one has passed. */
    async end(): Promise<SocketClose | undefined> {
      await this.until('close');
      await turns();
      expect(closes).toHaveLength(1);
      expect(events.at(-1)).toBe('close');
      expect(inspect(closes)).not.toContain('s3cret');
      return closes[0];
    },
  };
}

/** Lets what is under way on loopback come to its end. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve(`ws://127.0.0.1:${port}/socket?${SECRET}`);
    });
  });
}

async function webSocketServer(
  onSocket: (socket: WebSocket, request: IncomingMessage) => void,
): Promise<string> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', onSocket);
  undo.push(() => {
    for (const client of sockets.clients) client.terminate();
    http.close();
  });
  return listening(http);
}

/** A server that gives every connection to `onRequest` as soon as the request is there. */
async function tcpServer(onRequest: (socket: TcpSocket, request: string) => void): Promise<string> {
  const open = new Set<TcpSocket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    let head = '';
    socket.on('data', (data) => {
      const whole = head.includes('\r\n\r\n');
      head += data.toString('latin1');
      if (!whole && head.includes('\r\n\r\n')) onRequest(socket, head);
    });
  });
  undo.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return listening(server);
}

function upgrade(request: string): string {
  const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

it('a socket that is not open yet sends nothing', async () => {
  const received: string[] = [];
  const client = connect(
    await webSocketServer((socket) => {
      socket.on('ping', () => void received.push('ping'));
      socket.on('message', (data) => void received.push((data as Buffer).toString()));
    }),
  );
  client.socket.send('early');
  client.socket.ping();
  await client.until('open');
  client.socket.send('in time');
  await vi.waitFor(() => {
    expect(received).toEqual(['in time']);
  });
});

describe('an open socket', () => {
  it('gets texts, answers, and leaves binary frames alone', async () => {
    const url = await webSocketServer((socket) => {
      socket.send(Buffer.from('binary'));
      socket.send('héllo');
      socket.on('message', (data, isBinary) => {
        socket.send(`${isBinary ? 'binary' : 'text'}: ${(data as Buffer).toString()}`);
      });
    });
    const client = connect(url);
    await client.until('open');
    client.socket.send('frame');
    client.socket.ping();
    await client.until('pong');
    await vi.waitFor(() => {
      expect(client.texts).toEqual(['héllo', 'text: frame']);
    });
    expect(client.events[0]).toBe('open');
    client.socket.close();
    expect(await client.end()).toEqual({ kind: 'closed', code: 1000 });
  });

  it('takes the path and the query to the server, and no token anywhere else', async () => {
    let asked: IncomingMessage | undefined;
    const client = connect(
      await webSocketServer((_socket, request) => {
        asked = request;
      }),
    );
    await client.until('open');
    expect(asked?.url).toBe(`/socket?${SECRET}`);
    expect(inspect(asked?.headers)).not.toContain('s3cret');
  });

  it.each([1000, 1001, 1011, 1012, 4001])('tells the code %d with which the server closes', async (code) => {
    const client = connect(
      await webSocketServer((socket) => {
        socket.close(code, SECRET);
      }),
    );
    expect(await client.end()).toEqual({ kind: 'closed', code });
  });

  it('tells a close frame without a code as 1005', async () => {
    const client = connect(
      await webSocketServer((socket) => {
        socket.close();
      }),
    );
    expect(await client.end()).toEqual({ kind: 'closed', code: 1005 });
  });

  it('that ends without a close frame has failed', async () => {
    const client = connect(
      await webSocketServer((socket) => {
        socket.terminate();
      }),
    );
    expect(await client.end()).toMatchObject({ kind: 'failed' });
    expect(client.events).toEqual(['open', 'close']);
  });

  it('that is reset has failed with the system’s code', async () => {
    const client = connect(
      await tcpServer((socket, request) => {
        socket.write(upgrade(request), () => socket.resetAndDestroy());
      }),
    );
    expect(await client.end()).toEqual({ kind: 'failed', code: 'ECONNRESET' });
  });

  it('that ends in the middle of a frame has failed, and the half text is not told', async () => {
    const client = connect(
      await tcpServer((socket, request) => {
        socket.end(
          Buffer.concat([Buffer.from(upgrade(request)), Buffer.from([0x81, 10]), Buffer.from('half')]),
        );
      }),
    );
    expect(await client.end()).toMatchObject({ kind: 'failed' });
    expect(client.texts).toEqual([]);
  });

  it('is ended before a frame of more than 16 MB comes', async () => {
    const head = Buffer.from([0x81, 127, 0, 0, 0, 0, 1, 0, 0, 1]);
    const client = connect(
      await tcpServer((socket, request) => {
        socket.write(Buffer.concat([Buffer.from(upgrade(request)), head]));
      }),
    );
    const end = await client.end();
    expect(end).toMatchObject({ kind: 'failed' });
    expect(client.texts).toEqual([]);
  });

  it.each([
    ['a frame that breaks the protocol', Buffer.from([0xf1, 0])],
    ['a text that is no UTF-8', Buffer.from([0x81, 2, 0xc3, 0x28])],
  ])('is ended by %s', async (_what, frame) => {
    const client = connect(
      await tcpServer((socket, request) => {
        socket.write(Buffer.concat([Buffer.from(upgrade(request)), frame]));
      }),
    );
    expect(await client.end()).toMatchObject({ kind: 'failed' });
    expect(client.texts).toEqual([]);
  });
});

describe('an upgrade that is refused', () => {
  const refusing = (status: string, headers: Readonly<Record<string, string>> = {}) =>
    tcpServer((socket) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}Content-Length: ${SECRET.length}\r\n\r\n${SECRET}`);
    });

  it.each([
    '401 Unauthorized',
    '403 Forbidden',
    '404 Not Found',
    '429 Too Many Requests',
    '503 Unavailable',
    '200 OK',
  ])('is told with its status: %s', async (status) => {
    const client = connect(await refusing(status));
    expect(await client.end()).toEqual({ kind: 'refused', status: parseInt(status, 10), retryAfterMs: null });
    client.socket.close();
    client.socket.terminate();
    await turns();
    expect(client.events).toEqual(['close']);
  });

  it('with a redirect is not followed', async () => {
    let asked = 0;
    const elsewhere = await webSocketServer(() => {
      asked += 1;
    });
    const client = connect(await refusing('302 Found', { Location: elsewhere }));
    expect(await client.end()).toEqual({ kind: 'refused', status: 302, retryAfterMs: null });
    expect(asked).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>, number | null]>([
    ['seconds', { 'Retry-After': '7' }, 7_000],
    ['0 seconds', { 'Retry-After': '0' }, 0],
    [
      'an HTTP date, by the server’s own clock',
      { Date: 'Mon, 05 Jan 2026 10:00:00 GMT', 'Retry-After': 'Mon, 05 Jan 2026 10:00:20 GMT' },
      20_000,
    ],
    ['a date that has passed', { 'Retry-After': 'Mon, 05 Jan 2015 10:00:20 GMT' }, 0],
    ['nothing', { 'Retry-After': '' }, null],
    ['a negative number', { 'Retry-After': '-5' }, null],
    ['words', { 'Retry-After': 'soon' }, null],
    ['a day and more', { 'Retry-After': '100000' }, 3_600_000],
  ])('may say when to come back: %s', async (_what, headers, retryAfterMs) => {
    const client = connect(await refusing('429 Too Many Requests', headers));
    expect(await client.end()).toEqual({ kind: 'refused', status: 429, retryAfterMs });
  });
});

describe('a socket that does not open', () => {
  it('because nobody listens tells the system’s code', async () => {
    const server = createTcpServer();
    const url = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const client = connect(url);
    expect(await client.end()).toEqual({ kind: 'failed', code: 'ECONNREFUSED' });
  });

  it.each([
    ['hangs up', (socket: TcpSocket) => void socket.end()],
    ['speaks no HTTP', (socket: TcpSocket) => void socket.end('SSH-2.0-x\r\n\r\n')],
    [
      'upgrades to something else',
      (socket: TcpSocket) =>
        void socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n',
        ),
    ],
  ])('because the server %s has failed', async (_what, answer) => {
    const client = connect(await tcpServer(answer));
    expect(await client.end()).toMatchObject({ kind: 'failed' });
    expect(client.events).toEqual(['close']);
  });

  it.each(['', 'no url', 'http://', `ftp://x.test/?${SECRET}`, `ws://x.test/#${SECRET}`])(
    'because “%s” is no address has failed, and can be used like any other',
    async (url) => {
      const client = connect(url);
      expect(client.events).toEqual([]);
      client.socket.send('x');
      client.socket.ping();
      client.socket.close();
      client.socket.terminate();
      expect(await client.end()).toEqual({ kind: 'failed', code: 'EINVAL' });
    },
  );

  it.each(['close', 'terminate'] as const)('because of %s has failed at once', async (how) => {
    const client = connect(await tcpServer(() => undefined));
    client.socket[how]();
    expect(await client.end()).toMatchObject({ kind: 'failed' });
    expect(client.events).toEqual(['close']);
  });

  it('within 20 s is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    undo.push(() => vi.useRealTimers());
    const client = connect(await tcpServer(() => undefined));
    await turns();
    await vi.advanceTimersByTimeAsync(19_999);
    await turns();
    expect(client.events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    while (client.closes.length === 0) await turns();
    expect(client.closes).toEqual([{ kind: 'failed', code: 'ETIMEDOUT' }]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('closing', () => {
  it('a server that does not answer is left after 2 s', async () => {
    const client = connect(await tcpServer((socket, request) => void socket.write(upgrade(request))));
    await client.until('open');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    undo.push(() => vi.useRealTimers());
    client.socket.close();
    await vi.advanceTimersByTimeAsync(1_999);
    await turns();
    expect(client.closes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    while (client.closes.length === 0) await turns();
    expect(client.closes).toMatchObject([{ kind: 'failed' }]);
  });

  it('leaves no timer once the server has answered', async () => {
    const client = connect(await webSocketServer(() => undefined));
    await client.until('open');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    undo.push(() => vi.useRealTimers());
    client.socket.close();
    while (client.closes.length === 0) await turns();
    expect(client.closes).toEqual([{ kind: 'closed', code: 1000 }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('terminate ends it without a handshake', async () => {
    const client = connect(await tcpServer((socket, request) => void socket.write(upgrade(request))));
    await client.until('open');
    client.socket.terminate();
    expect(await client.end()).toMatchObject({ kind: 'failed' });
  });

  it('again and again, in any order, is one close; sending after it does nothing', async () => {
    const client = connect(await webSocketServer(() => undefined));
    await client.until('open');
    client.socket.close();
    client.socket.close();
    client.socket.terminate();
    await client.end();
    client.socket.send('late');
    client.socket.ping();
    client.socket.close();
    client.socket.terminate();
    await turns();
    expect(client.closes).toHaveLength(1);
  });
});
