import type { BlockCode } from '../connection/status.ts';

/** The exit statuses of the listener. */
export const EXIT = {
  asAsked: 0,
  failed: 1,
  usage: 2,
  credentialsRejected: 3,
  nothingPermitted: 4,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The exit status that tells why the connection stopped trying. */
export function exitStatusOf(code: BlockCode): ExitStatus {
  switch (code) {
    case 'credentialsRejected':
    case 'signInAgain':
      return EXIT.credentialsRejected;
    case 'nothingPermitted':
      return EXIT.nothingPermitted;
    case 'tooManyPrograms':
    case 'refused':
      return EXIT.failed;
  }
}
