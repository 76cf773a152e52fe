import type { Socket, SocketClose } from '../../main/effects/socket.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { parseJson } from './fields.ts';
import { simulatorSocket } from './in-process.ts';
import type { Simulator } from './simulator.ts';

/** An answer of the REST API or the sign-in, as a test looks at it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  json: unknown;
}

/** A bare client for the simulator's own tests: it does what the test says, right or wrong. */
export class BareClient {
  readonly #simulator: Simulator;
  readonly #clock: FakeClock;
  token: string;

  constructor(simulator: Simulator, clock: FakeClock) {
    this.#simulator = simulator;
    this.#clock = clock;
    this.token = simulator.ready.accessToken;
  }

  /** Calls with the token; a body is sent as JSON. */
  call(method: string, url: string, body?: unknown): Answer {
    return this.#handle(method, url, {
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    });
  }

  /** Posts a form to `/oauth/token`. */
  askForToken(form: Record<string, string>, headers: Record<string, string> = {}): Answer {
    return this.#handle('POST', '/oauth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  }

  /** From now on it uses a token from client credentials. */
  useClientCredentials(): void {
    const { clientId, clientSecret } = this.#simulator.ready;
    const answer = this.askForToken({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    this.token = textAt(answer.json, 'access_token');
  }

  /** Creates a channel and subscribes the topics. */
  channel(...topics: string[]): { id: string; connectUri: string } {
    const { json } = this.call('POST', '/api/v2/notifications/channels');
    const channel = { id: textAt(json, 'id'), connectUri: textAt(json, 'connectUri') };
    if (topics.length > 0) this.subscribe(channel.id, topics);
    return channel;
  }

  subscribe(channelId: string, topics: readonly string[], query = ''): Answer {
    const path = `/api/v2/notifications/channels/${channelId}/subscriptions${query}`;
    return this.call(
      'PUT',
      path,
      topics.map((id) => ({ id })),
    );
  }

  /** Opens a socket and notes everything that happens on it. */
  async open(url: string): Promise<OpenedSocket> {
    const opened: OpenedSocket = {
      frames: [],
      pongs: 0,
      isOpen: false,
      close: null,
      socket: simulatorSocket(this.#simulator, { clock: this.#clock })(url, {
        onOpen: () => {
          opened.isOpen = true;
        },
        onText: (text) => opened.frames.push(parseJson(text) ?? text),
        onPong: () => {
          opened.pongs += 1;
        },
        onClose: (close) => {
          opened.isOpen = false;
          opened.close = close;
        },
      }),
    };
    await this.#clock.advance(0);
    return opened;
  }

  /** The address of the direct socket, with the token. */
  get directUrl(): string {
    return `${this.#simulator.ready.directUrl}?access_token=${this.token}`;
  }

  #handle(method: string, url: string, rest: { headers: Record<string, string>; body: string }): Answer {
    const { status, headers, body } = this.#simulator.handle({ method, url, ...rest });
    return { status, headers, json: parseJson(body) };
  }
}

export interface OpenedSocket {
  frames: unknown[];
  pongs: number;
  isOpen: boolean;
  close: SocketClose | null;
  socket: Socket;
}

/** What stands at a path like `entities.0.id`; undefined where the path leads nowhere. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found;
}

/** Like {@link at}, for a text; throws where there is none. */
export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found !== 'string') throw new Error(`There is no text at "${path}".`);
  return found;
}
