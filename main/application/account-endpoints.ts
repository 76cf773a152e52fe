import { checkServiceUrl, parseSignInAddress } from '../genesys/addresses.ts';
import { endpoints, type Endpoints } from '../genesys/regions.ts';

export type AccountEndpoints =
  | { kind: 'ok'; endpoints: Pick<Endpoints, 'apiUrl' | 'loginUrl' | 'appsUrl'> }
  | { kind: 'invalid'; message: string };

/**
 * Where an account's service answers: the region or domain that was typed, or the address of a simulator on this
 * computer (`http://127.0.0.1:PORT`).
 */
export function accountEndpoints(address: string): AccountEndpoints {
  const local = /^http:\/\//i.test(address.trim()) ? checkServiceUrl(address) : null;
  if (local?.kind === 'ok') {
    return { kind: 'ok', endpoints: { apiUrl: local.url, loginUrl: local.url, appsUrl: local.url } };
  }
  const parsed = parseSignInAddress(address);
  return parsed.kind === 'invalid' ? parsed : { kind: 'ok', endpoints: endpoints(parsed.domain) };
}
