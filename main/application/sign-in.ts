import type { Account, SignInRequest, SignInView } from '../../preload/contract.ts';
import { authorizationCodeSignIn } from '../auth/authorization-code.ts';
import { clientCredentialsTokens } from '../auth/client-credentials.ts';
import type { SecretStore, SecretWriteResult } from '../auth/secret-store.ts';
import type { TokenSource } from '../auth/token.ts';
import { userSession, type UserSession } from '../auth/user-session.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import { accountEndpoints } from './account-endpoints.ts';

type Endpoints = Extract<ReturnType<typeof accountEndpoints>, { kind: 'ok' }>['endpoints'];
type Kept = Extract<SignInView, { state: 'signedIn' }>['kept'];

/** Somebody has signed in: what the engine needs to begin. */
export interface SignedIn {
  account: Account;
  endpoints: Endpoints;
  tokens: TokenSource;
}

export interface SignInDependencies {
  fetch: Fetch;
  clock: Clock;
  secrets: SecretStore;
  logger: Logger;
  openBrowser: (url: string) => Promise<void>;
  onView: (view: SignInView) => void;
  onSignedIn: (signedIn: SignedIn) => void;
  onSignedOut: () => void;
}

/** Signing in and out: the one place that knows the person's credentials. */
export class SignIn {
  readonly #dependencies: SignInDependencies;
  #view: SignInView;
  #attempt = new AbortController();
  /** Ends what the service and the keychain hold of the present sign-in. */
  #forget: (() => Promise<unknown>) | null = null;

  constructor(account: Account, dependencies: SignInDependencies) {
    this.#view = { state: 'signedOut', account, error: null };
    this.#dependencies = dependencies;
  }

  get view(): SignInView {
    return this.#view;
  }

  /** Takes up the sign-in of an earlier run. */
  async restore(): Promise<void> {
    const { account } = this.#view;
    const place = accountEndpoints(account.address);
    if (place.kind === 'invalid' || account.clientId === '') return;
    const signal = this.#begin(account);
    switch (account.method) {
      case 'browser': {
        const session = this.#session(account, place.endpoints);
        const result = await session.restore();
        if (isOver(signal)) return;
        if (result.kind === 'restored')
          this.#finish(account, place.endpoints, session, { kind: 'keychain' }, () => session.signOut());
        else if (result.kind === 'signedOut') this.#show({ state: 'signedOut', account, error: null });
        else this.#fail(account, result.message, `keychain.${result.kind}`);
        return;
      }
      case 'clientCredentials': {
        const { secrets } = this.#dependencies;
        const entry = secretEntry(account);
        const found = await secrets.get(entry);
        if (isOver(signal)) return;
        if (found.kind === 'found') {
          const tokens = this.#clientTokens(account, place.endpoints, found.secret);
          this.#finish(account, place.endpoints, tokens, { kind: 'keychain' }, () => secrets.delete(entry));
        } else if (found.kind === 'missing') this.#show({ state: 'signedOut', account, error: null });
        else this.#fail(account, found.message, `keychain.${found.kind}`);
      }
    }
  }

  /** Signs in; what comes of it is told by `onView`. */
  async signIn({ clientSecret, ...account }: SignInRequest): Promise<void> {
    const place = accountEndpoints(account.address);
    if (place.kind === 'invalid') {
      this.#fail(account, place.message, 'address');
      return;
    }
    if (account.clientId.trim() === '') {
      this.#fail(account, 'Enter the client id of the OAuth client.', 'clientId');
      return;
    }
    const signal = this.#begin(account);
    switch (account.method) {
      case 'browser':
        await this.#signInWithBrowser(account, place.endpoints, signal);
        return;
      case 'clientCredentials':
        await this.#signInWithSecret(account, place.endpoints, clientSecret ?? '', signal);
    }
  }

