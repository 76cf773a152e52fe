import { parseServiceUrl, under } from './service-url.ts';
import { withTimeLimit } from './time-limit.ts';
import type { TokenEndpointDependencies } from './token-endpoint.ts';

/** Signing out must not wait for a service that does not answer. */
const TIME_LIMIT_MS = 5000;

/**
 * Makes the service forget a token: `DELETE /api/v2/tokens/me` (docs/genesys-cloud.md §4, "Logout"). Never rejects.
 * @param apiUrl for example `https://api.mypurecloud.com`.
 * @returns whether the token is certain to be dead.
 * @throws TypeError at once, where the URL is not https (plain http is for loopback addresses).
 */
export function tokenRevoker(
  apiUrl: string,
  { fetch, clock }: TokenEndpointDependencies,
): (token: string) => Promise<boolean> {
  const url = under(parseServiceUrl(apiUrl, 'API URL'), '/api/v2/tokens/me');
  return async (token) => {
    const outcome = await withTimeLimit(clock, TIME_LIMIT_MS, null, async (signal) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(url, { method: 'DELETE', headers, redirect: 'manual', signal });
      await response.body?.cancel();
      // 401: it was dead already.
      return response.ok || response.status === 401;
    });
    return outcome.kind === 'done' && outcome.value;
  };
}
