import { sleep } from '../effects/clock.ts';
import type { Account, SignInView } from '../../preload/contract.ts';
import type { SecretDeleteResult, SecretStore, SecretWriteResult } from '../auth/secret-store.ts';
import type { TokenSource } from '../auth/token.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { ServiceEndpoints } from './account-endpoints.ts';

/** Whether a sign-in outlives this run. */
export type Kept = Extract<SignInView, { state: 'signedIn' }>['kept'];

/** What somebody signed in with. */
export interface Credentials {
  tokens: TokenSource;
  kept: Kept;
  /** Ends what the service and the keychain hold of it. */
  forget: () => Promise<SecretDeleteResult>;
}

/** What came of signing in, or of taking up an earlier sign-in. */
export type CredentialsResult =
  | { kind: 'signedIn'; credentials: Credentials }
  /** Nothing was kept, or the person gave up. */
  | { kind: 'nothing' }
  /** `code` is stable, for support. */
  | { kind: 'failed'; message: string; code: string };

export interface CredentialsDependencies {
  fetch: Fetch;
  clock: Clock;
  secrets: SecretStore;
  logger: Logger;
  /** Opens the sign-in page in the system's browser. Rejects where that fails. */
  openBrowser: (url: string) => Promise<void>;
  /** Whether the sign-in is kept has become known late, or has changed. */
  onNotKept: (kept: Kept) => void;
}

/** An account whose service is known. */
export interface AccountAt {
  account: Account;
  endpoints: ServiceEndpoints;
}

function keptBy(result: SecretWriteResult): Kept {
  return result.kind === 'stored' ? { kind: 'keychain' } : { kind: 'thisRunOnly', reason: result.message };
}

/** So long a keychain may take before the person is signed in without it: it may be asking for a password. */
const KEYCHAIN_PATIENCE_MS = 1_000;

/**
 * Whether a sign-in is kept, as far as that is known soon: alerts must not wait for a keychain that waits for a person.
 * What it says later is told by `onNotKept`, unless the sign-in is over by then.
 */
export async function keptSoon(
  writing: Promise<SecretWriteResult>,
  { clock, onNotKept }: Pick<CredentialsDependencies, 'clock' | 'onNotKept'>,
  signal: AbortSignal,
): Promise<Kept> {
  const answered = new AbortController();
  const kept = writing.then((result) => {
    answered.abort();
    return keptBy(result);
  });
  const soon = await Promise.race([
    kept,
    sleep(clock, KEYCHAIN_PATIENCE_MS, answered.signal).then(() => null),
  ]);
  if (soon !== null || answered.signal.aborted) return soon ?? kept;
  void kept.then((later) => {
    if (!signal.aborted) onNotKept(later);
  });
  return {
    kind: 'thisRunOnly',
    reason: 'The keychain has not answered yet; it may be asking for a password.',
  };
}
