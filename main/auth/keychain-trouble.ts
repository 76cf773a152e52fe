import type { SecretStoreTrouble } from './secret-store.ts';
import { serviceReason } from './service-reason.ts';

/** What the keychain is called where the person meets it. */
function keychainName(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'The macOS keychain';
    case 'win32':
      return 'Windows Credential Manager';
    default:
      return 'The system’s keyring';
  }
}

/** The keychain library could not be loaded. */
export function keychainNotLoaded(platform: NodeJS.Platform): SecretStoreTrouble {
  return {
    kind: 'unavailable',
    message:
      platform === 'linux'
        ? 'The system’s keyring cannot be used: the library libsecret is missing. Install it (Debian, Ubuntu: libsecret-1-0; Fedora, openSUSE: libsecret) and start again.'
        : `${keychainName(platform)} cannot be used: a part of Conversation Tray is missing. Install it again.`,
  };
}

/** @param limitMs how long was waited, in ms. */
export function keychainSilent(platform: NodeJS.Platform, limitMs: number): SecretStoreTrouble {
  return {
    kind: 'timedOut',
    message: `${keychainName(platform)} did not answer within ${limitMs / 1000} s. If a window asks to unlock it, answer there, then try again.`,
  };
}

/**
 * What each error text means. The errors of libsecret and of macOS carry no code, so their words are all there is; the
 * ones of Linux were seen with libsecret 0.20 and gnome-keyring 42.
 */
const meanings: readonly { pattern: RegExp; kind: 'locked' | 'unavailable'; message: string }[] = [
  {
    pattern: /locked collection|is locked|interaction is not allowed/i,
    kind: 'locked',
    message: 'is locked. Unlock it (on most systems by signing in with the password), then try again.',
  },
  {
    pattern: /prompt was dismissed|user cancell?ed/i,
    kind: 'locked',
    message: 'stayed locked, because unlocking it was cancelled. Try again and give the password.',
  },
  {
    pattern: /autolaunch D-Bus|could not connect|connection refused|connection is closed/i,
    kind: 'unavailable',
    message: 'cannot be reached: this session has no D-Bus. Start Conversation Tray from a desktop session.',
  },
  {
    pattern: /org\.freedesktop\.secrets/i,
    kind: 'unavailable',
    message:
      'is not there: no program offers one in this session. Install and start one (gnome-keyring, or KWallet or KeePassXC with its Secret Service switched on).',
  },
  {
    pattern: /object does not exist at path/i,
    kind: 'unavailable',
    message:
      'was never set up: it has no collection to keep passwords in. Create a default keyring (in “Passwords and Keys”, or by signing in to the desktop with a password).',
  },
];

/**
 * What an error of the keychain means.
 * @param secrets what must not appear in the message, should the error quote it.
 */
export function keychainTrouble(
  platform: NodeJS.Platform,
  error: unknown,
  secrets: readonly string[],
): SecretStoreTrouble {
  const text = error instanceof Error ? error.message : '';
  const known = meanings.find(({ pattern }) => pattern.test(text));
  if (known !== undefined) return { kind: known.kind, message: `${keychainName(platform)} ${known.message}` };
  const reason = serviceReason(text, secrets).replace(/\.+$/, '');
  return {
    kind: 'unavailable',
    message: `${keychainName(platform)} refused: ${reason === '' ? 'it gave no reason' : reason}. Check that it works in other programs.`,
  };
}
