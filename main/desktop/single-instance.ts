import type { App } from 'electron';
import type { Listen } from './listen.ts';

/**
 * Makes sure that one program runs for each profile: two would alert twice. The lock belongs to the profile's folder,
 * so `userData` must be set before.
 * @returns false where another one runs already; this one must then end.
 */
export function claimSingleInstance(app: Pick<App, 'requestSingleInstanceLock'>): boolean {
  return app.requestSingleInstanceLock();
}

/**
 * Calls back when somebody starts the program again: they look for its window. On macOS that is a click on the
 * application, which starts nothing.
 */
export function whenStartedAgain(app: Listen<'second-instance' | 'activate'>, show: () => void): void {
  app.on('second-instance', show);
  app.on('activate', show);
}
