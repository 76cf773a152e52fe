import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import { readOwnUser, type SignedInUser } from '../genesys/conversations-api.ts';
import { RequestBudget } from '../genesys/request-budget.ts';
import { createRestClient } from '../genesys/rest-client.ts';
import { ServiceClock } from '../genesys/service-clock.ts';
import type { SignedIn } from './sign-in.ts';

export interface PersonDependencies {
  fetch: Fetch;
  clock: Clock;
  logger: Logger;
}

/** Whose sign-in it is; null where the service does not say so now. Never rejects. */
export async function signedInPerson(
  { tokens, endpoints }: SignedIn,
  { fetch, clock, logger }: PersonDependencies,
  signal: AbortSignal,
): Promise<SignedInUser | null> {
  const result = await tokens.request(null, signal);
  if (result.kind !== 'token') return null;
  const rest = createRestClient({
    apiUrl: endpoints.apiUrl,
    fetch,
    clock,
    budget: new RequestBudget(clock),
    serviceClock: new ServiceClock(clock),
    token: () => result.token,
    logger,
  });
  const user = await readOwnUser(rest, signal);
  return user.kind === 'ok' ? user.value : null;
}
