import { beforeEach, describe, expect, it } from 'vitest';
import type { SocketHandlers } from '../../main/effects/socket.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { simulatorFetch, simulatorSocket } from './in-process.ts';
import { Simulator } from './simulator.ts';

describe('in the same process', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  beforeEach(() => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1 });
  });

  const authorized = () => ({ authorization: `Bearer ${simulator.ready.accessToken}` });
  const url = (path: string) => `${simulator.ready.apiUrl}${path}`;

  describe('fetch', () => {
    it('gives real responses, dated by the model’s clock', async () => {
      const fetch = simulatorFetch(simulator, { clock });
      const response = await fetch(url('/api/v2/users/me'), { headers: authorized() });
      expect(response).toBeInstanceOf(Response);
      expect(response.headers.get('date')).toBe('Mon, 05 Jan 2026 10:00:00 GMT');
      expect(await response.json()).toMatchObject({ id: simulator.ready.userId });
      const head = await fetch(url('/api/v2/notifications/channels/none'), {
        method: 'HEAD',
        headers: authorized(),
      });
      expect([head.status, await head.text()]).toEqual([404, '']);
    });

    it('sends forms as forms', async () => {
      const { clientId, clientSecret } = simulator.ready;
      const response = await simulatorFetch(simulator, { clock })(url('/oauth/token'), {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
        }),
      });
      expect(await response.json()).toMatchObject({ token_type: 'bearer' });
    });

    it('takes its time on the way there and back', async () => {
      const fetch = simulatorFetch(simulator, { clock, latencyMs: 100 });
      let status = 0;
      void fetch(url('/api/v2/users/me'), { headers: authorized() }).then((response) => {
        status = response.status;
      });
      await clock.advance(99);
      expect(simulator.record.requests).toEqual([]);
      await clock.advance(1);
      expect(simulator.record.requests.length).toBe(1);
      await clock.advance(99);
      expect(status).toBe(0);
      await clock.advance(1);
      expect(status).toBe(200);
    });

    it('hangs where it is told to, until it is aborted', async () => {
      simulator.steering.fault({ kind: 'restHang', path: '*', times: 1 });
      const stop = new AbortController();
      const answer = simulatorFetch(simulator, { clock })(url('/api/v2/users/me'), {
        headers: authorized(),
        signal: stop.signal,
      }).then(
        () => 'answered',
        (error: unknown) => (error instanceof Error ? error.name : 'odd'),
      );
      await clock.advance(600_000);
      stop.abort();
      expect(await answer).toBe('AbortError');
    });

    it('does not reach the simulator once it is aborted', async () => {
      const stop = new AbortController();
      const fetch = simulatorFetch(simulator, { clock, latencyMs: 10 });
      const answer = fetch(url('/api/v2/users/me'), { signal: stop.signal });
      stop.abort(new Error('stopped'));
      await expect(answer).rejects.toThrow('stopped');
      await expect(fetch(url('/'), { signal: stop.signal })).rejects.toThrow('stopped');
      expect(clock.pendingTimers).toBe(1);
      expect(simulator.record.requests).toEqual([]);
    });

    it('reaches nothing at another address', async () => {
      const answer = simulatorFetch(simulator, { clock })('http://127.0.0.1:9/api/v2/users/me', {});
      await expect(answer).rejects.toThrow(TypeError);
    });
  });

  describe('sockets', () => {
    const log: string[] = [];
    const handlers = {
      onOpen: () => void log.push('open'),
      onText: (text) => void log.push(text),
      onPong: () => void log.push('pong'),
      onClose: (close) => void log.push(JSON.stringify(close)),
    } satisfies SocketHandlers;
    beforeEach(() => {
      log.length = 0;
    });
    const directUrl = () => `${simulator.ready.directUrl}?access_token=${simulator.ready.accessToken}`;
    const request = '{"type":"SubscriptionRequest","topics":[{"type":"ConversationEvent"}]}';

    it('never call back from inside a call', async () => {
      const socket = simulatorSocket(simulator, { clock })(directUrl(), handlers);
      expect(log).toEqual([]);
      await clock.advance(0);
      expect(log).toEqual(['open']);
      socket.send(request);
      socket.ping();
      expect(log).toEqual(['open']);
      await clock.advance(0);
      expect(log.slice(1)).toEqual([expect.stringContaining('SubscriptionConfirmation'), 'pong']);
      simulator.steering.start();
      expect(log.length).toBe(3);
      await clock.advance(0);
      expect(log.length).toBe(4);
      socket.terminate();
      expect(log.length).toBe(4);
      await clock.advance(0);
      expect(log[4]).toBe('{"kind":"failed","code":"ECONNRESET"}');
    });

    it('take their time each way, and keep the order', async () => {
      const socket = simulatorSocket(simulator, { clock, latencyMs: 50 })(directUrl(), handlers);
      await clock.advance(99);
      expect(log).toEqual([]);
      await clock.advance(1);
      expect(log).toEqual(['open']);
      socket.send(request);
      await clock.advance(100);
      const { conversationId } = simulator.steering.start();
      simulator.steering.message(conversationId, 'on its way');
      simulator.steering.fault({ kind: 'dropSocket', only: 'all' });
      await clock.advance(49);
      expect(log.length).toBe(2);
      await clock.advance(1);
      expect(log[3]).toContain('on its way');
      expect(log[4]).toContain('ECONNRESET');
    });

    it('close with a handshake, and call back once', async () => {
      const socket = simulatorSocket(simulator, { clock })(directUrl(), handlers);
      await clock.advance(0);
      socket.close();
      socket.close();
      socket.send(request);
      await clock.advance(60_000);
      socket.terminate();
      await clock.advance(0);
      expect(log).toEqual(['open', '{"kind":"closed","code":1000}']);
      expect(simulator.record.sockets).toMatchObject([{ framesReceived: 0, ending: 'closed by the client' }]);
      expect(clock.pendingTimers).toBe(1);
    });

    it('can be given up before they are open', async () => {
      const open = simulatorSocket(simulator, { clock, latencyMs: 50 });
      open(directUrl(), handlers).terminate();
      const second = open(directUrl(), handlers);
      await clock.advance(50);
      second.close();
      await clock.advance(1_000);
      expect(log).toEqual(['{"kind":"failed","code":"EPROTO"}', '{"kind":"failed","code":"EPROTO"}']);
      expect(clock.pendingTimers).toBe(1);
      expect(simulator.record.sockets.every(({ closedAt }) => closedAt !== null)).toBe(true);
    });

    it('fail at another address', async () => {
      simulatorSocket(simulator, { clock })('ws://127.0.0.1:9/channels/x', handlers);
      await clock.advance(0);
      expect(log).toEqual(['{"kind":"failed","code":"ECONNREFUSED"}']);
    });
  });
});
