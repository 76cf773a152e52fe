import type { Clock, Timer } from '../effects/clock.ts';
import { readAnyConversation } from '../genesys/conversations-api.ts';
import type { Rest } from '../genesys/rest.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';

/** How often a chosen conversation that no topic covers is read. */
const EVERY_MS = 30_000;

export interface ChosenPollerDependencies {
  rest: Rest;
  clock: Clock;
  fold: (snapshot: ConversationSnapshot) => void;
}

/** Reads chosen conversations every 30 s: no topic is known for another person's single conversation (§2.3). */
export class ChosenPoller {
  readonly #dependencies: ChosenPollerDependencies;
  #ids: readonly string[] = [];
  #timer: Timer | null = null;
  #session = new AbortController();

  constructor(dependencies: ChosenPollerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Polls these from now on, instead of what was polled before. */
  start(ids: readonly string[]): void {
    this.stop();
    this.#ids = ids;
    if (ids.length > 0) this.#schedule();
  }

  polls(id: string): boolean {
    return this.#ids.includes(id);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#session.abort();
    this.#session = new AbortController();
  }

  #schedule(): void {
    this.#timer = this.#dependencies.clock.after(EVERY_MS, () => {
      void this.#poll(this.#session.signal);
    });
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { rest, fold } = this.#dependencies;
    for (const id of this.#ids) {
      const result = await readAnyConversation(rest, id, 'background', signal);
      if (signal.aborted) return;
      if (result.kind === 'ok') fold(result.value);
    }
    this.#schedule();
  }
}
