import type { Clock, Timer } from '../effects/clock.ts';
import type { Alert, AlertOutcome, Shower } from './alert.ts';
import type { AlertPresenter } from './presenter.ts';

/** A window that has not claimed a toast by then does not get it. */
const CLAIM_WITHIN_MS = 2_000;

/** A window that has claimed a toast must say by then what came of it. */
const WINDOW_OUTCOME_WITHIN_MS = 2_000;

/** A system that has not said by then that it took a toast of the main process has not. */
const MAIN_OUTCOME_WITHIN_MS = 10_000;

/** Longer than this no toast is on its way. */
export const LONGEST_WAY_MS = CLAIM_WITHIN_MS + WINDOW_OUTCOME_WITHIN_MS + MAIN_OUTCOME_WITHIN_MS;

export const SYSTEM_SILENT = 'The system did not say within 10 seconds that it took the notification.';
const SYSTEM_REFUSED = 'The system did not take the notification.';

export interface ClaimsDependencies {
  presenter: AlertPresenter;
  clock: Clock;
  /** A toast was handed to the system, or could not be. Called once a toast. */
  onSettled: (alertId: string, result: ClaimResult) => void;
  /** The window had claimed a toast and fell silent, so main shows it too. Called before `onSettled`. */
  onPossiblyTwice: (alertId: string) => void;
  /** What is known of a toast after it was settled; the last word unless it is `handedOver`. */
  onOutcome: (alertId: string, outcome: AlertOutcome) => void;
}

export type ClaimResult = { kind: 'handedOver'; by: Shower } | { kind: 'failed'; reason: string };

type ClaimState =
  /** Offered to the window, which has not claimed it yet. */
  | { name: 'offered'; timer: Timer }
  /** The window has it and has not said what came of it. */
  | { name: 'claimed'; timer: Timer }
  /** The main process is showing it. `isSettled`: the window had handed it over, and then found that it failed. */
  | { name: 'inMain'; timer: Timer; possiblyTwice: boolean; isSettled: boolean }
  | { name: 'settled'; by: 'window' }
  | { name: 'settled'; by: 'main'; possiblyTwice: boolean };

interface Entry {
  alert: Alert;
  state: ClaimState;
}

/**
 * Gives each toast to exactly one of two showers: to the window if it claims it in time, else to the main process. A
 * late claim is refused. A claim without an outcome is the one case in which a toast may come twice, and is marked.
 */
export class Claims {
  readonly #dependencies: ClaimsDependencies;
  readonly #alerts = new Map<string, Entry>();

  constructor(dependencies: ClaimsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Puts a toast on the screen.
   * @param waitedMs how long the messages in it have waited for a window already, ms: that counts.
   */
  show(alert: Alert, waitedMs: number): void {
    const within = CLAIM_WITHIN_MS - waitedMs;
    if (within <= 0) {
      this.#showInMain(alert, { possiblyTwice: false, isSettled: false });
      return;
    }
    const timer = this.#dependencies.clock.after(within, () => {
      this.#showInMain(alert, { possiblyTwice: false, isSettled: false });
    });
    this.#alerts.set(alert.alertId, { alert, state: { name: 'offered', timer } });
    if (this.#isOffered(alert)) return;
    timer.cancel();
    this.#showInMain(alert, { possiblyTwice: false, isSettled: false });
  }

