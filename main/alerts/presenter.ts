import type { Alert, AlertOutcome } from './alert.ts';

/** The two ways of putting a toast on the screen: the window's, and the main process's own. */
export interface AlertPresenter {
  /** Asks the window to show a toast; it claims it first. @returns false where there is no window to ask. */
  offerToWindow(alert: Alert): boolean;
  closeInWindow(alertId: string): void;
  /**
   * Shows a toast from the main process. `onOutcome` may be called several times (handed over, then clicked); not
   * called within 10 s, or where this throws, the toast counts as failed.
   */
  showInMain(alert: Alert, onOutcome: (outcome: AlertOutcome) => void): void;
  closeInMain(alertId: string): void;
}
