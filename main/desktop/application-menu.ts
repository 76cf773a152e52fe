import type { MenuItemConstructorOptions } from 'electron';

/** The menu bar. Only macOS needs one: without it Cmd+C and Cmd+V do nothing. Null for none. */
export function applicationMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] | null {
  return platform === 'darwin' ? [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] : null;
}
