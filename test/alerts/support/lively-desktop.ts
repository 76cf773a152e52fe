import type { Alert, AlertOutcome } from '../../../main/alerts/alert.ts';
import { settle } from '../../support/fake-clock.ts';
import type { AlertBench } from './alert-bench.ts';

/** What becomes of one toast, by whoever is asked to show it. Times in ms. */
export interface Behaviour {
  /** The window claims it after so long; null: never. */
  claimAfter: number | null;
  /** What the system says of it; null: nothing; `throws`: the main process's call itself fails. */
  answer: 'handedOver' | 'clicked' | 'dismissed' | 'failed' | 'throws' | null;
  answerAfter: number;
  /** What comes after it was handed over; null: it stays. */
  then: 'clicked' | 'dismissed' | 'failed' | null;
  thenAfter: number;
}

export type Shower = 'window' | 'main';

/** A toast that came on the screen (`up`), or was asked for the first time (`asked`). */
export interface ScreenEvent {
  what: 'asked' | 'up';
  at: number;
  alert: Alert;
}

/**
 * A desktop that behaves as it is told, and keeps what was on its screen. The window keeps to its part: it shows only
 * what it was granted, and takes away what it is told to.
 */
export class LivelyDesktop {
  readonly #bench: AlertBench;
  readonly #behaviours: readonly Behaviour[];
  readonly #asked = new Map<string, Behaviour>();
  /** On the screen now: the showers of each toast. */
  readonly #up = new Map<string, Set<Shower>>();
  /** Each page of the window has its own; what it had dies with it. */
  #page = 1;
  readonly events: ScreenEvent[] = [];
  readonly handedOver = new Set<string>();
  /** The window said of them that they failed: those that main shows after that come once. */
  readonly failedInWindow = new Set<string>();
  readonly shownBy = new Map<string, Shower[]>();
  /** What should never be seen, in words. */
  readonly wrongs: string[] = [];

  constructor(bench: AlertBench, behaviours: readonly Behaviour[]) {
    this.#bench = bench;
    this.#behaviours = behaviours;
    bench.screen.onOffer = (alert) => {
      this.#offered(alert, this.#ask(alert));
    };
    bench.screen.onShowInMain = (alert, onOutcome) => {
      this.#shownInMain(alert, this.#ask(alert), onOutcome);
    };
    bench.screen.onClose = (what, alertId) => {
      this.#down(alertId, what === 'closeInMain' ? 'main' : 'window');
    };
  }

  /** The window's page dies. */
  async crash(): Promise<void> {
    this.#page += 1;
    for (const [alertId, showers] of this.#up) if (showers.has('window')) this.#down(alertId, 'window');
    this.#bench.screen.hasWindow = false;
    this.#bench.service.windowGone();
    await settle();
  }

  #ask(alert: Alert): Behaviour {
    const known = this.#asked.get(alert.alertId);
    if (known !== undefined) return known;
    const behaviour = this.#behaviours[this.#asked.size % this.#behaviours.length] ?? calm;
    this.#asked.set(alert.alertId, behaviour);
    this.events.push({ what: 'asked', at: this.#bench.clock.monotonic(), alert });
    return behaviour;
  }

  #offered(alert: Alert, behaviour: Behaviour): void {
    const page = this.#page;
    if (behaviour.claimAfter === null) return;
    this.#after(behaviour.claimAfter, () => {
      if (page !== this.#page || !this.#bench.service.claim(alert.alertId)) return;
      if (behaviour.answer !== 'failed' && behaviour.answer !== 'throws') this.#comesUp(alert, 'window');
      this.#answers(behaviour, (outcome) => {
        // What was withdrawn is no longer reported about.
        const isUp = this.#up.get(alert.alertId)?.has('window') === true;
        if (page !== this.#page || (outcome !== 'failed' && !isUp)) return;
        this.#ends(alert.alertId, 'window', outcome);
        if (outcome === 'failed') this.failedInWindow.add(alert.alertId);
        this.#bench.service.report(alert.alertId, outcome);
      });
    });
  }

  #shownInMain(alert: Alert, behaviour: Behaviour, onOutcome: (outcome: AlertOutcome) => void): void {
    if (behaviour.answer === 'throws') throw new Error('The call failed');
    if (behaviour.answer !== 'failed') this.#comesUp(alert, 'main');
    this.#answers(behaviour, (outcome) => {
      const isUp = this.#up.get(alert.alertId)?.has('main') === true;
      if (outcome !== 'failed' && !isUp) return;
      this.#ends(alert.alertId, 'main', outcome);
      onOutcome(outcome);
    });
  }

  #answers({ answer, answerAfter, then, thenAfter }: Behaviour, say: (outcome: AlertOutcome) => void): void {
    if (answer === null) return;
    this.#after(answerAfter, () => {
      say(answer === 'throws' ? 'failed' : answer);
      if (answer !== 'handedOver' || then === null) return;
      this.#after(thenAfter, () => {
        say(then);
      });
    });
  }

  #comesUp(alert: Alert, shower: Shower): void {
    for (const other of this.#up.keys()) {
      const { conversationId } = this.#bench.screen.alerts.get(other) ?? alert;
      if (other !== alert.alertId && conversationId === alert.conversationId && conversationId !== null)
        this.wrongs.push(`${alert.alertId} came while ${other} of the same conversation was up`);
    }
    const showers = this.#up.get(alert.alertId) ?? new Set();
    if (showers.size > 0) this.wrongs.push(`${alert.alertId} was up twice at once`);
    showers.add(shower);
    this.#up.set(alert.alertId, showers);
    this.shownBy.set(alert.alertId, [...(this.shownBy.get(alert.alertId) ?? []), shower]);
    this.events.push({ what: 'up', at: this.#bench.clock.monotonic(), alert });
  }

  #ends(alertId: string, shower: Shower, outcome: AlertOutcome): void {
    if (outcome === 'failed') this.#down(alertId, shower);
    else {
      this.handedOver.add(alertId);
      if (outcome !== 'handedOver') this.#down(alertId, shower);
    }
  }

  #down(alertId: string, shower: Shower): void {
    const showers = this.#up.get(alertId);
    showers?.delete(shower);
    if (showers?.size === 0) this.#up.delete(alertId);
  }

  /** At once where the time is zero, as a system may. */
  #after(ms: number, run: () => void): void {
    if (ms === 0) run();
    else this.#bench.clock.after(ms, run);
  }
}

const calm: Behaviour = {
  claimAfter: 1,
  answer: 'handedOver',
  answerAfter: 1,
  then: null,
  thenAfter: 0,
};
