import type { AlertOutcome, AlertToShow, Api } from '../../preload/contract.ts';
import { safeLine, safeParagraph } from '../ui/safe-text.ts';

const TITLE_LENGTH = 120;
const BODY_LENGTH = 300;

/** What is used of the contract. */
export type AlertApi = Pick<Api, 'claimAlert' | 'reportAlert' | 'onShowAlert' | 'onCloseAlert'>;

/** What is used of a notification of the window. */
interface Toast {
  addEventListener(type: 'click' | 'close' | 'error', listener: () => void): void;
  close(): void;
}

/** `window.Notification`, or what stands for it in a test. */
export interface Toasts {
  readonly permission: string;
  new (title: string, options: { body: string; tag: string; silent: boolean }): Toast;
}

/**
 * Shows alerts: each one only after the main process has granted it, since that process shows what is not claimed
 * in time, and a message must not be shown twice.
 * @param showConversation called when an alert about a conversation is clicked.
 * @returns the end of it.
 */
export function presentAlerts(
  api: AlertApi,
  toasts: Toasts,
  showConversation: (id: string) => void,
): () => void {
  /** A toast that nothing refers to is collected, and its click is lost. */
  const shown = new Map<string, Toast>();
  const claiming = new Set<string>();
  const withdrawn = new Set<string>();

  const report = (alertId: string, outcome: AlertOutcome) => {
    // The main process is told again by its own time limit where this does not reach it.
    api.reportAlert({ alertId, outcome }).catch(() => undefined);
  };

  const show = (alert: AlertToShow) => {
    const { alertId, conversationId } = alert;
    if (toasts.permission !== 'granted') {
      report(alertId, 'failed');
      return;
    }
    let toast: Toast;
    try {
      toast = new toasts(safeLine(alert.title, TITLE_LENGTH), {
        body: safeParagraph(alert.body, BODY_LENGTH),
        tag: alertId,
        silent: alert.silent,
      });
    } catch {
      report(alertId, 'failed');
      return;
    }
    shown.set(alertId, toast);
    const ends = (outcome: AlertOutcome) => {
      // A click closes the toast too, and a toast that was withdrawn was not dismissed by anybody.
      if (shown.get(alertId) !== toast) return;
      shown.delete(alertId);
      report(alertId, outcome);
    };
    toast.addEventListener('click', () => {
      ends('clicked');
      toast.close();
      if (conversationId !== null) showConversation(conversationId);
    });
    toast.addEventListener('close', () => {
      ends('dismissed');
    });
    toast.addEventListener('error', () => {
      ends('failed');
    });
    report(alertId, 'handedOver');
  };

  const claim = async (alert: AlertToShow) => {
    const { alertId } = alert;
    claiming.add(alertId);
    try {
      const { granted } = await api.claimAlert({ alertId });
      if (!granted) return;
      if (withdrawn.has(alertId)) report(alertId, 'dismissed');
      else show(alert);
    } catch {
      // Not granted as far as this window knows: the main process shows it.
    } finally {
      claiming.delete(alertId);
      withdrawn.delete(alertId);
    }
  };

  const ends = [
    api.onShowAlert((alert) => void claim(alert)),
    api.onCloseAlert(({ alertId }) => {
      if (claiming.has(alertId)) withdrawn.add(alertId);
      const toast = shown.get(alertId);
      shown.delete(alertId);
      toast?.close();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
