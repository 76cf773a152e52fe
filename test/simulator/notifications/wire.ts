import type { ServiceTime } from '../service-time.ts';
import type { Faults } from '../steering/faults.ts';
import type { RecordedSocket } from '../steering/record.ts';

/** The client's end of a socket, as the network in front of the model offers it. */
export interface Peer {
  text(data: string): void;
  pong(): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Breaks the connection without a close frame. @param partialText sent first as a frame that is cut off in the middle. */
  drop(partialText?: string): void;
  /** From now on the network neither reads nor answers: not even a close frame. */
  freeze(): void;
}

/** The model's end of a socket, for the network in front of it to call. */
export interface Connection {
  text(data: string): void;
  ping(): void;
  /** The client closed, or the connection broke. */
  closed(): void;
}

export type ConnectAnswer =
  | { kind: 'accepted'; connection: Connection }
  | { kind: 'refused'; status: number; headers: Record<string, string>; body: string }
  /** The upgrade is never answered. */
  | { kind: 'hung' };

/** How long a frame that is to be overtaken waits for another one, in ms. */
const reorderWaitMs = 1_000;

/** One open socket on its way to the client, with the faults that frames can have. */
export class Wire {
  readonly record: RecordedSocket;
  readonly #peer: Peer;
  readonly #time: ServiceTime;
  readonly #faults: Faults;
  #overtaken: (() => void)[] = [];
  #frozen = false;

  constructor(peer: Peer, time: ServiceTime, faults: Faults, record: RecordedSocket) {
    this.#peer = peer;
    this.#time = time;
    this.#faults = faults;
    this.record = record;
  }

  /** Open, as the service sees it; a frozen socket is, too. */
  get isOpen(): boolean {
    return this.record.closedAt === null;
  }

  /** Whether what the client says is still heard. */
  get hears(): boolean {
    return this.isOpen && !this.#frozen;
  }

  /** Sends a frame that no frame fault touches. */
  send(frame: unknown): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    if (!this.hears) return;
    this.record.framesSent += 1;
    this.#peer.text(text);
  }

  /** Sends an event, subject to the frame faults. @param onSent called when it is really handed to the network. */
  sendEvent(frame: unknown, onSent: () => void): void {
    const text = JSON.stringify(frame);
    const send = () => {
      if (!this.hears) return;
      this.sendText(text);
      onSent();
    };
    const fault = this.#faults.takeFrame();
    switch (fault?.kind) {
      case undefined:
        send();
        break;
      case 'duplicateFrames':
        send();
        send();
        break;
      case 'delayFrames':
        this.#time.after(fault.ms, send);
        return;
      case 'reorderFrames':
        this.#overtaken.push(send);
        this.#time.after(reorderWaitMs, () => {
          this.#sendOvertaken();
        });
        return;
    }
    this.#sendOvertaken();
  }

  pong(): void {
    if (this.hears) this.#peer.pong();
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.end(`closed ${code}`);
    // A half-open connection does not bring the close frame across either.
    if (!this.#frozen) this.#peer.close(code, reason);
  }

  drop(partialText?: string): void {
    if (!this.isOpen) return;
    this.end('dropped');
    this.#peer.drop(partialText);
  }

  freeze(): void {
    this.#frozen = true;
    this.#peer.freeze();
  }

  /** Notes that the socket is over. @param ending how, for the record. */
  end(ending: string): void {
    this.record.closedAt ??= this.#time.now();
    this.record.ending ??= ending;
  }

  #sendOvertaken(): void {
    const waiting = this.#overtaken;
    this.#overtaken = [];
    for (const send of waiting) send();
  }
}
