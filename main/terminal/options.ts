import type { WatchRequest } from '../engine/output.ts';
import { checkServiceUrl, parseSignInAddress } from '../genesys/addresses.ts';
import { endpoints } from '../genesys/regions.ts';
import { readArguments, UsageError, type Values } from './arguments.ts';

export type Credentials =
  { kind: 'client'; clientId: string; clientSecret: string } | { kind: 'userToken'; accessToken: string };

export interface ListenOptions {
  protocol: 'channels' | 'direct';
  credentials: Credentials;
  apiUrl: string;
  loginUrl: string;
  /** Direct only. */
  socketUrl: string;
  watch: WatchRequest;
  include: readonly string[];
  exclude: readonly string[];
  json: boolean;
  /** Infinity for no end. */
  maxMessages: number;
  maxRetries: number;
  durationMs: number;
}

export type ParsedOptions =
  { kind: 'help' } | { kind: 'listen'; options: ListenOptions } | { kind: 'usage'; message: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the command line and the environment. Never throws. */
export function parseOptions(args: readonly string[], environment: Environment): ParsedOptions {
  try {
    const values = readArguments(args);
    if (values.help === true) return { kind: 'help' };
    return { kind: 'listen', options: readOptions(values, environment) };
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'usage', message: error.message };
    throw error;
  }
}

function readOptions(values: Values, environment: Environment): ListenOptions {
  const credentials = readCredentials(environment);
  const topics = texts('topic', values.topic);
  const queues = texts('queue', values.queue);
  const conversations = texts('conversation', values.conversation);
  const include = texts('include', values.include);
  const exclude = texts('exclude', values.exclude);
  const protocol = readProtocol(values.protocol, credentials, topics.length + queues.length > 0);
  refuseOtherProtocolsOptions(values, protocol);
  if (protocol === 'direct') checkInclude(include, conversations);
  const nothingNamed = topics.length === 0 && queues.length === 0;
  const mine = protocol === 'channels' && credentials.kind === 'userToken' && nothingNamed;
  if (protocol === 'channels' && !mine && nothingNamed && conversations.length === 0) {
    throw new UsageError(
      'There is nothing to watch: give --queue, --topic or --conversation, or a user token in GENESYS_ACCESS_TOKEN for your own conversations.',
    );
  }
  return {
    protocol,
    credentials,
    ...readAddresses(values, protocol),
    watch: { mine, queues, conversations, topics },
    include,
    exclude,
    json: values.json === true,
    maxMessages: wholeNumber('max-messages', values['max-messages'], 1),
    maxRetries: wholeNumber('max-retries', values['max-retries'], 0),
    durationMs: seconds('duration', values.duration),
  };
}

function readCredentials(environment: Environment): Credentials {
  const accessToken = environment['GENESYS_ACCESS_TOKEN'] ?? '';
  const clientId = environment['GENESYS_CLIENT_ID'] ?? '';
  const clientSecret = environment['GENESYS_CLIENT_SECRET'] ?? '';
  const isGiven = (value: string) => value.trim() !== '';
  if (isGiven(accessToken)) return { kind: 'userToken', accessToken };
  if (isGiven(clientId) && isGiven(clientSecret)) return { kind: 'client', clientId, clientSecret };
  throw new UsageError(
    'No credentials: set GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET in the environment, or GENESYS_ACCESS_TOKEN.',
  );
}

function readProtocol(
  value: string | undefined,
  credentials: Credentials,
  hasTopics: boolean,
): ListenOptions['protocol'] {
  switch (value) {
    case 'channels':
    case 'direct':
      return value;
    case undefined:
      return credentials.kind === 'userToken' || hasTopics ? 'channels' : 'direct';
    default:
      throw new UsageError('--protocol is channels or direct.');
  }
}

function refuseOtherProtocolsOptions(values: Values, protocol: ListenOptions['protocol']): void {
  const others =
    protocol === 'direct' ? (['topic', 'queue'] as const) : (['include', 'exclude', 'socket-url'] as const);
  for (const name of others) {
    if (values[name] !== undefined) throw new UsageError(`The ${protocol} protocol has no --${name}.`);
  }
}

/** Without its id an event could only be told apart if there is but one conversation. */
function checkInclude(include: readonly string[], conversations: readonly string[]): void {
  if (include.length === 0 || include.includes('*') || include.includes('conversationId')) return;
  if (conversations.length === 1) return;
  throw new UsageError(
    'Without conversationId among the fields to --include, give exactly one --conversation.',
  );
}

function readAddresses(
  values: Values,
  protocol: ListenOptions['protocol'],
): Pick<ListenOptions, 'apiUrl' | 'loginUrl' | 'socketUrl'> {
  const address = parseSignInAddress(values.region ?? 'mypurecloud.com');
  if (address.kind === 'invalid') throw new UsageError(`--region: ${address.message}`);
  // A slip of the pen must not send the credentials to whoever owns the domain.
  if (address.kind === 'customDomain') {
    throw new UsageError(
      `--region: ${address.domain} is no region of Genesys Cloud. If it is meant, name its addresses with --api-url and --login-url.`,
    );
  }
  const region = endpoints(address.domain);
  const givenApi = url('api-url', values['api-url'], ['https:', 'http:']);
  const apiUrl = givenApi ?? region.apiUrl;
  // The direct protocol asks the API itself for its token (docs/direct-protocol.md §1). Elsewhere, whoever names
  // another API must not send its credentials to Genesys Cloud by default.
  const login = protocol === 'direct' ? apiUrl : (givenApi ?? region.loginUrl);
  return {
    apiUrl,
    loginUrl: url('login-url', values['login-url'], ['https:', 'http:']) ?? login,
    socketUrl:
      url('socket-url', values['socket-url'], ['wss:', 'ws:']) ??
      `${apiUrl.replace(/^http/, 'ws')}/api/v2/notifications`,
  };
}

function url(name: string, value: string | undefined, schemes: readonly string[]): string | null {
  if (value === undefined) return null;
  const checked = checkServiceUrl(value);
  if (checked.kind === 'invalid') throw new UsageError(`--${name}: ${checked.message}`);
  if (!schemes.includes(new URL(checked.url).protocol)) {
    throw new UsageError(`--${name} must begin with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`);
  }
  return checked.url;
}

function texts(name: string, values: readonly string[] | undefined): readonly string[] {
  const given = values ?? [];
  if (given.some((value) => value.trim() === '')) throw new UsageError(`--${name} needs a value.`);
  return [...new Set(given)];
}

function wholeNumber(name: string, value: string | undefined, least: number): number {
  if (value === undefined) return Infinity;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) {
    throw new UsageError(`--${name} is a whole number, ${least} or more.`);
  }
  return Number(value);
}

function seconds(name: string, value: string | undefined): number {
  if (value === undefined) return Infinity;
  const number = Number(value);
  if (!/^\d{1,7}(\.\d+)?$/.test(value) || number <= 0) {
    throw new UsageError(`--${name} is a number of seconds above 0.`);
  }
  return number * 1_000;
}
