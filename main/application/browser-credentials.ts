import { authorizationCodeSignIn } from '../auth/authorization-code.ts';
import { userSession, type UserSession } from '../auth/user-session.ts';
import {
  keptSoon,
  type AccountAt,
  type Credentials,
  type CredentialsDependencies,
  type CredentialsResult,
  type Kept,
} from './credentials.ts';

/** Signs a person in with the system's browser. Never rejects; aborting `signal` gives up and keeps nothing. */
export async function browserCredentials(
  at: AccountAt,
  dependencies: CredentialsDependencies,
  signal: AbortSignal,
): Promise<CredentialsResult> {
  const { fetch, clock, openBrowser } = dependencies;
  const signIn = authorizationCodeSignIn(
    { loginUrl: at.endpoints.loginUrl, clientId: at.account.clientId, port: 0 },
    { fetch, clock, openBrowser },
  );
  const result = await signIn(signal);
  switch (result.kind) {
    case 'signedIn': {
      if (signal.aborted) return { kind: 'nothing' };
      const session = sessionOf(at, dependencies);
      const kept = await keptSoon(session.adopt(result.token, result.refreshToken), dependencies, signal);
      if (!isOver(signal)) return { kind: 'signedIn', credentials: credentialsOf(session, kept) };
      await session.signOut();
      return { kind: 'nothing' };
    }
    case 'cancelled':
      return { kind: 'nothing' };
    case 'refused':
    case 'timedOut':
    case 'failed':
      return { kind: 'failed', message: result.message, code: `signIn.${result.kind}` };
  }
}

/** Takes up what an earlier run left in the keychain. Never rejects. */
export async function storedBrowserCredentials(
  at: AccountAt,
  dependencies: CredentialsDependencies,
): Promise<CredentialsResult> {
  const session = sessionOf(at, dependencies);
  const result = await session.restore();
  switch (result.kind) {
    case 'restored':
      return { kind: 'signedIn', credentials: credentialsOf(session, { kind: 'keychain' }) };
    case 'signedOut':
      return { kind: 'nothing' };
    case 'locked':
    case 'unavailable':
    case 'timedOut':
      return { kind: 'failed', message: result.message, code: `keychain.${result.kind}` };
  }
}

function sessionOf({ account, endpoints }: AccountAt, dependencies: CredentialsDependencies): UserSession {
  const { fetch, clock, secrets, logger, onNotKept } = dependencies;
  return userSession(
    { loginUrl: endpoints.loginUrl, apiUrl: endpoints.apiUrl, clientId: account.clientId },
    {
      fetch,
      clock,
      secrets,
      onNotKept: (trouble) => {
        logger.warn('The renewed sign-in is not kept', { kind: trouble.kind });
        onNotKept({ kind: 'thisRunOnly', reason: trouble.message });
      },
    },
  );
}

function credentialsOf(session: UserSession, kept: Kept): Credentials {
  return { tokens: session, kept, forget: async () => (await session.signOut()).forgotten };
}

/** Asked anew: a person may cancel while anything is waited for. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
