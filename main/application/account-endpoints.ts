import { checkServiceUrl, parseSignInAddress } from '../genesys/addresses.ts';
import { endpoints, type Endpoints } from '../genesys/regions.ts';

/** Where an account's service answers. */
export type ServiceEndpoints = Pick<Endpoints, 'apiUrl' | 'loginUrl' | 'appsUrl'>;

export type AccountEndpoints =
  /** `address` is what names the service, and all of the typed text that may be kept. */
  { kind: 'ok'; address: string; endpoints: ServiceEndpoints } | { kind: 'invalid'; message: string };

/**
 * Where an account's service answers: the region or domain that was typed, or the address of a simulator on this
 * computer (`http://127.0.0.1:PORT`). Never throws.
 */
export function accountEndpoints(text: string): AccountEndpoints {
  const local = /^http:\/\//i.test(text.trim()) ? checkServiceUrl(text) : null;
  if (local?.kind === 'ok') {
    const { origin } = new URL(local.url);
    return {
      kind: 'ok',
      address: origin,
      endpoints: { apiUrl: origin, loginUrl: origin, appsUrl: origin },
    };
  }
  const parsed = parseSignInAddress(text);
  if (parsed.kind === 'invalid') return parsed;
  const { apiUrl, loginUrl, appsUrl } = endpoints(parsed.domain);
  return { kind: 'ok', address: parsed.domain, endpoints: { apiUrl, loginUrl, appsUrl } };
}
