import type { Readable, Writable } from 'node:stream';
// The package does not export its types of the protocol by a name of their own.
import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';

type Commands = Protocol.CommandParameters;
type Answers = Protocol.CommandReturnValues;
type Events = Protocol.Events;

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

interface Waiter {
  method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One conversation with Chromium: with the browser as a whole, or with one page. */
export class DevToolsSession {
  readonly #devtools: DevTools;
  readonly #sessionId: string | null;
  readonly #listeners = new Map<string, ((params: unknown) => void)[]>();

  constructor(devtools: DevTools, sessionId: string | null) {
    this.#devtools = devtools;
    this.#sessionId = sessionId;
  }

  /** Rejects where Chromium answers with an error, or is gone. */
  async send<Name extends keyof Commands>(method: Name, params?: Commands[Name]): Promise<Answers[Name]> {
    const result = await this.#devtools.request(method, params ?? {}, this.#sessionId);
    // Chromium's answers follow its own protocol; the types are generated from it.
    return result as Answers[Name];
  }

  on<Name extends keyof Events>(event: Name, listener: (params: Events[Name]) => void): void {
    const listeners = this.#listeners.get(event) ?? [];
    listeners.push((params) => {
      listener(params as Events[Name]);
    });
    this.#listeners.set(event, listeners);
  }

  receive(event: string, params: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(params);
  }
}

/** Chromium's DevTools protocol over `--remote-debugging-pipe`: JSON, each message ended by a zero byte. */
export class DevTools {
  readonly browser = new DevToolsSession(this, null);
  readonly #input: Writable;
  readonly #sessions = new Map<string, DevToolsSession>();
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;
  #isClosed = false;

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    input.on('error', () => {
      this.#close();
    });
    let rest = Buffer.alloc(0);
    output.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        const text = rest.subarray(0, end).toString('utf8');
        rest = rest.subarray(end + 1);
        this.#receive(JSON.parse(text) as Message);
      }
    });
    output.on('close', () => {
      this.#close();
    });
  }

  session(sessionId: string): DevToolsSession {
    const session = this.#sessions.get(sessionId) ?? new DevToolsSession(this, sessionId);
    this.#sessions.set(sessionId, session);
    return session;
  }

  request(method: string, params: object, sessionId: string | null): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error(`${method}: Chromium is gone.`));
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, { method, resolve, reject });
      const message = { id, method, params, ...(sessionId === null ? {} : { sessionId }) };
      this.#input.write(`${JSON.stringify(message)}\0`);
    });
  }

  #receive(message: Message): void {
    if (message.id !== undefined) {
      const waiter = this.#waiters.get(message.id);
      this.#waiters.delete(message.id);
      if (message.error === undefined) waiter?.resolve(message.result);
      else waiter?.reject(new Error(`${waiter.method}: ${message.error.message}`));
    } else if (message.method !== undefined) {
      const session = message.sessionId === undefined ? this.browser : this.session(message.sessionId);
      session.receive(message.method, message.params);
    }
  }

  #close(): void {
    this.#isClosed = true;
    for (const { method, reject } of this.#waiters.values())
      reject(new Error(`${method}: Chromium is gone.`));
    this.#waiters.clear();
  }
}
