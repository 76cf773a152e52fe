import type { AlertPresenter } from '../alerts/presenter.ts';
import type { Abilities } from '../../preload/contract.ts';

/** What the application needs of the desktop around it. Implemented in main/desktop; fakes in tests. */
export interface DesktopPorts {
  presenter: AlertPresenter;
  /** What works on this computer. */
  abilities: Abilities;
  /** What to look at on this system where a test alert was not seen. */
  alertHelp: readonly string[];
  /** Whether the window is in front of everything, so that the agent sees what it shows. */
  isWindowInFront(): boolean;
  /** Opens the sign-in page in the system's browser. Rejects where that fails. */
  openBrowser(url: string): Promise<void>;
  /** Opens a page of the service in the system's browser. @param url https only. */
  openExternal(url: string): Promise<void>;
  /** Shows the window and, in it, a conversation; null for the list. */
  showConversation(conversationId: string | null): void;
  /** Starts the program with the desktop session, or not. */
  setStartAtSignIn(enabled: boolean): Promise<void>;
}
