import type { ConnectionView, GapView, RefusedTopicView } from '../../preload/contract.ts';
import type { BlockCode, ConnectionStatus, DropReason } from '../connection/status.ts';
import { DROP_WORDS } from '../connection/words.ts';

/** Turns the connection's times into those of the wall clock. */
export interface TimeBase {
  /** Wall clock, ms. */
  now: number;
  /** Monotonic, ms. */
  monotonic: number;
}

/** What the strip tells besides the connection's state. */
export interface ConnectionNotes {
  /** The newest last. */
  gaps: readonly GapView[];
  /** What was chosen to be watched and cannot be. */
  unwatchable: readonly RefusedTopicView[];
}

/** What the strip says of the connection. */
export function connectionView(
  status: ConnectionStatus,
  { gaps, unwatchable }: ConnectionNotes,
  { now, monotonic }: TimeBase,
): ConnectionView {
  const wall = (time: number) => Math.round(now - (monotonic - time));
  const view: ConnectionView = {
    state: status.state,
    since: 'since' in status ? wall(status.since) : null,
    headline: '',
    detail: null,
    retryAt: null,
    action: null,
    code: null,
    topics: 0,
    refused: [],
    gaps,
  };
  switch (status.state) {
    case 'signedOut':
      return {
        ...view,
        headline: 'Not signed in',
        detail: 'Alerts do not arrive until you sign in.',
        action: 'signIn',
      };
    case 'connecting':
      return { ...view, headline: 'Connecting' };
    case 'connected': {
      const refused = [...status.refused, ...unwatchable];
      const detail =
        refused.length === 0
          ? null
          : `Not everything can be watched: ${refused.length} of the subscriptions ${refused.length === 1 ? 'is' : 'are'} refused. Ask an administrator for the permissions that are missing.`;
      return { ...view, headline: 'Connected', detail, topics: status.topics, refused };
    }
    case 'reconnecting':
    case 'offline':
      return {
        ...view,
        headline: waitHeadline(status),
        detail: waitDetail(status.reason),
        retryAt: status.retryAt === null ? null : wall(status.retryAt),
        action: 'retry',
        code: status.reason,
      };
    case 'suspended':
      return { ...view, headline: 'Asleep', detail: 'Alerts go on when the computer wakes up.' };
    case 'blocked':
      return {
        ...view,
        headline: BLOCK_HEADLINES[status.code],
        detail: sentences('Alerts are not arriving.', status.message, BLOCK_CURES[status.code]),
        action: status.code === 'credentialsRejected' || status.code === 'signInAgain' ? 'signIn' : 'retry',
        code: status.code,
      };
  }
}

function waitHeadline({ state, reason }: { state: 'reconnecting' | 'offline'; reason: DropReason }): string {
  if (state === 'offline') return 'No network';
  return reason === 'catchingUp' ? 'Catching up' : 'Reconnecting';
}

function waitDetail(reason: DropReason): string {
  return reason === 'catchingUp'
    ? 'New messages alert again. Those that came while there was no connection are still being read.'
    : `Alerts are not arriving: ${DROP_WORDS[reason]}. It is tried again by itself, and what is missed is read then.`;
}

function sentences(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/[.!?]$/u.test(part) ? part : `${part}.`))
    .join(' ');
}

const BLOCK_HEADLINES: Record<BlockCode, string> = {
  credentialsRejected: 'Sign-in refused',
  signInAgain: 'Sign in again',
  nothingPermitted: 'Nothing to watch',
  tooManyPrograms: 'Too many programs',
  refused: 'Refused by the service',
};

/** What to do, where the message itself does not say it. */
const BLOCK_CURES: Record<BlockCode, string> = {
  credentialsRejected: 'Sign in with the right ones.',
  signInAgain: '',
  nothingPermitted:
    'Choose in the settings what to watch, or ask an administrator for the missing permission.',
  tooManyPrograms:
    'End other programs that use this OAuth client, or ask an administrator for a client of its own.',
  refused: 'Check in the settings what is to be watched, then try again.',
};
