import type { Fetch } from '../../../main/effects/fetch.ts';
import type { OpenSocket, SocketClose, SocketHandlers } from '../../../main/effects/socket.ts';
import type { ExitStatus } from '../../../main/terminal/exit-status.ts';
import { listen, type ListenEffects } from '../../../main/terminal/listen.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

export const SECRET = 'cl1ent-s3cret-0123456789';
export const TOKEN = 't0ken-of-the-service-0123456789';
const CLIENT = { GENESYS_CLIENT_ID: 'client-id', GENESYS_CLIENT_SECRET: SECRET };

type Answer = (path: string, init: RequestInit) => Response | Promise<Response>;

/** A socket as the service has it. */
export interface ServiceSocket {
  url: string;
  sent: string[];
  ended: boolean;
  open(): void;
  say(frame: unknown): void;
  end(close: SocketClose): void;
}

export interface Listening {
  clock: FakeClock;
  out: string[];
  err: string[];
  requests: string[];
  sockets: ServiceSocket[];
  stop: AbortController;
  /** Null while it runs. */
  status(): ExitStatus | null;
}

export const answered = (status: number, body: unknown = {}, headers: HeadersInit = {}): Answer => {
  return () => Response.json(body, { status, headers });
};

/**
 * The listener against a service that stands still until a test moves it: sockets open when they are told to.
 * @param answers by the request's path, instead of the usual ones; without one, conversations may not be read.
 */
export function startListening(
  args: readonly string[],
  answers: Readonly<Record<string, Answer>> = {},
  environment: Readonly<Record<string, string>> = CLIENT,
  stop = new AbortController(),
): Listening {
  const clock = new FakeClock();
  const out: string[] = [];
  const err: string[] = [];
  const requests: string[] = [];
  const sockets: ServiceSocket[] = [];
  let status: ExitStatus | null = null;

  const usual: Readonly<Record<string, Answer>> = {
    '/oauth/token': () => Response.json({ access_token: TOKEN, token_type: 'bearer', expires_in: 86_400 }),
    '/api/v2/notifications/channels': () =>
      Response.json({ id: 'streaming-1-x', connectUri: 'wss://streaming.x.test/channels/streaming-1-x' }),
    '/api/v2/notifications/channels/streaming-1-x/subscriptions': () => Response.json({ entities: [] }),
  };
  const fetch: Fetch = async (url, init) => {
    const { pathname } = new URL(url);
    requests.push(pathname);
    init.signal?.throwIfAborted();
    const answer = answers[pathname] ?? usual[pathname] ?? answered(403);
    return answer(pathname, init);
  };
  const effects = {
    fetch,
    openSocket: openSocketInto(sockets),
    clock,
    random: () => 0.5,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  } satisfies ListenEffects;
  void listen(args, environment, effects, stop.signal).then((ended) => {
    status = ended;
  });
  return { clock, out, err, requests, sockets, stop, status: () => status };
}

function openSocketInto(sockets: ServiceSocket[]): OpenSocket {
  return (url, handlers: SocketHandlers) => {
    const socket: ServiceSocket = {
      url,
      sent: [],
      ended: false,
      open: () => {
        handlers.onOpen();
      },
      say: (frame) => {
        if (!socket.ended) handlers.onText(typeof frame === 'string' ? frame : JSON.stringify(frame));
      },
      end: (close) => {
        if (socket.ended) return;
        socket.ended = true;
        handlers.onClose(close);
      },
    };
    sockets.push(socket);
    const end = () => {
      queueMicrotask(() => {
        socket.end({ kind: 'closed', code: 1000 });
      });
    };
    return {
      send: (text) => void socket.sent.push(text),
      ping: () => {
        handlers.onPong();
      },
      close: end,
      terminate: end,
    };
  };
}

/** Lets the listener open its newest socket, and confirms the subscription that comes on it. */
export async function confirmSubscription(listening: Listening): Promise<ServiceSocket> {
  await settle();
  const socket = listening.sockets.at(-1);
  if (socket === undefined) throw new Error(`no socket; stderr: ${listening.err.join('\n')}`);
  socket.open();
  await settle();
  socket.say({ type: 'SubscriptionConfirmation', subscriptionId: 'S1' });
  await settle();
  return socket;
}

/** A `MessageAdded` of the direct protocol. */
export function messageAdded(text: string, conversationId = 'C1') {
  return {
    type: 'ConversationEvent',
    payload: {
      conversationId,
      eventType: 'MessageAdded',
      timestamp: '2026-01-05T10:00:01.000Z',
      message: { text },
    },
  };
}
