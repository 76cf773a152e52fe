import type { Clock, Timer } from '../../main/effects/clock.ts';
import type { Fetch } from '../../main/effects/fetch.ts';
import type { OpenSocket, SocketClose } from '../../main/effects/socket.ts';
import type { Connection } from './notifications/wire.ts';
import type { Simulator } from './simulator.ts';

export interface InProcessOptions {
  clock: Clock;
  /** How long each way takes, in ms. Default 0: the next microtask. */
  latencyMs?: number;
}

/** How long the engine's own sockets (main/effects/web-socket.ts) wait for an upgrade and for the end of a close, in ms. */
const upgradeTimeoutMs = 20_000;
const closeTimeoutMs = 2_000;
/** What they say of a connection that broke, and of one that never came to be. */
const broken = { kind: 'failed', code: 'ECONNRESET' } as const;
const neverOpen = { kind: 'failed', code: 'EPROTO' } as const;

/** The engine's `fetch` onto a simulator in the same process. Redirects are answered, not followed. */
export function simulatorFetch(simulator: Simulator, { clock, latencyMs = 0 }: InProcessOptions): Fetch {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const { signal } = init;
      const timers = new Set<Timer>();
      const abort = () => {
        for (const timer of timers) timer.cancel();
        reject(abortReason(signal));
      };
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      const later = (ms: number, run: () => void) => {
        timers.add(inTime(clock, ms, run));
      };
      const path = pathAt(simulator, url, simulator.ready.apiUrl);
      if (path === null) {
        reject(new TypeError('fetch failed: nothing listens at this address'));
        return;
      }
      const headers = Object.fromEntries(new Headers(init.headers));
      const body = readBody(init.body);
      if (init.body instanceof URLSearchParams) {
        headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
      }
      later(latencyMs, () => {
        const answer = simulator.handle({ method: init.method ?? 'GET', url: path, headers, body });
        if (answer.afterMs === Number.POSITIVE_INFINITY) return;
        later(latencyMs + answer.afterMs, () => {
          signal?.removeEventListener('abort', abort);
          if (answer.broken === true) {
            reject(new TypeError('fetch failed: the connection broke'));
            return;
          }
          const { status } = answer;
          const bodyless = init.method === 'HEAD' || status === 204 || status === 304;
          resolve(new Response(bodyless ? null : answer.body, { status, headers: answer.headers }));
        });
      });
    });
}

/** The engine's sockets onto a simulator in the same process. Nothing is ever called back from inside a call. */
export function simulatorSocket(
  simulator: Simulator,
  { clock, latencyMs = 0 }: InProcessOptions,
): OpenSocket {
  return (url, handlers) => {
    let state: 'connecting' | 'open' | 'closing' | 'abandoned' | 'closed' = 'connecting';
    let frozen = false;
    let connection: Connection | null = null;
    let timeout: Timer = clock.after(upgradeTimeoutMs, () => {
      end(neverOpen);
    });
    const later = (run: () => void) => {
      inTime(clock, latencyMs, run);
    };
    const end = (close: SocketClose) => {
      if (state === 'closed') return;
      state = 'closed';
      timeout.cancel();
      connection?.closed();
      handlers.onClose(close);
    };
    const arrive = (run: () => void) => {
      later(() => {
        if ((state === 'open' || state === 'closing') && !frozen) run();
      });
    };
    const toServer = (run: (server: Connection) => void) => {
      if (state !== 'open') return;
      later(() => {
        if (connection !== null && !frozen) run(connection);
      });
    };
    const peer = {
      text: (data: string) => {
        arrive(() => {
          handlers.onText(data);
        });
      },
      pong: () => {
        arrive(() => {
          handlers.onPong();
        });
      },
      close: (code: number) => {
        later(() => {
          end({ kind: 'closed', code });
        });
      },
      drop: () => {
        later(() => {
          end(broken);
        });
      },
      freeze: () => {
        frozen = true;
      },
    };
    const path = pathAt(simulator, url, simulator.ready.directUrl);
    later(() => {
      if (state !== 'connecting') return;
      if (path === null) {
        end({ kind: 'failed', code: 'ECONNREFUSED' });
        return;
      }
      const answer = simulator.connect(path, peer);
      if (answer.kind === 'hung') return;
      if (answer.kind === 'refused') {
        const { status, headers } = answer;
        const seconds = headers['retry-after'];
        later(() => {
          end({
            kind: 'refused',
            status,
            retryAfterMs: seconds === undefined ? null : Number(seconds) * 1_000,
          });
        });
        return;
      }
      connection = answer.connection;
      later(() => {
        if (state !== 'connecting') return;
        state = 'open';
        timeout.cancel();
        handlers.onOpen();
      });
    });
    return {
      send: (text) => {
        toServer((server) => {
          server.text(text);
        });
      },
      ping: () => {
        toServer((server) => {
          server.ping();
        });
      },
      close: () => {
        if (state !== 'connecting' && state !== 'open') return;
        if (state === 'connecting') {
          abandon();
          return;
        }
        toServer((server) => {
          server.closed();
          later(() => {
            end({ kind: 'closed', code: 1000 });
          });
        });
        state = 'closing';
        timeout = clock.after(closeTimeoutMs, () => {
          end(broken);
        });
      },
      terminate: () => {
        abandon();
      },
    };

    function abandon(): void {
      if (state === 'closed') return;
      const close = state === 'connecting' ? neverOpen : broken;
      state = 'abandoned';
      queueMicrotask(() => {
        end(close);
      });
    }
  };
}

function inTime(clock: Clock, ms: number, run: () => void): Timer {
  if (ms > 0) return clock.after(ms, run);
  let cancelled = false;
  queueMicrotask(() => {
    if (!cancelled) run();
  });
  return {
    cancel: () => {
      cancelled = true;
    },
  };
}

/** The path and query of an address, if it is the simulator's. */
function pathAt(simulator: Simulator, address: string, base: string): string | null {
  const url = new URL(address);
  return url.origin === new URL(base).origin ? `${url.pathname}${url.search}` : null;
}

function readBody(body: RequestInit['body']): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new TypeError('Only texts and forms can be sent to the simulator in the same process.');
}

function abortReason(signal: AbortSignal | null | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('This operation was aborted', 'AbortError');
}
