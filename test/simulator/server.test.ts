import { connect, type Socket as TcpSocket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { isFields, parseJson } from './fields.ts';
import { startSimulator, type RunningSimulator } from './server.ts';

describe('the server', () => {
  let server: RunningSimulator;
  beforeEach(async () => {
    server = await startSimulator({ requestsPerMinute: 50 });
  });
  afterEach(async () => {
    await server.close();
  });

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${server.ready.apiUrl}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${server.ready.accessToken}` },
    });
  const openChannel = async () => {
    const channel: unknown = await (await call('/api/v2/notifications/channels', { method: 'POST' })).json();
    if (!isFields(channel) || typeof channel['connectUri'] !== 'string') throw new Error('no channel');
    return { connectUri: channel['connectUri'], ...watch(new WebSocket(channel['connectUri'])) };
  };
  /** Notes what happens on a socket from the beginning. */
  const watch = (socket: WebSocket) => {
    const seen: {
      frames: unknown[];
      pongs: number;
      close: number | null;
      refusal: number | null;
      date: string | null;
    } = {
      frames: [],
      pongs: 0,
      close: null,
      refusal: null,
      date: null,
    };
    socket.on('message', (data) => {
      if (data instanceof Buffer) seen.frames.push(parseJson(data.toString()));
    });
    socket.on('pong', () => {
      seen.pongs += 1;
    });
    socket.on('upgrade', ({ headers }) => {
      seen.date = headers.date ?? null;
    });
    socket.on('unexpected-response', (request, { statusCode }) => {
      seen.refusal = statusCode ?? null;
      request.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      seen.close = code;
    });
    const opened = new Promise<void>((resolve) => socket.once('open', resolve));
    return { socket, seen, opened };
  };
  const fault = (kind: 'dropSocket' | 'closeMidFrame' | 'halfOpen') => {
    server.simulator.steering.fault({ kind, only: 'all' });
  };

  it('answers REST calls with the model’s own headers, once', async () => {
    const answer = await call('/api/v2/users/me');
    expect(answer.status).toBe(200);
    expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now())).toBeLessThan(5_000);
    expect(answer.headers.get('inin-ratelimit-allowed')).toBe('50');
    expect(await answer.json()).toMatchObject({ id: server.ready.userId });
  });

  it('binds to loopback alone', () => {
    expect(new URL(server.ready.apiUrl).hostname).toBe('127.0.0.1');
    expect(new URL(server.ready.directUrl).hostname).toBe('127.0.0.1');
  });

  it('opens channel sockets with a Date on the upgrade, and passes frames both ways', async () => {
    const { socket, seen, opened } = await openChannel();
    await opened;
    expect(seen.date).not.toBeNull();
    socket.send('{"message":"ping"}');
    await vi.waitFor(() => {
      expect(seen.frames).toMatchObject([{ eventBody: { message: 'pong' } }]);
    });
    socket.ping();
    socket.send('{"message":"ping"}');
    await vi.waitFor(() => {
      expect(seen.frames.length).toBe(2);
    });
    expect(seen.pongs).toBe(1);
  });

  it('takes a message longer than one TCP packet', async () => {
    const { socket, seen, opened } = await openChannel();
    await opened;
    server.simulator.steering.fault({ kind: 'bigFrame', bytes: 500_000, only: 'all' });
    socket.send(JSON.stringify({ message: 'x'.repeat(200_000) }));
    await vi.waitFor(() => {
      expect(seen.frames).toMatchObject([{ topicName: 'v2.unknown.big' }, { result: '400' }]);
    });
  });

  it('refuses an upgrade with a status, and a bad token with 401', async () => {
    const { seen } = watch(new WebSocket(`${server.ready.directUrl}?access_token=no`));
    await vi.waitFor(() => {
      expect(seen.refusal).toBe(401);
    });
  });

  it('breaks connections without a close frame, also in the middle of one', async () => {
    for (const kind of ['dropSocket', 'closeMidFrame'] as const) {
      const { seen, opened } = await openChannel();
      await opened;
      fault(kind);
      await vi.waitFor(() => {
        expect(seen.close).toBe(1006);
      });
      expect(seen.frames).toEqual([]);
    }
  });

  it('leaves a half-open connection silent, and notices when the client breaks it', async () => {
    const { socket, seen, opened } = await openChannel();
    await opened;
    fault('halfOpen');
    socket.send('{"message":"ping"}');
    socket.ping();
    socket.close();
    // Whatever the socket would have said comes before the answers to later requests.
    for (let count = 0; count < 5; count += 1) await call('/api/v2/users/me');
    expect(seen).toMatchObject({ frames: [], pongs: 0, close: null });
    socket.terminate();
    await vi.waitFor(() => {
      expect(server.simulator.record.sockets[0]?.closedAt).not.toBeNull();
    });
  });

  it('holds an upgrade and a call that are to hang, until it is closed', async () => {
    server.simulator.steering.fault({ kind: 'hangUpgrade', times: 1, only: 'all' });
    server.simulator.steering.fault({ kind: 'restHang', path: '/users/me', times: 1 });
    const { seen } = watch(new WebSocket(server.ready.directUrl));
    const hanging = call('/api/v2/users/me').then(
      () => 'answered',
      () => 'broken',
    );
    await call('/api/v2/conversations');
    expect(seen).toMatchObject({ close: null, refusal: null });
    await server.close();
    expect(await hanging).toBe('broken');
  });

  it('survives what is no HTTP, and paths that are no paths', async () => {
    const port = Number(new URL(server.ready.apiUrl).port);
    for (const line of [
      'GET // HTTP/1.1\r\nHost: x',
      'GET http://[ HTTP/1.1\r\nHost: x',
      'OPTIONS * HTTP/1.1\r\nHost: x',
      'rubbish',
    ]) {
      expect(await sendRaw(connect(port, '127.0.0.1'), `${line}\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 4\d\d/,
      );
    }
    const upgrade = 'GET //[ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade';
    expect(await sendRaw(connect(port, '127.0.0.1'), `${upgrade}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect((await call('/api/v2/users/me')).status).toBe(200);
    expect(
      (await call('/api/v2/users/me', { method: 'POST', body: 'x'.repeat(2_000_000) }).catch(() => null))
        ?.status ?? 413,
    ).toBe(413);
  });

  it('breaks the connection of a call that is to break', async () => {
    server.simulator.steering.fault({ kind: 'restDrop', path: '/users/me', times: 1 });
    await expect(call('/api/v2/users/me')).rejects.toThrow(TypeError);
    expect((await call('/api/v2/users/me')).status).toBe(200);
  });

  it('forgets a socket whose handshake was none', async () => {
    const { pathname, search } = new URL(
      `${server.ready.directUrl}?access_token=${server.ready.accessToken}`,
    );
    const port = Number(new URL(server.ready.apiUrl).port);
    const upgrade = `GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
    expect(await sendRaw(connect(port, '127.0.0.1'), upgrade)).toMatch(/^HTTP\/1\.1 400/);
    await vi.waitFor(() => {
      expect(server.simulator.record.sockets[0]?.closedAt).not.toBeNull();
    });
  });

  it('says so when the port is taken', async () => {
    const port = Number(new URL(server.ready.apiUrl).port);
    await expect(startSimulator({ port })).rejects.toThrow('EADDRINUSE');
  });
});

/** Sends bytes and gives everything that comes back until the connection ends. */
function sendRaw(socket: TcpSocket, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
    socket.end(text);
  });
}
