import type { Journal, UnfinishedAlert } from '../alerts/journal.ts';

/** An alert of the run before, and the text of its message where it could be had. */
export type RepeatedAlert = UnfinishedAlert & { text: string | null };

/** What was decided before the program was killed, and may not have been on the screen. */
export class UnfinishedAlerts {
  readonly #journal: Journal;
  #waiting: readonly UnfinishedAlert[];
  #underWay: readonly UnfinishedAlert[] = [];

  constructor(unfinished: readonly UnfinishedAlert[], journal: Journal) {
    this.#waiting = unfinished;
    this.#journal = journal;
  }

  /** Alerts again, once: to be called as soon as the texts can be read. */
  async repeat(
    readText: (alert: UnfinishedAlert) => Promise<string | null>,
    alert: (repeated: RepeatedAlert) => void,
  ): Promise<void> {
    const alerts = this.#waiting;
    if (alerts.length === 0) return;
    this.#waiting = [];
    this.#underWay = alerts;
    const read = alerts.map(async (one) => ({ ...one, text: await readText(one) }));
    const repeated = await Promise.all(read);
    if (this.#underWay !== alerts) return;
    this.#underWay = [];
    repeated.forEach(alert);
  }

  /** They concern nobody any more: whoever signed in then has signed out. */
  forget(): void {
    const forgotten = [...this.#waiting, ...this.#underWay];
    this.#waiting = [];
    this.#underWay = [];
    for (const { messageId } of forgotten) void this.#journal.finished(messageId);
  }
}
