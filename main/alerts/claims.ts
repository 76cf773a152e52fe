import type { Clock, Timer } from '../effects/clock.ts';
import type { Alert, AlertOutcome, Shower } from './alert.ts';
import type { AlertPresenter } from './presenter.ts';

/** A window that has not claimed a toast by then does not get it. */
const CLAIM_WITHIN_MS = 2_000;

/** A window that has claimed a toast must say by then what came of it. */
const OUTCOME_WITHIN_MS = 2_000;

export interface ClaimsDependencies {
  presenter: AlertPresenter;
  clock: Clock;
  /** A toast was handed to the system, or could not be. Called once a toast. */
  onSettled: (alertId: string, result: ClaimResult) => void;
  /** The person did something with a toast that was handed over. */
  onOutcome: (alertId: string, outcome: 'clicked' | 'dismissed') => void;
}

export type ClaimResult =
  /** `possiblyTwice`: the window had claimed it and fell silent, so main showed it too. */
  { kind: 'handedOver'; by: Shower; possiblyTwice: boolean } | { kind: 'failed'; reason: string };

type ClaimState =
  /** Offered to the window, which has not claimed it yet. */
  | { name: 'offered'; timer: Timer }
  /** The window has it and has not said what came of it. */
  | { name: 'claimed'; timer: Timer }
  /** The main process is showing it. */
  | { name: 'inMain' }
  | { name: 'settled'; by: Shower };

/**
 * Gives each toast to exactly one of two showers: to the window if it claims it in time, else to the main process. A
 * late claim is refused. A claim without an outcome is the one case in which a toast may come twice, and is marked.
 */
export class Claims {
  readonly #dependencies: ClaimsDependencies;
  readonly #alerts = new Map<string, { alert: Alert; state: ClaimState }>();

  constructor(dependencies: ClaimsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Puts a toast on the screen. */
  show(alert: Alert): void {
    const { presenter, clock } = this.#dependencies;
    if (!presenter.offerToWindow(alert)) {
      this.#showInMain(alert, false);
      return;
    }
    const timer = clock.after(CLAIM_WITHIN_MS, () => {
      this.#showInMain(alert, false);
    });
    this.#alerts.set(alert.alertId, { alert, state: { name: 'offered', timer } });
  }

  /** The window asks for a toast. @returns whether it may show it. */
  claim(alertId: string): boolean {
    const entry = this.#alerts.get(alertId);
    if (entry?.state.name !== 'offered') return false;
    entry.state.timer.cancel();
    const timer = this.#dependencies.clock.after(OUTCOME_WITHIN_MS, () => {
      this.#showInMain(entry.alert, true);
    });
    entry.state = { name: 'claimed', timer };
    return true;
  }

  /** The window says what came of a toast. */
  report(alertId: string, outcome: AlertOutcome): void {
    const entry = this.#alerts.get(alertId);
    if (entry === undefined) return;
    const { state, alert } = entry;
    switch (state.name) {
      case 'claimed':
        state.timer.cancel();
        // What the window could not show, main may still be able to.
        if (outcome === 'failed') this.#showInMain(alert, false);
        else {
          entry.state = { name: 'settled', by: 'window' };
          this.#dependencies.onSettled(alertId, { kind: 'handedOver', by: 'window', possiblyTwice: false });
          this.#passOn(alertId, outcome);
        }
        return;
      case 'settled':
        if (state.by === 'window') this.#passOn(alertId, outcome);
        return;
      case 'offered':
      case 'inMain':
        return;
    }
  }

  /** Takes a toast off the screen, or keeps it from coming. */
  close(alertId: string): void {
    const entry = this.#alerts.get(alertId);
    if (entry === undefined) return;
    this.#alerts.delete(alertId);
    const { state } = entry;
    if (state.name === 'offered' || state.name === 'claimed') state.timer.cancel();
    if (state.name !== 'offered') this.#dependencies.presenter.closeInMain(alertId);
    this.#dependencies.presenter.closeInWindow(alertId);
  }

  /** The window is gone: what it had been offered is shown from here. */
  windowGone(): void {
    for (const { alert, state } of [...this.#alerts.values()]) {
      if (state.name !== 'offered' && state.name !== 'claimed') continue;
      state.timer.cancel();
      this.#showInMain(alert, state.name === 'claimed');
    }
  }

  /** Ends every timer. */
  stop(): void {
    for (const { state } of this.#alerts.values()) {
      if (state.name === 'offered' || state.name === 'claimed') state.timer.cancel();
    }
    this.#alerts.clear();
  }

  #showInMain(alert: Alert, possiblyTwice: boolean): void {
    const entry: { alert: Alert; state: ClaimState } = { alert, state: { name: 'inMain' } };
    this.#alerts.set(alert.alertId, entry);
    this.#dependencies.presenter.showInMain(alert, (outcome) => {
      if (this.#alerts.get(alert.alertId) !== entry) return;
      if (entry.state.name === 'inMain') {
        entry.state = { name: 'settled', by: 'main' };
        this.#dependencies.onSettled(
          alert.alertId,
          outcome === 'failed'
            ? { kind: 'failed', reason: 'The system did not take the notification.' }
            : { kind: 'handedOver', by: 'main', possiblyTwice },
        );
      }
      this.#passOn(alert.alertId, outcome);
    });
  }

  #passOn(alertId: string, outcome: AlertOutcome): void {
    if (outcome === 'clicked' || outcome === 'dismissed') this.#dependencies.onOutcome(alertId, outcome);
    if (outcome !== 'handedOver') this.#alerts.delete(alertId);
  }
}
