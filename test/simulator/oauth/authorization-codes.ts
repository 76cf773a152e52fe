import type { Chance } from '../chance.ts';
import type { ServiceTime } from '../service-time.ts';
import type { Token, Tokens } from './tokens.ts';

/** How long a code can be exchanged, in ms. */
const codeLifeMs = 60_000;

export interface AuthorizationCode {
  userId: string;
  redirectUri: string;
  /** base64url(SHA-256(code_verifier)). */
  challenge: string;
  /** What it was exchanged for. */
  token: Token | null;
}

/** Codes that a sign-in has given out: short-lived, good for one exchange. */
export class AuthorizationCodes {
  readonly #time: ServiceTime;
  readonly #chance: Chance;
  readonly #tokens: Tokens;
  readonly #codes = new Map<string, { code: AuthorizationCode; expires: number; used: boolean }>();

  constructor(time: ServiceTime, chance: Chance, tokens: Tokens) {
    this.#time = time;
    this.#chance = chance;
    this.#tokens = tokens;
  }

  issue(code: Omit<AuthorizationCode, 'token'>): string {
    const value = this.#chance.hex(43);
    this.#codes.set(value, {
      code: { ...code, token: null },
      expires: this.#time.now() + codeLifeMs,
      used: false,
    });
    return value;
  }

  /** Uses the code up, even where the exchange fails. A second try revokes what the first one gave (RFC 6749 §4.1.2). */
  redeem(value: string): AuthorizationCode | 'unknown' | 'used' {
    const entry = this.#codes.get(value);
    if (entry === undefined || this.#time.now() > entry.expires) return 'unknown';
    if (entry.used) {
      if (entry.code.token !== null) this.#tokens.revoke(entry.code.token);
      return 'used';
    }
    entry.used = true;
    return entry.code;
  }
}
