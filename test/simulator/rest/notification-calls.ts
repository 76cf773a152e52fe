import type { Channel, Channels } from '../notifications/channels.ts';
import type { Subscriptions } from '../notifications/subscriptions.ts';
import { availableTopics } from '../notifications/topics.ts';
import { iso } from '../service-time.ts';
import { requireScope } from './access.ts';
import { badRequest, notFound } from './error-body.ts';
import { emptyResponse, jsonResponse } from './http.ts';
import type { Call, Route } from './router.ts';

const channelPath = '/api/v2/notifications/channels/{channelId}';
const subscriptionsPath = `${channelPath}/subscriptions`;

/** Channels and their subscriptions (docs/genesys-cloud.md §1.1). @param socketOrigin like `ws://127.0.0.1:4040`. */
export function notificationCalls(
  channels: Channels,
  subscriptions: Subscriptions,
  socketOrigin: string,
): Route[] {
  const render = (channel: Channel) => ({
    connectUri: `${socketOrigin}/channels/${channel.id}`,
    id: channel.id,
    expires: iso(channel.expires),
  });
  /** A channel belongs to the token that made it. */
  const find = ({ token, params }: Call): Channel => {
    const channel = channels.find(params['channelId'] ?? '');
    if (channel?.token !== token) throw notFound('The channel');
    return channel;
  };
  const change = (call: Call, mode: 'replace' | 'add') => {
    const channel = find(call);
    const ignoreErrors = readFlag(call.query, 'ignoreErrors');
    return jsonResponse(200, { entities: subscriptions.change(channel, mode, call.json(), ignoreErrors) });
  };
  return [
    {
      method: 'POST',
      path: '/api/v2/notifications/channels',
      run: ({ token }) => {
        requireScope(token, 'notification:subscribe');
        return jsonResponse(200, render(channels.create(token)));
      },
    },
    {
      method: 'GET',
      path: '/api/v2/notifications/channels',
      run: ({ token, query }) => {
        const whose = query.get('includechannels') ?? 'token';
        if (whose !== 'token' && whose !== 'oauthclient') {
          throw badRequest('includechannels must be token or oauthclient.');
        }
        const entities = channels.all().flatMap((one) => {
          if (one.token === token) return [render(one)];
          const sameClient = one.token.clientId === token.clientId && one.token.userId === token.userId;
          return whose === 'oauthclient' && sameClient ? [{ expires: iso(one.expires) }] : [];
        });
        return jsonResponse(200, { entities });
      },
    },
    {
      method: 'HEAD',
      path: channelPath,
      run: (call) => {
        find(call);
        return emptyResponse(200);
      },
    },
    {
      method: 'GET',
      path: subscriptionsPath,
      run: (call) => jsonResponse(200, { entities: subscriptions.list(find(call)) }),
    },
    { method: 'PUT', path: subscriptionsPath, run: (call) => change(call, 'replace') },
    { method: 'POST', path: subscriptionsPath, run: (call) => change(call, 'add') },
    {
      method: 'DELETE',
      path: subscriptionsPath,
      run: (call) => {
        subscriptions.clear(find(call));
        return emptyResponse(200);
      },
    },
    {
      method: 'GET',
      path: '/api/v2/notifications/availabletopics',
      run: () => jsonResponse(200, { entities: availableTopics }),
    },
  ];
}

function readFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false') throw badRequest(`${name} must be true or false.`);
  return value === 'true';
}
