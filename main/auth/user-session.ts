import { refreshTokens } from './refresh-grant.ts';
import { tokenRevoker } from './revoke-token.ts';
import type {
  SecretDeleteResult,
  SecretStore,
  SecretStoreTrouble,
  SecretWriteResult,
} from './secret-store.ts';
import { parseStoredSession, writeStoredSession } from './stored-session.ts';
import { signInService } from './token-endpoint.ts';
import type { TokenEndpointDependencies } from './token-endpoint.ts';
import type { AccessToken, TokenResult, TokenSource } from './token.ts';

/** No token of the service lives longer (docs/genesys-cloud.md §4, "Token life"): a clock set back is not believed. */
const LONGEST_LIFE_MS = 172_800_000;

export interface UserSessionOptions {
  /** For example `https://login.mypurecloud.com`. */
  loginUrl: string;
  /** For example `https://api.mypurecloud.com`. */
  apiUrl: string;
  clientId: string;
}

export interface UserSessionDependencies extends TokenEndpointDependencies {
  secrets: SecretStore;
  /** A renewed token could not be kept for the next start; the session itself goes on. */
  onNotKept: (trouble: SecretStoreTrouble) => void;
}

/** What was found at the start. */
type RestoreResult = { kind: 'restored' } | { kind: 'signedOut' } | SecretStoreTrouble;

interface SignOutResult {
  /** Whether the service has confirmed that the token is dead. If not, it dies by itself at the end of its life. */
  revoked: boolean;
  /** Whether the secret store has forgotten it. */
  forgotten: SecretDeleteResult;
}

/** The tokens of a person who signed in with the browser. */
export interface UserSession extends TokenSource {
  /** Takes up what an earlier run left in the secret store; a sign-in that came first stays. */
  restore(): Promise<RestoreResult>;
  /** Takes a fresh sign-in. It holds for this run whatever the result; `stored` means that it outlives it. */
  adopt(token: AccessToken, refreshToken: string | null): Promise<SecretWriteResult>;
  /** Forgets everything at once, then revokes the token as far as the service answers within 5 s. */
  signOut(): Promise<SignOutResult>;
}

interface Held {
  accessToken: string;
  /** On the monotonic clock, ms; null where the service did not say. */
  endsAt: number | null;
  refreshToken: string | null;
}

/**
 * @throws TypeError where a URL is not https (plain http is for loopback addresses).
 */
export function userSession(options: UserSessionOptions, dependencies: UserSessionDependencies): UserSession {
  const { clock, secrets, onNotKept } = dependencies;
  const service = signInService(options.loginUrl);
  const revoke = tokenRevoker(options.apiUrl, dependencies);
  // A token is good at one service and for one client: another region must never be sent it.
  const account = `session ${options.clientId} ${service.host}`;
  let held: Held | null = null;
  let renewal: Promise<TokenResult> | null = null;
  /** Aborted when another person signs in, or this one out: what is under way for the old session is dropped. */
  let life = new AbortController();

  const replace = (next: Held | null) => {
    life.abort();
    life = new AbortController();
    renewal = null;
    held = next;
  };

  const fresh = ({ value, lifetimeMs }: AccessToken, refreshToken: string | null): Held => ({
    accessToken: value,
    endsAt: lifetimeMs === null ? null : clock.monotonic() + lifetimeMs,
    refreshToken,
  });

  const remainingMs = ({ endsAt }: Held) => (endsAt === null ? null : endsAt - clock.monotonic());

  const save = (session: Held) => {
    const remaining = remainingMs(session);
    const expiresAt = remaining === null ? null : clock.now() + remaining;
    return secrets.set(account, writeStoredSession({ ...session, expiresAt }));
  };

  const read = async (): Promise<Held | RestoreResult> => {
    const result = await secrets.get(account);
    if (result.kind === 'missing') return { kind: 'signedOut' };
    if (result.kind !== 'found') return result;
    const stored = parseStoredSession(result.secret);
    if (stored === null) return { kind: 'signedOut' };
    const { accessToken, expiresAt, refreshToken } = stored;
    const lifetimeMs = expiresAt === null ? null : Math.min(expiresAt - clock.now(), LONGEST_LIFE_MS);
    return fresh({ value: accessToken, lifetimeMs }, refreshToken);
  };

  const renew = async (session: Held, refreshToken: string): Promise<TokenResult> => {
    const { signal } = life;
    const answer = await refreshTokens(service, options.clientId, refreshToken, dependencies, signal);
    if (signal.aborted) return stopped;
    switch (answer.kind) {
      case 'transient':
        return answer;
      case 'refused':
        held = { ...session, refreshToken: null };
        keep(held);
        return signInAgain(
          `Your sign-in could not be renewed: ${answer.reason}. Sign in again to get alerts.`,
        );
      case 'tokens':
        // A service that gives no new refresh token leaves the old one in force (RFC 6749 §6).
        held = fresh(answer.token, answer.refreshToken ?? refreshToken);
        keep(held);
        return { kind: 'token', token: answer.token };
    }
  };

  /** Not waited for: a keychain that shows a dialog must not hold back the token. */
  const keep = (session: Held) => {
    void save(session).then((result) => {
      if (result.kind !== 'stored') onNotKept(result);
    });
  };

  const current = (refused: AccessToken | null): Promise<TokenResult> => {
    if (held === null) return Promise.resolve(signInAgain('You are not signed in. Sign in to get alerts.'));
    const remaining = remainingMs(held);
    const hasEnded = remaining !== null && remaining <= 0;
    if (!hasEnded && held.accessToken !== refused?.value) {
      return Promise.resolve({ kind: 'token', token: { value: held.accessToken, lifetimeMs: remaining } });
    }
    if (held.refreshToken === null) {
      return Promise.resolve(
        signInAgain(
          hasEnded
            ? 'Your sign-in has ended. Sign in again to get alerts.'
            : 'Your sign-in has ended, or ends soon and cannot be renewed by itself. Sign in again to keep getting alerts.',
        ),
      );
    }
    if (renewal === null) {
      const started = renew(held, held.refreshToken).finally(() => {
        if (renewal === started) renewal = null;
      });
      renewal = started;
    }
    return renewal;
  };

  return {
    request: (refused, signal) => unlessStopped(current(refused), signal),
    async restore() {
      const { signal } = life;
      const found = await read();
      if (held !== null) return { kind: 'restored' };
      if (signal.aborted) return { kind: 'signedOut' };
      if ('kind' in found) return found;
      replace(found);
      return { kind: 'restored' };
    },
    adopt(token, refreshToken) {
      const session = fresh(token, refreshToken);
      replace(session);
      return save(session);
    },
    async signOut() {
      // A session of an earlier run that was not restored is revoked too. It is read before the store forgets it.
      const session = held ?? read();
      replace(null);
      const revocation = Promise.resolve(session).then((found) =>
        'kind' in found ? false : revoke(found.accessToken),
      );
      const [revoked, forgotten] = await Promise.all([revocation, secrets.delete(account)]);
      return { revoked, forgotten };
    },
  };
}

const stopped: TokenResult = {
  kind: 'transient',
  message: 'The request for a token was stopped.',
  retryAfterMs: null,
};

function signInAgain(message: string): TokenResult {
  return { kind: 'rejected', code: 'signInAgain', message };
}

/** One caller that gives up does not stop the work that others wait for. */
function unlessStopped(work: Promise<TokenResult>, signal: AbortSignal): Promise<TokenResult> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve(stopped);
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    void work.then((result) => {
      signal.removeEventListener('abort', stop);
      resolve(result);
    });
  });
}
