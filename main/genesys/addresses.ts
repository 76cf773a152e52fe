import { regions } from './regions.ts';

/** What an address that a person typed or pasted stands for. */
export type SignInAddress =
  | { kind: 'region'; domain: string }
  /** A domain that is none of Genesys's known ones: to be shown to the person before anything is sent there. */
  | { kind: 'customDomain'; domain: string }
  | { kind: 'invalid'; message: string };

export type ServiceUrl =
  /** `url` has no slash at the end. */
  { kind: 'ok'; url: string } | { kind: 'invalid'; message: string };

const EXAMPLE = 'for example apps.mypurecloud.de or eu-central-1';

/** No host name is longer (RFC 1035 §2.3.4); the path of a pasted address may be, within reason. */
const LONGEST_HOST = 253;
const LONGEST_ADDRESS = 4096;

const SERVICE_HOSTS = ['apps', 'login', 'api', 'streaming'];

/**
 * Reads the region out of what a person types or pastes: the address of the Genesys Cloud client, a bare domain,
 * the name of the AWS region, or a custom domain. Only the domain is taken; nothing else of the text is ever used.
 * Never throws.
 */
export function parseSignInAddress(text: string): SignInAddress {
  const trimmed = text.trim();
  if (trimmed === '') return invalid(`Enter the address of Genesys Cloud, ${EXAMPLE}.`);
  if (trimmed.length > LONGEST_ADDRESS) return invalid(`This is too long for an address. Enter ${EXAMPLE}.`);

  const named = regions.find((region) => region.awsRegion === trimmed.toLowerCase());
  if (named !== undefined) return { kind: 'region', domain: named.domain };

  const host = hostOf(trimmed);
  if (host.kind === 'invalid') return host;

  const region = regions.find(({ domain }) => host.name === domain || host.name.endsWith(`.${domain}`));
  if (region === undefined) return { kind: 'customDomain', domain: withoutServiceHost(host.name) };
  const { domain } = region;
  if (host.name === domain || withoutServiceHost(host.name) === domain) return { kind: 'region', domain };
  return invalid(`Nobody signs in at ${host.name}. If this is your region, enter apps.${domain}.`);
}

/**
 * Checks the URL of a service that an option or a setting names: https and wss anywhere, http and ws on this
 * computer only. A user name, a query or a fragment is refused, since a secret in it would end up in logs. Never throws.
 */
export function checkServiceUrl(text: string): ServiceUrl {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_ADDRESS || hasStrangeCharacters(trimmed) || !URL.canParse(trimmed)) {
    return invalid('This is not a URL. Enter one that begins with https:// or wss://.');
  }
  const url = new URL(trimmed);
  if (trimmed.includes('@')) {
    return invalid('The URL must not hold a user name or a password. Leave out the part before the @.');
  }
  if (trimmed.includes('?') || trimmed.includes('#')) {
    return invalid('The URL must not have a query or a fragment. Leave out what follows the ? or #.');
  }
  switch (url.protocol) {
    case 'https:':
    case 'wss:':
      break;
    case 'http:':
    case 'ws:':
      if (isLoopback(url.hostname)) break;
      return invalid(
        `${url.protocol}// is not encrypted and allowed for this computer only. Use https or wss.`,
      );
    default:
      return invalid('The URL must begin with https:// or wss://.');
  }
  return { kind: 'ok', url: url.href.replace(/\/+$/, '') };
}

function hostOf(text: string): { kind: 'host'; name: string } | { kind: 'invalid'; message: string } {
  const notAnAddress = invalid(
    `This is not an address of Genesys Cloud. Enter it as in the browser, ${EXAMPLE}.`,
  );
  const parts = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<authority>[^/?#]*)/i.exec(text)?.groups;
  const scheme = parts?.['scheme']?.toLowerCase() ?? 'https';
  const authority = parts?.['authority'] ?? '';
  // http is forgiven: only the domain is taken, and it is always called over https.
  if (scheme !== 'https' && scheme !== 'http') return notAnAddress;
  // Whatever could be read in two ways (a browser turns \ into /, %2e and 。 into dots) is refused, not guessed.
  if (authority.includes('@')) {
    return invalid(
      'The address must not hold a user name (the part before the @): it can hide where it leads.',
    );
  }
  if (hasStrangeCharacters(text) || authority.includes('%')) return notAnAddress;
  if (/[^\0-\x7f]/.test(authority)) {
    return invalid('The address has letters other than a to z, which can be look-alikes. Type it by hand.');
  }
  if (!URL.canParse(`https://${authority}`)) return notAnAddress;
  const { hostname, port } = new URL(`https://${authority}`);
  if (port !== '') return invalid('The address must not have a port. Leave out the colon and the number.');
  const name = hostname.replace(/\.$/, '');
  if (/^[\d.]+$/.test(name) || name.startsWith('[')) {
    return invalid(`An IP address does not say which region it is. Enter a name, ${EXAMPLE}.`);
  }
  return isDomainName(name) ? { kind: 'host', name } : notAnAddress;
}

function isDomainName(name: string): boolean {
  const labels = name.split('.');
  return (
    name.length <= LONGEST_HOST &&
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /[a-z]/.test(labels.at(-1) ?? '')
  );
}

function withoutServiceHost(name: string): string {
  const [first, ...rest] = name.split('.');
  return first !== undefined && SERVICE_HOSTS.includes(first) && rest.length >= 2 ? rest.join('.') : name;
}

/** `URL` resolves every spelling of an IPv4 address (127.1, 0x7f000001) to four numbers first. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** White space, control characters and backslashes: URL parsers drop or replace them silently. */
function hasStrangeCharacters(text: string): boolean {
  return /[\s\\\p{Cc}]/u.test(text);
}

function invalid(message: string): { kind: 'invalid'; message: string } {
  return { kind: 'invalid', message };
}
