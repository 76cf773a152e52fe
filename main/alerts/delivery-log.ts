import type { AlertFate, AlertOutcome, AlertRecord } from './alert.ts';

/** So many decisions are kept for the person to look at. */
const KEPT = 200;

/** The last decisions and what became of them. Each record changes its fate once, from `waiting`. */
export class DeliveryLog {
  readonly #records = new Map<string, AlertRecord>();

  /** Adds a decision. @returns false if the message was decided about before. */
  add(record: AlertRecord): boolean {
    if (this.#records.has(record.messageId)) return false;
    this.#records.set(record.messageId, record);
    for (const [id, { fate }] of this.#records) {
      if (this.#records.size <= KEPT) break;
      if (fate.kind !== 'waiting') this.#records.delete(id);
    }
    return true;
  }

  settle(messageId: string, fate: AlertFate): void {
    const record = this.#records.get(messageId);
    if (record?.fate.kind === 'waiting') this.#records.set(messageId, { ...record, fate });
  }

  /** Whether the message's fate is still open. */
  isWaiting(messageId: string): boolean {
    return this.#records.get(messageId)?.fate.kind === 'waiting';
  }

  note(messageId: string, outcome: AlertOutcome): void {
    this.#change(messageId, { outcome });
  }

  /** Its toast may have been on the screen twice. */
  markPossiblyRepeated(messageId: string): void {
    this.#change(messageId, { possiblyRepeated: true });
  }

  /** The newest last. */
  all(): readonly AlertRecord[] {
    return [...this.#records.values()];
  }

  #change(messageId: string, change: Partial<AlertRecord>): void {
    const record = this.#records.get(messageId);
    if (record !== undefined) this.#records.set(messageId, { ...record, ...change });
  }
}