  /** The window asks for a toast. @returns whether it may show it. */
  claim(alertId: string): boolean {
    const entry = this.#alerts.get(alertId);
    if (entry?.state.name !== 'offered') return false;
    entry.state.timer.cancel();
    const timer = this.#dependencies.clock.after(WINDOW_OUTCOME_WITHIN_MS, () => {
      this.#takeOver(entry.alert);
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
      case 'offered':
        return;
      case 'claimed':
        state.timer.cancel();
        // What the window could not show, main may still be able to.
        if (outcome === 'failed') this.#showInMain(alert, { possiblyTwice: false, isSettled: false });
        else this.#settleByWindow(entry, outcome);
        return;
      case 'inMain':
        if (state.possiblyTwice) this.#reportLate(entry, outcome);
        return;
      case 'settled':
        if (state.by === 'main') {
          if (state.possiblyTwice) this.#reportLate(entry, outcome);
        } else if (outcome === 'failed') this.#showInMain(alert, { possiblyTwice: false, isSettled: true });
        else this.#passOn(alertId, outcome);
        return;
    }
  }

  /** Takes a toast off the screen, or keeps it from coming. */
  close(alertId: string): void {
    const entry = this.#alerts.get(alertId);
    if (entry === undefined) return;
    this.#alerts.delete(alertId);
    const { state } = entry;
    if (state.name !== 'settled') state.timer.cancel();
    if (state.name !== 'offered') this.#dependencies.presenter.closeInMain(alertId);
    this.#dependencies.presenter.closeInWindow(alertId);
  }

  /** The window is gone: what it had been offered is shown from here. */
  windowGone(): void {
    for (const { alert, state } of [...this.#alerts.values()]) {
      if (state.name !== 'offered' && state.name !== 'claimed') continue;
      state.timer.cancel();
      if (state.name === 'claimed') this.#takeOver(alert);
      else this.#showInMain(alert, { possiblyTwice: false, isSettled: false });
    }
  }

  /** Ends every timer. */
  stop(): void {
    for (const { state } of this.#alerts.values()) if (state.name !== 'settled') state.timer.cancel();
    this.#alerts.clear();
  }

  #isOffered(alert: Alert): boolean {
    try {
      return this.#dependencies.presenter.offerToWindow(alert);
    } catch {
      // A window that is just being destroyed is none.
      return false;
    }
  }

  /** The window has it and says nothing: what it may have shown is taken back as far as it still listens. */
  #takeOver(alert: Alert): void {
    this.#dependencies.presenter.closeInWindow(alert.alertId);
    this.#dependencies.onPossiblyTwice(alert.alertId);
    this.#showInMain(alert, { possiblyTwice: true, isSettled: false });
  }

  #showInMain(alert: Alert, how: { possiblyTwice: boolean; isSettled: boolean }): void {
    const { presenter, clock } = this.#dependencies;
    const { alertId } = alert;
    const timer = clock.after(MAIN_OUTCOME_WITHIN_MS, () => {
      this.#mainSays(entry, 'failed', SYSTEM_SILENT);
      presenter.closeInMain(alertId);
    });
    const entry: Entry = { alert, state: { name: 'inMain', timer, ...how } };
    this.#alerts.set(alertId, entry);
    try {
      presenter.showInMain(alert, (outcome) => {
        this.#mainSays(entry, outcome, SYSTEM_REFUSED);
      });
    } catch {
      this.#mainSays(entry, 'failed', SYSTEM_REFUSED);
    }
  }

  #mainSays(entry: Entry, outcome: AlertOutcome, reason: string): void {
    const { alertId } = entry.alert;
    if (this.#alerts.get(alertId) !== entry) return;
    const { state } = entry;
    if (state.name === 'inMain') {
      const { possiblyTwice } = state;
      state.timer.cancel();
      entry.state = { name: 'settled', by: 'main', possiblyTwice };
      if (!state.isSettled) {
        this.#dependencies.onSettled(
          alertId,
          outcome === 'failed' ? { kind: 'failed', reason } : { kind: 'handedOver', by: 'main' },
        );
      }
    }
    this.#passOn(alertId, outcome);
  }

  /** The window speaks up about a toast that main has shown in its place. */
  #reportLate(entry: Entry, outcome: AlertOutcome): void {
    const { alertId } = entry.alert;
    if (outcome === 'handedOver') this.#dependencies.presenter.closeInWindow(alertId);
    if (outcome !== 'clicked') return;
    if (entry.state.name === 'inMain') {
      entry.state.timer.cancel();
      this.#settleByWindow(entry, outcome);
    } else this.#passOn(alertId, outcome);
    this.#dependencies.presenter.closeInMain(alertId);
  }

  #settleByWindow(entry: Entry, outcome: AlertOutcome): void {
    const { alertId } = entry.alert;
    entry.state = { name: 'settled', by: 'window' };
    this.#dependencies.onSettled(alertId, { kind: 'handedOver', by: 'window' });
    this.#passOn(alertId, outcome);
  }

  #passOn(alertId: string, outcome: AlertOutcome): void {
    if (outcome !== 'handedOver') this.#alerts.delete(alertId);
    this.#dependencies.onOutcome(alertId, outcome);
  }
}
