import type { Clock } from '../../effects/clock.ts';
import { checkServiceUrl } from '../../genesys/addresses.ts';
import { recordsAt, stringAt, stringsAt } from '../../genesys/json.ts';
import type { Rest, RestResult } from '../../genesys/rest.ts';
import type { ChannelResult, LinkFailure, Protocol, RenewResult, SubscribeResult } from '../protocol.ts';
import type { RefusedTopic } from '../status.ts';
import { CHANNEL_LIFE_MS } from '../timing.ts';
import { createChannelFrameReader } from './channel-frames.ts';

/** The service speaks every 30 s at least (docs/genesys-cloud.md §1.5). */
const SILENCE_MS = 35_000;

/** A channel that has less than this left after being renewed was not renewed. */
const LEAST_RENEWED_MS = CHANNEL_LIFE_MS / 2;

export interface ChannelsDependencies {
  rest: Rest;
  /** The service's time, ms since 1970; null while it is not known. */
  serviceNow: () => number | null;
  clock: Clock;
}

/** Genesys Cloud's public notification channels (docs/genesys-cloud.md §1). */
export function createChannelsProtocol({ rest, serviceNow, clock }: ChannelsDependencies): Protocol {
  const decode = createChannelFrameReader();

  function lifetime(answer: unknown): number | null {
    const expires = Date.parse(stringAt(answer, 'expires') ?? '');
    return Number.isNaN(expires) ? null : Math.max(0, expires - (serviceNow() ?? clock.now()));
  }

  return {
    name: 'channels',
    decode,
    traits: {
      silenceMs: SILENCE_MS,
      oneSocket: false,
      refusedUpgrade: (status) =>
        status === 401 || status === 403 || status === 404 || status === 410 ? 'channelGone' : 'serviceError',
    },

    async openChannel(_token, signal): Promise<ChannelResult> {
      const result = await rest.send(
        { method: 'POST', path: '/api/v2/notifications/channels', priority: 'connection' },
        signal,
      );
      if (result.kind !== 'ok') return linkFailure(result);
      const id = stringAt(result.value, 'id');
      const uri = checkServiceUrl(stringAt(result.value, 'connectUri') ?? '');
      if (id === null || uri.kind === 'invalid' || !/^wss?:/.test(uri.url)) {
        return { kind: 'transient', reason: 'serviceError', retryAfterMs: null };
      }
      const lifetimeMs = lifetime(result.value) ?? CHANNEL_LIFE_MS;
      return { kind: 'channel', channel: { id, url: uri.url, lifetimeMs } };
    },

    async subscribe(channel, topics, _socket, signal): Promise<SubscribeResult> {
      const result = await putTopics(rest, channel.id, topics, signal);
      if (result.kind !== 'ok') return linkFailure(result);
      const refused = refusedTopics(result.value);
      if (topics.length > 0 && nothingPermitted(result.value)) {
        return {
          kind: 'forbidden',
          refused,
          message: 'None of the topics may be subscribed with this sign-in.',
        };
      }
      const count = Math.max(0, topics.length - refused.length);
      return { kind: 'acknowledged', topics: count, refused, lifetimeMs: CHANNEL_LIFE_MS };
    },

    async renew(channel, topics, signal): Promise<RenewResult> {
      const put = await putTopics(rest, channel.id, topics, signal);
      if (put.kind !== 'ok') return linkFailure(put);
      const list = await rest.send(
        { method: 'GET', path: '/api/v2/notifications/channels', priority: 'connection' },
        signal,
      );
      if (list.kind !== 'ok') return linkFailure(list);
      const own = recordsAt(list.value, 'entities').find((entry) => entry['id'] === channel.id);
      const left = lifetime(own);
      if (own === undefined || (left !== null && left < LEAST_RENEWED_MS)) return { kind: 'unchanged' };
      return { kind: 'renewed', lifetimeMs: left ?? CHANNEL_LIFE_MS };
    },

    probe(socket) {
      socket.send('{"message":"ping"}');
    },
  };
}

/** `ignoreErrors=true`: one topic that is not permitted must not take the others with it (§1.1). */
function putTopics(
  rest: Rest,
  channelId: string,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<RestResult<unknown>> {
  return rest.send(
    {
      method: 'PUT',
      path: `/api/v2/notifications/channels/${encodeURIComponent(channelId)}/subscriptions?ignoreErrors=true`,
      body: topics.map((id) => ({ id })),
      priority: 'connection',
    },
    signal,
  );
}

function refusedTopics(answer: unknown): readonly RefusedTopic[] {
  return recordsAt(answer, 'entities')
    .filter((entry) => stringAt(entry, 'state')?.toLowerCase() === 'rejected')
    .map((entry) => ({
      topic: stringAt(entry, 'id') ?? 'unknown',
      reason: stringAt(entry, 'rejectionReason') ?? 'not permitted',
      missingPermissions: stringsAt(entry, 'missingPermissions'),
    }));
}

function nothingPermitted(answer: unknown): boolean {
  const entities = recordsAt(answer, 'entities');
  return (
    entities.length > 0 && entities.every((entry) => stringAt(entry, 'state')?.toLowerCase() === 'rejected')
  );
}

/** What an answer that is not `ok` means for a link. */
export function linkFailure(result: Exclude<RestResult<unknown>, { kind: 'ok' }>): LinkFailure {
  switch (result.kind) {
    case 'unauthorized':
      return { kind: 'unauthorized' };
    case 'forbidden': {
      const missing = result.permission === null ? '' : ` The permission ${result.permission} is missing.`;
      return { kind: 'forbidden', refused: [], message: `${result.message}${missing}` };
    }
    case 'notFound':
      return { kind: 'channelGone' };
    case 'limited':
      return { kind: 'limited', retryAfterMs: result.retryAfterMs };
    case 'refused':
      return { kind: 'refused', message: result.message };
    case 'transient':
      return {
        kind: 'transient',
        reason: result.answered ? 'serviceError' : 'network',
        retryAfterMs: result.retryAfterMs,
      };
  }
}
