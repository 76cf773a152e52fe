import type { Account } from '../../preload/contract.ts';
import { clientCredentialsTokens } from '../auth/client-credentials.ts';
import type { TokenSource } from '../auth/token.ts';
import {
  keptSoon,
  type AccountAt,
  type CredentialsDependencies,
  type CredentialsResult,
} from './credentials.ts';

/**
 * Signs in with a client id and its secret, which is kept once the service has taken it. Never rejects; aborting
 * `signal` gives up and keeps nothing.
 */
export async function clientSecretCredentials(
  at: AccountAt,
  clientSecret: string,
  dependencies: CredentialsDependencies,
  signal: AbortSignal,
): Promise<CredentialsResult> {
  if (clientSecret === '') {
    return { kind: 'failed', message: 'Enter the secret of the OAuth client.', code: 'clientSecret' };
  }
  const tokens = tokensOf(at, clientSecret, dependencies);
  const result = await tokens.request(null, signal);
  if (signal.aborted) return { kind: 'nothing' };
  switch (result.kind) {
    case 'token': {
      const { secrets } = dependencies;
      const entry = secretEntry(at.account);
      const kept = await keptSoon(secrets.set(entry, clientSecret), dependencies, signal);
      const forget = () => secrets.delete(entry);
      if (!isOver(signal)) return { kind: 'signedIn', credentials: { tokens, kept, forget } };
      await forget();
      return { kind: 'nothing' };
    }
    case 'rejected':
      return { kind: 'failed', message: result.message, code: result.code };
    case 'transient':
      return { kind: 'failed', message: `${result.message} Try again.`, code: 'signIn.failed' };
  }
}

/** Takes up what an earlier run left in the keychain. Never rejects. */
export async function storedClientSecretCredentials(
  at: AccountAt,
  dependencies: CredentialsDependencies,
): Promise<CredentialsResult> {
  const { secrets } = dependencies;
  const entry = secretEntry(at.account);
  const found = await secrets.get(entry);
  switch (found.kind) {
    case 'found':
      return {
        kind: 'signedIn',
        credentials: {
          tokens: tokensOf(at, found.secret, dependencies),
          kept: { kind: 'keychain' },
          forget: () => secrets.delete(entry),
        },
      };
    case 'missing':
      return { kind: 'nothing' };
    case 'locked':
    case 'unavailable':
    case 'timedOut':
      return { kind: 'failed', message: found.message, code: `keychain.${found.kind}` };
  }
}

function tokensOf(
  { account, endpoints }: AccountAt,
  clientSecret: string,
  { fetch, clock }: CredentialsDependencies,
): TokenSource {
  const { clientId, protocol } = account;
  // The direct protocol asks the API itself for its token (docs/direct-protocol.md §1).
  return protocol === 'direct'
    ? clientCredentialsTokens(
        { loginUrl: endpoints.apiUrl, clientId, clientSecret, sentAs: 'client_secret_post' },
        { fetch, clock },
      )
    : clientCredentialsTokens(
        { loginUrl: endpoints.loginUrl, clientId, clientSecret, sentAs: 'client_secret_basic' },
        { fetch, clock },
      );
}

function secretEntry({ clientId, address }: Account): string {
  return `client secret ${clientId} ${address}`;
}

/** Asked anew: a person may cancel while anything is waited for. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