  /** Gives up a sign-in that is under way. */
  cancel(): void {
    if (this.#view.state !== 'signingIn') return;
    this.#attempt.abort();
    this.#show({ state: 'signedOut', account: this.#view.account, error: null });
  }

  /** Signs out: revokes and forgets. */
  async signOut(): Promise<void> {
    const { account } = this.#view;
    const forget = this.#forget;
    this.#attempt.abort();
    this.#forget = null;
    this.#show({ state: 'signedOut', account, error: null });
    this.#dependencies.onSignedOut();
    await forget?.();
  }

  /** Ends what is under way, and forgets nothing. */
  stop(): void {
    this.#attempt.abort();
  }

  /** Who it is, once the service has said so. */
  named(userName: string | null): void {
    if (this.#view.state === 'signedIn') this.#show({ ...this.#view, userName });
  }

  /** The sign-in ends soon and must be renewed by hand. */
  endsSoon(message: string): void {
    if (this.#view.state === 'signedIn') this.#show({ ...this.#view, endsSoon: message });
  }

  async #signInWithBrowser(account: Account, endpoints: Endpoints, signal: AbortSignal): Promise<void> {
    const { fetch, clock, openBrowser } = this.#dependencies;
    const signIn = authorizationCodeSignIn(
      { loginUrl: endpoints.loginUrl, clientId: account.clientId, port: 0 },
      { fetch, clock, openBrowser },
    );
    const result = await signIn(signal);
    if (isOver(signal)) return;
    switch (result.kind) {
      case 'signedIn': {
        const session = this.#session(account, endpoints);
        const kept = await session.adopt(result.token, result.refreshToken);
        if (isOver(signal)) {
          await session.signOut();
          return;
        }
        this.#finish(account, endpoints, session, keptBy(kept), () => session.signOut());
        return;
      }
      case 'refused':
      case 'timedOut':
      case 'failed':
        this.#fail(account, result.message, `signIn.${result.kind}`);
        return;
      case 'cancelled':
        this.#show({ state: 'signedOut', account, error: null });
    }
  }

  async #signInWithSecret(
    account: Account,
    endpoints: Endpoints,
    secret: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (secret === '') {
      this.#fail(account, 'Enter the secret of the OAuth client.', 'clientSecret');
      return;
    }
    const tokens = this.#clientTokens(account, endpoints, secret);
    const result = await tokens.request(null, signal);
    if (isOver(signal)) return;
    switch (result.kind) {
      case 'token': {
        const { secrets } = this.#dependencies;
        const entry = secretEntry(account);
        const kept = await secrets.set(entry, secret);
        if (isOver(signal)) {
          await secrets.delete(entry);
          return;
        }
        this.#finish(account, endpoints, tokens, keptBy(kept), () => secrets.delete(entry));
        return;
      }
      case 'rejected':
        this.#fail(account, result.message, result.code);
        return;
      case 'transient':
        this.#fail(account, `${result.message} Try again.`, 'signIn.failed');
    }
  }

  #session(account: Account, { loginUrl, apiUrl }: Endpoints): UserSession {
    const { fetch, clock, secrets, logger } = this.#dependencies;
    return userSession(
      { loginUrl, apiUrl, clientId: account.clientId },
      {
        fetch,
        clock,
        secrets,
        onNotKept: (trouble) => {
          logger.warn('The renewed sign-in is not kept', { kind: trouble.kind });
          if (this.#view.state !== 'signedIn') return;
          this.#show({ ...this.#view, kept: { kind: 'thisRunOnly', reason: trouble.message } });
        },
      },
    );
  }

  #clientTokens({ clientId, protocol }: Account, endpoints: Endpoints, clientSecret: string): TokenSource {
    const { fetch, clock } = this.#dependencies;
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

  #begin(account: Account): AbortSignal {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    this.#show({ state: 'signingIn', account, since: this.#dependencies.clock.now() });
    return this.#attempt.signal;
  }

  #finish(
    account: Account,
    endpoints: Endpoints,
    tokens: TokenSource,
    kept: Kept,
    forget: () => Promise<unknown>,
  ): void {
    this.#forget = forget;
    this.#show({ state: 'signedIn', account, userName: null, kept, endsSoon: null });
    this.#dependencies.onSignedIn({ account, endpoints, tokens });
  }

  #fail(account: Account, message: string, code: string): void {
    this.#show({ state: 'signedOut', account, error: { message, code } });
  }

  #show(view: SignInView): void {
    this.#view = view;
    this.#dependencies.onView(view);
  }
}

/** Asked anew each time: a person may cancel while anything is waited for. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function secretEntry({ clientId, address }: Account): string {
  return `client secret ${clientId} ${address}`;
}

function keptBy(result: SecretWriteResult): Kept {
  return result.kind === 'stored' ? { kind: 'keychain' } : { kind: 'thisRunOnly', reason: result.message };
}
