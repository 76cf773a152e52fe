import type { Timer } from '../../../main/effects/clock.ts';
import type { Chance } from '../chance.ts';
import type { ServiceTime } from '../service-time.ts';

export interface Token {
  value: string;
  clientId: string;
  /** null: client credentials, which have no user context. */
  userId: string | null;
  /** Scopes of the client; null: all of them. */
  scopes: readonly string[] | null;
  /** Role permissions, such as `conversation:message:view`. */
  permissions: readonly string[];
}

/** Every token that is valid now. */
export class Tokens {
  readonly #time: ServiceTime;
  readonly #chance: Chance;
  readonly #live = new Map<string, { token: Token; expiry: Timer }>();
  readonly #onEnd: (token: Token) => void;

  /** @param onEnd called when a token is revoked or expires: its channels die with it (docs/genesys-cloud.md §4). */
  constructor(time: ServiceTime, chance: Chance, onEnd: (token: Token) => void) {
    this.#time = time;
    this.#chance = chance;
    this.#onEnd = onEnd;
  }

  /** @param lifetimeMs after which the token expires, in ms. */
  issue(grant: Omit<Token, 'value'>, lifetimeMs: number): Token {
    const token = { ...grant, value: `${this.#chance.hex(43)}-${this.#chance.hex(42)}` };
    const expiry = this.#time.after(lifetimeMs, () => {
      this.revoke(token);
    });
    this.#live.set(token.value, { token, expiry });
    return token;
  }

  find(value: string): Token | undefined {
    return this.#live.get(value)?.token;
  }

  /** Every valid token, oldest first. */
  all(): Token[] {
    return [...this.#live.values()].map(({ token }) => token);
  }

  revoke(token: Token): void {
    const entry = this.#live.get(token.value);
    if (entry === undefined) return;
    entry.expiry.cancel();
    this.#live.delete(token.value);
    this.#onEnd(token);
  }
}

/** Whether a token has a scope; user tokens are not restricted. */
export function hasScope(token: Token, scope: string): boolean {
  return token.scopes === null || token.scopes.includes(scope);
}
