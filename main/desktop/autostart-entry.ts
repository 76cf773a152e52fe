import type { Launch } from './login-item.ts';

/**
 * The file that makes a Linux desktop start the program (Desktop Application Autostart Specification).
 * @throws TypeError where the path holds a line end: the file would say something else than what was meant.
 */
export function autostartEntry({ file, args }: Launch): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Conversation Tray',
    'Comment=Desktop alerts for new customer messages',
    `Exec=${[file, ...args].map(quoted).join(' ')}`,
    'Icon=conversation-tray',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Whether a desktop starts what the file says: its settings dialog may have switched it off inside the file. */
export function isAutostartEnabled(entry: string): boolean {
  return !/^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(entry);
}

/**
 * An argument as `Exec` takes it (Desktop Entry Specification, "The Exec key"): in quotes, with backslashes before what
 * a shell would read, those doubled once more as in any string of the file, and % doubled since it starts a field code.
 */
function quoted(argument: string): string {
  if (/\p{Cc}/u.test(argument)) {
    throw new TypeError('The program lies in a folder whose name has a line end or a control character.');
  }
  const escaped = argument
    .replaceAll(/[\\"`$]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%');
  return `"${escaped}"`;
}
