import type { Clock } from '../effects/clock.ts';

/** When each link's socket was last heard, by both clocks: the monotonic one may stand still during a sleep. */
export class LastHeard {
  readonly #clock: Clock;
  readonly #heard = new Map<number, { monotonic: number; wall: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(link: number): void {
    const known = this.#heard.get(link);
    const monotonic = this.#clock.monotonic();
    const wall = this.#clock.now();
    if (known === undefined) this.#heard.set(link, { monotonic, wall });
    else {
      known.monotonic = monotonic;
      known.wall = wall;
    }
  }

  /** Monotonic, ms; now for a link that was never heard. */
  at(link: number): number {
    return this.#heard.get(link)?.monotonic ?? this.#clock.monotonic();
  }

  /** By the wall clock, ms since 1970; now for a link that was never heard. */
  wallAt(link: number): number {
    return this.#heard.get(link)?.wall ?? this.#clock.now();
  }

  /** Forgets every link but these. */
  keep(links: readonly { id: number }[]): void {
    for (const id of this.#heard.keys()) if (!links.some((link) => link.id === id)) this.#heard.delete(id);
  }
}
