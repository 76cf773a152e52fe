import type { DoNotDisturb } from '../../preload/contract.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import { doNotDisturbUntil } from './do-not-disturb.ts';
import type { SettingsKeeper } from './settings-keeper.ts';

export interface QuietTimeDependencies {
  settings: SettingsKeeper;
  clock: Clock;
  /** It has begun or ended. */
  onChange: () => void;
}

/** Do not disturb: it is kept over a restart, and ends by itself. */
export class QuietTime {
  readonly #dependencies: QuietTimeDependencies;
  #timer: Timer | null = null;

  constructor(dependencies: QuietTimeDependencies) {
    this.#dependencies = dependencies;
  }

  /** Until when nothing alerts; wall clock, ms. Null for now. */
  get until(): number | null {
    return this.#dependencies.settings.stored.doNotDisturbUntil;
  }

  get isOn(): boolean {
    return this.until !== null && this.#dependencies.clock.now() < this.until;
  }

  set(choice: DoNotDisturb): void {
    const { settings, clock, onChange } = this.#dependencies;
    settings.change({ doNotDisturbUntil: doNotDisturbUntil(choice, clock.now()) });
    this.check();
    onChange();
  }

  /** Ends it when it is time. Timers stand still while a computer sleeps: to be called again when it wakes up. */
  check(): void {
    const { settings, clock, onChange } = this.#dependencies;
    this.stop();
    const { until } = this;
    if (until === null) return;
    const left = until - clock.now();
    if (left > 0) {
      this.#timer = clock.after(left, () => {
        this.check();
      });
      return;
    }
    settings.change({ doNotDisturbUntil: null });
    onChange();
  }

  /** Ends the timer. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}
