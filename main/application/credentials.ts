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
  /** A renewed sign-in could not be kept: it ends with this run. */
  onNotKept: (kept: Kept) => void;
}

/** An account whose service is known. */
export interface AccountAt {
  account: Account;
  endpoints: ServiceEndpoints;
}

export function keptBy(result: SecretWriteResult): Kept {
  return result.kind === 'stored' ? { kind: 'keychain' } : { kind: 'thisRunOnly', reason: result.message };
}
