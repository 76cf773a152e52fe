import type { Token } from '../oauth/tokens.ts';
import type { ServiceTime } from '../service-time.ts';
import type { DirectSocket } from './direct-socket.ts';

/** How long a client that overran the overlap must do with one socket, in ms. */
const penaltyMs = 60_000;

/** The open direct sockets: one per client, a second one for the moment of a move (docs/direct-protocol.md §2). */
export class DirectSockets {
  readonly #time: ServiceTime;
  readonly #overlapMs: number;
  readonly #sockets = new Set<DirectSocket>();
  readonly #overruns = new Map<string, number>();

  /** @param overlapMs how long a second socket is borne, in ms. */
  constructor(time: ServiceTime, overlapMs: number) {
    this.#time = time;
    this.#overlapMs = overlapMs;
  }

  all(): DirectSocket[] {
    for (const socket of this.#sockets) if (!socket.wire.isOpen) this.#sockets.delete(socket);
    return [...this.#sockets];
  }

  /** Whether this client may open one more now. */
  mayOpen(token: Token): boolean {
    const others = this.#of(token);
    const overrun = this.#overruns.get(token.clientId) ?? Number.NEGATIVE_INFINITY;
    if (others.length === 0) return true;
    return others.length === 1 && this.#overlapMs > 0 && this.#time.now() - overrun > penaltyMs;
  }

  add(socket: DirectSocket): void {
    const others = this.#of(socket.token);
    this.#sockets.add(socket);
    if (others.length === 0) return;
    this.#time.after(this.#overlapMs, () => {
      if (!socket.wire.isOpen || this.#of(socket.token).length < 2) return;
      this.#overruns.set(socket.token.clientId, this.#time.now());
      socket.wire.send({
        type: 'Error',
        message: 'Too many sockets for this client: the rate limit is one.',
      });
      socket.wire.close(1008, 'too many sockets for this client');
    });
  }

  #of(token: Token): DirectSocket[] {
    return this.all().filter((socket) => socket.token.clientId === token.clientId);
  }
}
