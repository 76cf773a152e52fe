import type { ConnectionView, GapView } from '../../preload/contract.ts';
import type { BlockCode, ConnectionStatus } from '../connection/status.ts';
import { CURES, DROP_WORDS } from '../connection/words.ts';

/** Turns the connection's times into those of the wall clock. */
export interface TimeBase {
  /** Wall clock, ms. */
  now: number;
  /** Monotonic, ms. */
  monotonic: number;
}

/** What the strip says of the connection. @param gaps the newest last. */
export function connectionView(
  status: ConnectionStatus,
  gaps: readonly GapView[],
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
      return { ...view, headline: 'Not signed in', action: 'signIn' };
    case 'connecting':
      return { ...view, headline: 'Connecting' };
    case 'connected': {
      const { topics, refused } = status;
      const detail =
        refused.length === 0 ? null : `${refused.length} of the watched topics may not be subscribed.`;
      return { ...view, headline: 'Connected', detail, topics, refused };
    }
    case 'reconnecting':
    case 'offline':
      return {
        ...view,
        headline: status.state === 'offline' ? 'No network' : 'Reconnecting',
        detail: `Alerts are not arriving: ${DROP_WORDS[status.reason]}. What is missed is read afterwards.`,
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
        detail: `Alerts are not arriving. ${status.message} ${CURES[status.code]}`,
        action: status.code === 'credentialsRejected' || status.code === 'signInAgain' ? 'signIn' : 'retry',
        code: status.code,
      };
  }
}

const BLOCK_HEADLINES: Record<BlockCode, string> = {
  credentialsRejected: 'Sign-in refused',
  signInAgain: 'Sign in again',
  nothingPermitted: 'Nothing to watch',
  tooManyPrograms: 'Too many programs',
  refused: 'Refused by the service',
};
