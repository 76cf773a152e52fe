import { hasScope, type Token } from '../oauth/tokens.ts';
import { ApiError, missingPermission } from './error-body.ts';

/** Throws a 403 unless the token's client has the scope. */
export function requireScope(token: Token, scope: string): void {
  if (hasScope(token, scope)) return;
  throw new ApiError(403, 'forbidden', `The client is missing the scope [${scope}].`, { scope });
}

/** Throws a 403 unless the token has one of the permissions. */
export function requireAnyPermission(token: Token, permissions: readonly string[]): void {
  if (!permissions.some((permission) => token.permissions.includes(permission))) {
    throw missingPermission(permissions);
  }
}
