import type { BlockCode, DropReason } from './status.ts';

/** Why the program was not listening, as part of a sentence. */
export const DROP_WORDS: Record<DropReason, string> = {
  silence: 'the service was silent',
  closed: 'the service closed the connection',
  network: 'there was no connection to the service',
  noConfirmation: 'the subscription was not confirmed',
  tooManyRequests: 'the service asked to slow down',
  serviceError: 'the service had an error',
  channelGone: 'the channel was gone',
  tokenRefused: 'the sign-in had to be renewed',
  serviceMoves: 'the service moved the connection',
  resumed: 'the computer was asleep',
  catchingUp: 'what was missed could not be read yet',
  moved: 'the connection was moved',
};

/** What to do when the program has stopped trying. */
export const CURES: Record<BlockCode, string> = {
  credentialsRejected: 'Correct the client id or its secret, then start again.',
  signInAgain: 'Sign in again.',
  nothingPermitted: 'Ask an administrator for the missing permission, or watch something else.',
  tooManyPrograms: 'End other programs that use this OAuth client, or give this one a client of its own.',
  refused: 'Check what is to be watched, and the region.',
};
