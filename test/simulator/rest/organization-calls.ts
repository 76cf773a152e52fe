import type { Directory, User } from '../conversations/directory.ts';
import { queuePermission } from '../notifications/topics.ts';
import type { Tokens } from '../oauth/tokens.ts';
import { requireAnyPermission, requireScope } from './access.ts';
import { needsUserContext, notFound } from './error-body.ts';
import { emptyResponse, jsonResponse } from './http.ts';
import { pageOf } from './listing.ts';
import type { Route } from './router.ts';

const queuesPath = '/api/v2/routing/queues';

/** Users, queues and the token itself (docs/genesys-cloud.md §3.1 and §4). */
export function organizationCalls(directory: Directory, tokens: Tokens): Route[] {
  const render = ({ id, name, email }: User) => ({
    id,
    name,
    email,
    username: email,
    state: 'active',
    division: { id: directory.organization.id, name: 'Home' },
    selfUri: `/api/v2/users/${id}`,
  });
  const findUser = (id: string) => {
    const user = directory.agents.find((one) => one.id === id);
    if (user === undefined) throw notFound('The user');
    return user;
  };
  const queues = directory.queues.map((queue) => ({
    ...queue,
    division: { id: directory.organization.id, name: 'Home' },
    selfUri: `${queuesPath}/${queue.id}`,
  }));
  return [
    {
      method: 'GET',
      path: '/api/v2/users/me',
      run: ({ token, query }) => {
        if (token.userId === null) throw needsUserContext();
        const expand = (query.get('expand') ?? '').split(',');
        return jsonResponse(200, {
          ...render(findUser(token.userId)),
          ...(expand.includes('organization') ? { organization: directory.organization } : {}),
          ...(expand.includes('token')
            ? { token: { OAuthClient: { id: token.clientId, organization: directory.organization } } }
            : {}),
        });
      },
    },
    {
      method: 'GET',
      path: '/api/v2/users/{userId}',
      run: ({ token, params }) => {
        requireScope(token, 'user:read');
        return jsonResponse(200, render(findUser(params['userId'] ?? '')));
      },
    },
    {
      method: 'GET',
      path: queuesPath,
      run: ({ token, query }) => {
        requireAnyPermission(token, [queuePermission]);
        const wanted = (query.get('name') ?? '').replaceAll('*', '').toLowerCase();
        const found = queues.filter(({ name }) => name.toLowerCase().includes(wanted));
        return jsonResponse(200, pageOf(found, queuesPath, query));
      },
    },
    {
      method: 'GET',
      path: `${queuesPath}/{queueId}`,
      run: ({ token, params }) => {
        requireAnyPermission(token, [queuePermission]);
        const queue = queues.find(({ id }) => id === params['queueId']);
        if (queue === undefined) throw notFound('The queue');
        return jsonResponse(200, queue);
      },
    },
    {
      method: 'DELETE',
      path: '/api/v2/tokens/me',
      run: ({ token }) => {
        tokens.revoke(token);
        return emptyResponse(200);
      },
    },
  ];
}
