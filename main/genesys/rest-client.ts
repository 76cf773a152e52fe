import { retryAfterMs } from '../auth/retry-after.ts';
import { withTimeLimit, type Limited } from '../auth/time-limit.ts';
import type { AccessToken } from '../auth/token.ts';
import type { LogFields, Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { RateLimit } from './budget-decision.ts';
import { parseJson, stringAt, valueAt } from './json.ts';
import type { Admission, RequestBudget } from './request-budget.ts';
import { readText } from './response-text.ts';
import { readRestAnswer, type RestAnswer } from './rest-answer.ts';
import { pathTemplate } from './rest-path.ts';
import type { Rest, RestCall, RestPriority, RestResult } from './rest.ts';
import { readHttpDate, type ServiceClock } from './service-clock.ts';

/** How long a call may take once it is sent, its body included, in ms. */
const TIME_LIMIT_MS = 15_000;

/** No answer that the engine asks for comes near this; what is longer is a mistake or an attack on our memory. */
const LONGEST_BODY_BYTES = 16 * 1024 * 1024;

export interface RestClientOptions {
  /** Where the API is, `https://api.DOMAIN`; as `endpoints` or `checkServiceUrl` give it. */
  apiUrl: string;
  fetch: Fetch;
  clock: Clock;
  budget: RequestBudget;
  serviceClock: ServiceClock;
  /** The token of the moment; asked for just before each call is sent. */
  token: () => AccessToken | null;
  logger: Logger;
  /** Told which token the service refused with 401. */
  onUnauthorized?: (token: AccessToken) => void;
}

/** A call without its priority, made at the moment it is sent. */
export type PreparedCall = Omit<RestCall, 'priority'>;

export interface RestClient extends Rest {
  /**
   * Like `send`, but the call is made only when the budget admits it: whatever joined while it waited goes along.
   * `prepare` is called once, or not at all.
   */
  sendWhenAdmitted(
    priority: RestPriority,
    prepare: () => PreparedCall,
    signal: AbortSignal,
  ): Promise<RestResult<unknown>>;
}

/** Calls the service's REST API: inside the budget, within 15 s, never following a redirect; docs/genesys-cloud.md §3. */
export function createRestClient(options: RestClientOptions): RestClient {
  const { budget, clock, token } = options;
  const sendWhenAdmitted: RestClient['sendWhenAdmitted'] = async (priority, prepare, signal) => {
    if (token() === null) return { kind: 'unauthorized' };
    const admission = await budget.admit(priority, signal);
    const current = token();
    if (admission === null || signal.aborted) return aborted();
    if (current === null) return { kind: 'unauthorized' };
    const sentAt = clock.monotonic();
    const call = prepare();
    const exchanged = await withTimeLimit(clock, TIME_LIMIT_MS, signal, (limited) =>
      exchange(options, call, current, admission, limited),
    );
    const result = meaningOf(exchanged);
    const exchangeDone = exchanged.kind === 'done' ? exchanged.value : null;
    if (exchangeDone !== null && result.kind !== 'transient') options.serviceClock.learn(exchangeDone.date);
    if (exchanged.kind !== 'aborted') {
      log(options.logger, call, result, exchangeDone, clock.monotonic() - sentAt);
    }
    if (result.kind === 'unauthorized') options.onUnauthorized?.(current);
    return result;
  };
  return {
    sendWhenAdmitted,
    send: (call, signal) => sendWhenAdmitted(call.priority, () => call, signal),
  };
}

interface Exchange {
  answer: RestAnswer;
  date: string | null;
  correlationId: string | null;
}

async function exchange(
  { apiUrl, fetch, clock, budget }: RestClientOptions,
  call: PreparedCall,
  token: AccessToken,
  admission: Admission,
  signal: AbortSignal,
): Promise<Exchange> {
  const headers = new Headers({ Accept: 'application/json', Authorization: `Bearer ${token.value}` });
  const init: RequestInit = { method: call.method, headers, redirect: 'error', signal };
  if (call.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    init.body = JSON.stringify(call.body);
  }
  const response = await fetch(`${apiUrl}${call.path}`, init);

  const date = response.headers.get('date');
  const retryAfter = retryAfterMs(response.headers.get('retry-after'), readHttpDate(date) ?? clock.now());
  budget.learn(readRateLimit(response.headers), admission);
  if (response.status === 429) budget.hold(retryAfter);

  const text = call.method === 'HEAD' ? '' : await readText(response, LONGEST_BODY_BYTES);
  return {
    answer: {
      status: response.status,
      contentType: response.headers.get('content-type'),
      retryAfterMs: retryAfter,
      text,
      secret: token.value,
    },
    date,
    correlationId: response.headers.get('inin-correlation-id') ?? contextId(response.status, text),
  };
}

function meaningOf(exchanged: Limited<Exchange>): RestResult<unknown> {
  switch (exchanged.kind) {
    case 'done':
      return readRestAnswer(exchanged.value.answer);
    case 'failed':
      return {
        kind: 'transient',
        answered: false,
        reason: `no answer (${errorCode(exchanged.error)})`,
        retryAfterMs: null,
      };
    case 'timedOut':
      return { kind: 'transient', answered: false, reason: 'no answer within 15 s', retryAfterMs: null };
    case 'aborted':
      return aborted();
  }
}

function aborted(): RestResult<unknown> {
  return { kind: 'transient', answered: false, reason: 'aborted', retryAfterMs: null };
}

/** Node tells the system's code in the cause, Electron in the message; the rest of either may hold the address. */
function errorCode(error: unknown): string {
  const code = stringAt(valueAt(error, 'cause'), 'code') ?? stringAt(error, 'code');
  if (code !== null && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
  const chromiumCode = /^net::(ERR_[A-Z0-9_]+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return chromiumCode ?? 'connection failed';
}

/** Headers that are missing or no numbers give NaN, which the budget does not believe. */
function readRateLimit(headers: Headers): RateLimit {
  const numberOf = (name: string) => {
    const text = headers.get(`inin-ratelimit-${name}`)?.trim() ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  };
  return { count: numberOf('count'), allowed: numberOf('allowed'), resetMs: numberOf('reset') * 1000 };
}

function log(
  logger: Logger,
  call: PreparedCall,
  result: RestResult<unknown>,
  exchanged: Exchange | null,
  ms: number,
): void {
  const fields: LogFields = {
    method: call.method,
    path: pathTemplate(call.path),
    status: exchanged?.answer.status ?? null,
    correlationId: plainId(exchanged?.correlationId ?? null),
    ms: Math.round(ms),
  };
  switch (result.kind) {
    case 'ok':
    case 'notFound':
      logger.debug('REST call', fields);
      return;
    case 'transient':
      logger.warn(`REST call failed: ${result.reason}`, fields);
      return;
    case 'forbidden':
      logger.warn('REST call refused', { ...fields, permission: result.permission });
      return;
    case 'refused':
      logger.warn('REST call refused', { ...fields, code: result.code });
      return;
    case 'unauthorized':
    case 'limited':
      logger.warn('REST call refused', fields);
      return;
  }
}

/** What support finds a refused call by, where the header is missing; docs/genesys-cloud.md §3.4. */
function contextId(status: number, text: string | null): string | null {
  return status >= 400 && text !== null ? stringAt(parseJson(text), 'contextId') : null;
}

function plainId(text: string | null): string | null {
  return text !== null && /^[\w-]{1,64}$/.test(text) ? text : null;
}
