import { readChoice, readNumber, readOptionalText, type Fields } from '../fields.ts';

/** Which sockets a fault is for: all, one protocol's, or one channel's (by its id). */
export type Aim = string;

export type Fault =
  | { kind: 'dropSocket' | 'halfOpen' | 'closeMidFrame' | 'rubbishFrames'; only: Aim }
  | { kind: 'closeCode'; code: number; only: Aim }
  | { kind: 'bigFrame'; bytes: number; only: Aim }
  | { kind: 'refuseUpgrade'; status: number; times: number; retryAfter: number | null; only: Aim }
  | { kind: 'hangUpgrade' | 'connectThenDrop'; times: number; only: Aim }
  | { kind: 'socketClosing'; closeAfterMs: number; only: Aim }
  | { kind: 'evictChannel'; notice: 'silent' | 'close'; only: Aim }
  | { kind: 'expireChannel' | 'loseSubscription'; only: Aim }
  | { kind: 'duplicateFrames' | 'reorderFrames'; times: number }
  | { kind: 'delayFrames'; ms: number; times: number }
  | {
      kind: 'restStatus';
      path: string;
      status: number;
      times: number;
      retryAfter: number | null;
      html: boolean;
    }
  | { kind: 'restHang' | 'restDrop'; path: string; times: number }
  | { kind: 'restDelay'; path: string; ms: number; times: number }
  | { kind: 'revokeToken' }
  | { kind: 'rejectCredentials'; times: number }
  | { kind: 'tokenStatus'; status: number; times: number; retryAfter: number | null; html: boolean }
  | { kind: 'noConfirmation'; times: number }
  | { kind: 'noHeartbeat' }
  | { kind: 'rateHeaders'; count: number; allowed: number; reset: number }
  | { kind: 'clear' };

/** A fault that comes by itself, and perhaps again and again. */
export interface ScheduledFault {
  fault: Fault;
  /** ms after the start. */
  afterMs: number;
  /** ms until it comes again; null: once. */
  everyMs: number | null;
}

export interface FaultKind {
  /** What it takes, in the order of the command line. */
  args: readonly string[];
  effect: string;
  read(fields: Fields): Fault;
}

const only = (fields: Fields) => readOptionalText(fields, 'only') ?? 'all';
const times = (fields: Fields) => readNumber(fields, 'times', 1);
const retryAfter = (fields: Fields) =>
  fields['retryAfter'] === undefined ? null : readNumber(fields, 'retryAfter');
const html = (fields: Fields) => fields['html'] === true || fields['html'] === 'true';
const path = (fields: Fields) => readOptionalText(fields, 'path') ?? '*';

