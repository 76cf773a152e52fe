import { isRecord, parseJson } from '../genesys/json.ts';
import { isBearerToken } from './bearer-token.ts';

/** A signed-in user's tokens as they lie in the secret store. All of it is secret. */
export interface StoredSession {
  accessToken: string;
  /** When the access token ends, wall clock, ms since 1970; null where the service did not say. */
  expiresAt: number | null;
  refreshToken: string | null;
}

export function writeStoredSession({ accessToken, expiresAt, refreshToken }: StoredSession): string {
  return JSON.stringify({ accessToken, expiresAt, refreshToken });
}

/** @returns null where the text is not a stored session; it is never quoted. */
export function parseStoredSession(text: string): StoredSession | null {
  const parsed = parseJson(text);
  if (!isRecord(parsed)) return null;
  const { accessToken, expiresAt = null, refreshToken = null } = parsed;
  if (!isBearerToken(accessToken)) return null;
  if (expiresAt !== null && typeof expiresAt !== 'number') return null;
  if (refreshToken !== null && !isBearerToken(refreshToken)) return null;
  return { accessToken, expiresAt, refreshToken };
}
