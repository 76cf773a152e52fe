import type { Fetch } from '../../../main/effects/fetch.ts';
import { ME, WATCHING_BEGINS } from '../streams/conversation-model.ts';

const CHANNEL_LIFE_MS = 24 * 3_600_000;

/**
 * The few REST calls of a start, answered from memory. Texts and single conversations are refused with 403, as for an
 * agent without the permissions: what is measured is the way of the events.
 * @param socketUrl where the channel's socket is.
 */
export function restInMemory(socketUrl: string): Fetch {
  return (url) => {
    const { pathname } = new URL(url);
    switch (pathname) {
      case '/api/v2/users/me':
        return answer(200, { id: ME, name: 'Alex Agent' });
      case '/api/v2/conversations/messages':
        return answer(200, { entities: [], pageCount: 1 });
      case '/api/v2/notifications/channels':
        return answer(200, {
          id: 'bench',
          connectUri: socketUrl,
          expires: new Date(WATCHING_BEGINS + CHANNEL_LIFE_MS).toISOString(),
        });
      case '/api/v2/notifications/channels/bench/subscriptions':
        return answer(200, { entities: [] });
      default:
        return answer(403, { status: 403, code: 'missing.permissions', message: 'Not permitted.' });
    }
  };
}

function answer(status: number, body: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', Date: new Date(WATCHING_BEGINS).toUTCString() };
  return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
}
