import type { Socket } from '../effects/socket.ts';

/** What is under way for one attempt of a link. */
export interface Attempt {
  socket: Socket | null;
  /** Ends the requests of this attempt. */
  abort: AbortController;
}

/** All that is under way, by attempt number. */
export class OpenAttempts {
  readonly #open = new Map<number, Attempt>();

  /** The attempt of this number, begun now if it is a new one. */
  begin(number: number): Attempt {
    const known = this.#open.get(number);
    if (known !== undefined) return known;
    const begun: Attempt = { socket: null, abort: new AbortController() };
    this.#open.set(number, begun);
    return begun;
  }

  /** The attempt of this number; undefined where it is over. */
  get(number: number): Attempt | undefined {
    return this.#open.get(number);
  }

  /** Its socket has come to its end by itself. */
  closed(number: number, attempt: Attempt): void {
    if (this.#open.get(number) === attempt) this.#open.delete(number);
    attempt.abort.abort();
  }

  /** Ends the socket and the requests of an attempt; does nothing if it is over. */
  abandon(number: number, how: 'close' | 'terminate'): void {
    const attempt = this.#open.get(number);
    if (attempt === undefined) return;
    this.#open.delete(number);
    attempt.abort.abort();
    if (how === 'close') attempt.socket?.close();
    else attempt.socket?.terminate();
  }

  abandonAll(): void {
    for (const number of [...this.#open.keys()]) this.abandon(number, 'close');
  }
}
