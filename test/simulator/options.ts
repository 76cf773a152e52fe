import type { Clock } from '../../main/effects/clock.ts';
import type { ScheduledFault } from './steering/fault-list.ts';

/** What the sign-in page does: ask, or answer at once. */
export type SignInMode = 'page' | 'auto' | 'refuse';

export interface SimulatorOptions {
  clock: Clock;
  /** The same seed gives the same organization, conversations and traffic. */
  seed: number;
  /** How many conversations there are at the start, with a history. Default 0. */
  conversations?: number;
  /** Customer events per second; 0: only what is steered. Default 0. */
  rate?: number;
  /** Faults that come by themselves. */
  faults?: readonly ScheduledFault[];
  /** Where it is reached, for the addresses that it hands out. */
  origin?: string;
  /** How far the service's wall clock is ahead of the injected one, in ms. */
  clockAheadMs?: number;
  /** Token life, in seconds. Default 86,400. */
  tokenSeconds?: number;
  /** Requests per minute and token. Default 300. */
  requestsPerMinute?: number;
  signIn?: SignInMode;
  /** Scopes of a token from client credentials (docs/direct-protocol.md §1). */
  directScopes?: readonly string[];
  /** Role permissions of user tokens. */
  userPermissions?: readonly string[];
  /** Role permissions of tokens from client credentials. */
  clientPermissions?: readonly string[];
  /** How long a second direct socket of one client is borne, in ms; 0: it is refused. Default 10,000. */
  directOverlapMs?: number;
  /** Whether a direct event's envelope carries an id. Default false. */
  directEventIds?: boolean;
}

export type Settings = Required<Omit<SimulatorOptions, 'clock'>>;

const allPermissions = [
  'conversation:communication:view',
  'conversation:message:view',
  'routing:queue:view',
] as const;

export function completeOptions(options: SimulatorOptions): Settings {
  return {
    conversations: 0,
    rate: 0,
    faults: [],
    origin: 'http://127.0.0.1:4040',
    clockAheadMs: 0,
    tokenSeconds: 86_400,
    requestsPerMinute: 300,
    signIn: 'page',
    directScopes: ['conversation:read', 'conversation:view', 'user:read', 'notification:subscribe'],
    userPermissions: allPermissions,
    clientPermissions: allPermissions,
    directOverlapMs: 10_000,
    directEventIds: false,
    ...options,
  };
}