/** Every fault there is; the command line, the steering calls and the page all read this table. */
export const faultKinds: Readonly<Record<Fault['kind'], FaultKind>> = {
  dropSocket: {
    args: ['only'],
    effect: 'breaks the TCP connection without a close frame',
    read: (fields) => ({ kind: 'dropSocket', only: only(fields) }),
  },
  halfOpen: {
    args: ['only'],
    effect: 'leaves the connection open, says nothing more and answers nothing',
    read: (fields) => ({ kind: 'halfOpen', only: only(fields) }),
  },
  closeCode: {
    args: ['code', 'only'],
    effect: 'closes with this close code (default 1001)',
    read: (fields) => ({ kind: 'closeCode', code: readNumber(fields, 'code', 1001), only: only(fields) }),
  },
  closeMidFrame: {
    args: ['only'],
    effect: 'breaks the TCP connection in the middle of a frame',
    read: (fields) => ({ kind: 'closeMidFrame', only: only(fields) }),
  },
  refuseUpgrade: {
    args: ['status', 'times', 'retryAfter', 'only'],
    effect: 'answers upgrades with this HTTP status (default 503)',
    read: (fields) => ({
      kind: 'refuseUpgrade',
      status: readNumber(fields, 'status', 503),
      times: times(fields),
      retryAfter: retryAfter(fields),
      only: only(fields),
    }),
  },
  hangUpgrade: {
    args: ['times', 'only'],
    effect: 'takes the connection and never answers the upgrade',
    read: (fields) => ({ kind: 'hangUpgrade', times: times(fields), only: only(fields) }),
  },
  connectThenDrop: {
    args: ['times', 'only'],
    effect: 'accepts the socket and breaks it at once',
    read: (fields) => ({ kind: 'connectThenDrop', times: times(fields), only: only(fields) }),
  },
  socketClosing: {
    args: ['closeAfterMs', 'only'],
    effect:
      'announces v2.system.socket_closing, then closes after this time (default 60000; "never" is allowed)',
    read: (fields) => ({
      kind: 'socketClosing',
      closeAfterMs:
        fields['closeAfterMs'] === 'never'
          ? Number.POSITIVE_INFINITY
          : readNumber(fields, 'closeAfterMs', 60_000),
      only: only(fields),
    }),
  },
  evictChannel: {
    args: ['notice', 'only'],
    effect: 'takes the channel away; its socket says nothing more (silent, default) or is closed (close)',
    read: (fields) => ({
      kind: 'evictChannel',
      notice: readChoice(fields, 'notice', ['silent', 'close'], 'silent'),
      only: only(fields),
    }),
  },
  expireChannel: {
    args: ['only'],
    effect: 'ends the channel as after its 24 hours',
    read: (fields) => ({ kind: 'expireChannel', only: only(fields) }),
  },
  loseSubscription: {
    args: ['only'],
    effect: 'forgets what was subscribed, without a word',
    read: (fields) => ({ kind: 'loseSubscription', only: only(fields) }),
  },
  duplicateFrames: {
    args: ['times'],
    effect: 'sends the next event frames twice',
    read: (fields) => ({ kind: 'duplicateFrames', times: times(fields) }),
  },
  reorderFrames: {
    args: ['times'],
    effect: 'sends the next event frames after those that follow them (at the latest 1 s later)',
    read: (fields) => ({ kind: 'reorderFrames', times: times(fields) }),
  },
  delayFrames: {
    args: ['ms', 'times'],
    effect: 'sends the next event frames late (default 2000 ms); later ones may overtake them',
    read: (fields) => ({ kind: 'delayFrames', ms: readNumber(fields, 'ms', 2_000), times: times(fields) }),
  },
  rubbishFrames: {
    args: ['only'],
    effect: 'sends frames that are not JSON, or JSON of another shape',
    read: (fields) => ({ kind: 'rubbishFrames', only: only(fields) }),
  },
  bigFrame: {
    args: ['bytes', 'only'],
    effect: 'sends one event of an unknown topic with this size (default 1048576)',
    read: (fields) => ({
      kind: 'bigFrame',
      bytes: readNumber(fields, 'bytes', 1_048_576),
      only: only(fields),
    }),
  },
  restStatus: {
    args: ['path', 'status', 'times', 'retryAfter', 'html'],
    effect: 'answers REST calls whose path contains this text ("*": all) with this status (default 503)',
    read: (fields) => ({
      kind: 'restStatus',
      path: path(fields),
      status: readNumber(fields, 'status', 503),
      times: times(fields),
      retryAfter: retryAfter(fields),
      html: html(fields),
    }),
  },
  restHang: {
    args: ['path', 'times'],
    effect: 'never answers REST calls whose path contains this text',
    read: (fields) => ({ kind: 'restHang', path: path(fields), times: times(fields) }),
  },
  restDelay: {
    args: ['path', 'ms', 'times'],
    effect:
      'answers REST calls whose path contains this text late (default 5000 ms), with what was true before',
    read: (fields) => ({
      kind: 'restDelay',
      path: path(fields),
      ms: readNumber(fields, 'ms', 5_000),
      times: times(fields),
    }),
  },
  restDrop: {
    args: ['path', 'times'],
    effect:
      'does what REST calls ask whose path contains this text, and breaks the connection before answering',
    read: (fields) => ({ kind: 'restDrop', path: path(fields), times: times(fields) }),
  },
  revokeToken: {
    args: [],
    effect: 'revokes every token; their channels and sockets end',
    read: () => ({ kind: 'revokeToken' }),
  },
  rejectCredentials: {
    args: ['times'],
    effect: 'answers /oauth/token with invalid_client',
    read: (fields) => ({ kind: 'rejectCredentials', times: times(fields) }),
  },
  tokenStatus: {
    args: ['status', 'times', 'retryAfter', 'html'],
    effect: 'answers /oauth/token with this status (default 503); 200: without an access_token',
    read: (fields) => ({
      kind: 'tokenStatus',
      status: readNumber(fields, 'status', 503),
      times: times(fields),
      retryAfter: retryAfter(fields),
      html: html(fields),
    }),
  },
  noConfirmation: {
    args: ['times'],
    effect: 'leaves out the next SubscriptionConfirmation frames (direct)',
    read: (fields) => ({ kind: 'noConfirmation', times: times(fields) }),
  },
  noHeartbeat: {
    args: [],
    effect: 'sends no more heartbeats; pings are still answered',
    read: () => ({ kind: 'noHeartbeat' }),
  },
  rateHeaders: {
    args: ['count', 'allowed', 'reset'],
    effect: 'reports these numbers in the rate limit headers',
    read: (fields) => ({
      kind: 'rateHeaders',
      count: readNumber(fields, 'count', 290),
      allowed: readNumber(fields, 'allowed', 300),
      reset: readNumber(fields, 'reset', 30),
    }),
  },
  clear: {
    args: [],
    effect: 'ends every fault that is waiting or lasting',
    read: () => ({ kind: 'clear' }),
  },
};
