import type { Account, SignInRequest, SignInView } from '../../preload/contract.ts';
import type { TokenSource } from '../auth/token.ts';
import { accountEndpoints, type ServiceEndpoints } from './account-endpoints.ts';
import { browserCredentials, storedBrowserCredentials } from './browser-credentials.ts';
import { clientSecretCredentials, storedClientSecretCredentials } from './client-secret-credentials.ts';
import type { AccountAt, Credentials, CredentialsDependencies, CredentialsResult } from './credentials.ts';

/** Somebody has signed in: what the engine needs to begin. */
export interface SignedIn {
  account: Account;
  endpoints: ServiceEndpoints;
  tokens: TokenSource;
}

export interface SignInDependencies extends Omit<CredentialsDependencies, 'onNotKept'> {
  onView: (view: SignInView) => void;
  onSignedIn: (signedIn: SignedIn) => void;
  onSignedOut: () => void;
}

type SignedInView = Extract<SignInView, { state: 'signedIn' }>;

/** A sign-in that holds. It goes on while another one is tried. */
interface Present {
  view: SignedInView;
  credentials: Credentials;
}

/** Signing in and out: the one place that knows the person's credentials. */
export class SignIn {
  readonly #dependencies: SignInDependencies;
  #view: SignInView;
  #attempt = new AbortController();
  #present: Present | null = null;

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
    const at: AccountAt = { account, endpoints: place.endpoints };
    await this.#try(at, () => {
      switch (account.method) {
        case 'browser':
          return storedBrowserCredentials(at, this.#effects());
        case 'clientCredentials':
          return storedClientSecretCredentials(at, this.#effects());
      }
    });
  }

  /** Signs in; what comes of it is told by `onView`. One that holds already goes on until this one has succeeded. */
  async signIn({ clientSecret, ...typed }: SignInRequest): Promise<void> {
    const place = accountEndpoints(typed.address);
    const clientId = typed.clientId.trim();
    if (place.kind === 'invalid') {
      this.#end({ ...typed, clientId }, { message: place.message, code: 'address' });
      return;
    }
    // A pasted address may hold more than the place, and more than should be kept.
    const account: Account = { ...typed, clientId, address: place.address };
    if (clientId === '') {
      this.#end(account, { message: 'Enter the client id of the OAuth client.', code: 'clientId' });
      return;
    }
    const at: AccountAt = { account, endpoints: place.endpoints };
    await this.#try(at, (signal) => {
      switch (account.method) {
        case 'browser':
          return browserCredentials(at, this.#effects(), signal);
        case 'clientCredentials':
          return clientSecretCredentials(at, (clientSecret ?? '').trim(), this.#effects(), signal);
      }
    });
  }

  /** Gives up a sign-in that is under way. */
  cancel(): void {
    if (this.#view.state !== 'signingIn') return;
    this.#attempt.abort();
    this.#end(this.#view.account, null);
  }

  /** Signs out: revokes and forgets. What the keychain does not let go of is told. */
  async signOut(): Promise<void> {
    const present = this.#present;
    this.#attempt.abort();
    this.#present = null;
    const account = present?.view.account ?? this.#view.account;
    this.#show({ state: 'signedOut', account, error: null });
    this.#dependencies.onSignedOut();
    const forgotten = await present?.credentials.forget();
    if (forgotten === undefined || forgotten.kind === 'deleted' || forgotten.kind === 'missing') return;
    this.#dependencies.logger.warn('The keychain did not forget the sign-in', { kind: forgotten.kind });
    if (this.#view.state !== 'signedOut') return;
    const message = `You are signed out, but the sign-in is still in the keychain. ${forgotten.message}`;
    this.#show({ ...this.#view, error: { message, code: `keychain.${forgotten.kind}` } });
  }

  /** Ends what is under way, and forgets nothing. */
  stop(): void {
    this.#attempt.abort();
  }

  /** Who it is, once the service has said so. */
  named(userName: string | null): void {
    this.#change({ userName });
  }

  /** The sign-in ends soon and must be renewed by hand. */
  endsSoon(message: string): void {
    this.#change({ endsSoon: message });
  }

  async #try(
    { account, endpoints }: AccountAt,
    ask: (signal: AbortSignal) => Promise<CredentialsResult>,
  ): Promise<void> {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    const { signal } = this.#attempt;
    this.#show({ state: 'signingIn', account, since: this.#dependencies.clock.now() });
    const result = await ask(signal);
    if (signal.aborted) return;
    switch (result.kind) {
      case 'signedIn':
        this.#finish(account, endpoints, result.credentials);
        return;
      case 'nothing':
        this.#end(account, null);
        return;
      case 'failed':
        this.#end(account, result);
    }
  }

  #finish(account: Account, endpoints: ServiceEndpoints, credentials: Credentials): void {
    const before = this.#present;
    const userName = before?.view.userName ?? null;
    const view: SignedInView = {
      state: 'signedIn',
      account,
      userName: before !== null && sameKeys(before.view.account, account) ? userName : null,
      kept: credentials.kept,
      endsSoon: null,
    };
    this.#present = { view, credentials };
    this.#show(view);
    this.#dependencies.onSignedIn({ account, endpoints, tokens: credentials.tokens });
    // What is kept of the same account was written over; of another one it would stay for ever.
    if (before !== null && !sameKeys(before.view.account, account)) void before.credentials.forget();
  }

  /** A try has come to nothing: what held before goes on holding. */
  #end(account: Account, error: { message: string; code: string } | null): void {
    if (this.#present === null) {
      const told = error === null ? null : { message: error.message, code: error.code };
      this.#show({ state: 'signedOut', account, error: told });
      return;
    }
    this.#show(this.#present.view);
    if (error !== null) this.#change({ endsSoon: `You were not signed in again. ${error.message}` });
  }

  #effects(): CredentialsDependencies {
    return {
      ...this.#dependencies,
      onNotKept: (kept) => {
        this.#change({ kept });
      },
    };
  }

  /** Changes what is told of the sign-in that holds, though another one may be under way. */
  #change(change: Partial<Pick<SignedInView, 'userName' | 'kept' | 'endsSoon'>>): void {
    if (this.#present === null) return;
    const view = { ...this.#present.view, ...change };
    this.#present = { ...this.#present, view };
    if (this.#view.state === 'signedIn') this.#show(view);
  }

  #show(view: SignInView): void {
    this.#view = view;
    this.#dependencies.onView(view);
  }
}

/** Whether two accounts have the same entry in the keychain. */
function sameKeys(a: Account, b: Account): boolean {
  return a.address === b.address && a.clientId === b.clientId && a.method === b.method;
}
