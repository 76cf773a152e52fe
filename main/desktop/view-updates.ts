import type { Clock, Timer } from '../effects/clock.ts';
import type { ConversationRow, ViewChange } from '../../preload/contract.ts';

/** One frame of a screen: more often nobody sees. */
const INTERVAL_MS = 16;

/** Collects what changes in the view and sends it at most once a frame; of each part and each row the latest. */
export class ViewUpdates {
  readonly #clock: Clock;
  readonly #send: (change: ViewChange) => void;
  #parts: Omit<ViewChange, 'conversations'> = {};
  #rows = new Map<string, ConversationRow | null>();
  #timer: Timer | null = null;

  constructor(clock: Clock, send: (change: ViewChange) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  add({ conversations, ...parts }: ViewChange): void {
    this.#parts = { ...this.#parts, ...parts };
    for (const id of conversations?.removed ?? []) this.#rows.set(id, null);
    for (const row of conversations?.changed ?? []) this.#rows.set(row.id, row);
    this.#timer ??= this.#clock.after(INTERVAL_MS, () => {
      this.#flush();
    });
  }

  /** Ends the timer; what was collected is dropped. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#parts = {};
    this.#rows.clear();
  }

  #flush(): void {
    const change: ViewChange = { ...this.#parts };
    if (this.#rows.size > 0) {
      const rows = [...this.#rows];
      change.conversations = {
        changed: rows.flatMap(([, row]) => (row === null ? [] : [row])),
        removed: rows.flatMap(([id, row]) => (row === null ? [id] : [])),
      };
    }
    this.stop();
    if (Object.keys(change).length > 0) this.#send(change);
  }
}
