import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient } from './bare-client.ts';
import type { SimulatorOptions } from './options.ts';
import { Simulator } from './simulator.ts';

const conversationsPath = '/api/v2/conversations';
const messagesPath = '/api/v2/conversations/messages';

describe('the REST API', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;

  const start = (options: Partial<SimulatorOptions> = {}) => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1, ...options });
    client = new BareClient(simulator, clock);
  };
  beforeEach(() => {
    start();
  });

  const ids = ({ json }: { json: unknown }) => {
    const entities = at(json, 'entities');
    return Array.isArray(entities) ? entities.map((entity) => at(entity, 'id')) : [];
  };

  it('dates and numbers every answer, whatever it is', () => {
    const anonymous = new BareClient(simulator, clock);
    anonymous.token = '';
    for (const answer of [
      client.call('GET', '/api/v2/users/me'),
      client.call('GET', '/api/v2/nothing'),
      anonymous.call('GET', '/api/v2/users/me'),
    ]) {
      expect(answer.headers).toMatchObject({
        date: 'Mon, 05 Jan 2026 10:00:00 GMT',
        'inin-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        'inin-ratelimit-count': expect.stringMatching(/^\d+$/) as string,
        'inin-ratelimit-allowed': '300',
        'inin-ratelimit-reset': expect.stringMatching(/^\d+$/) as string,
      });
    }
  });

  it('refuses unknown paths, wrong methods and bad tokens with an error body', () => {
    expect(client.call('GET', '/api/v2/nothing')).toMatchObject({ status: 404, json: { code: 'not.found' } });
    expect(client.call('PATCH', '/api/v2/users/me')).toMatchObject({
      status: 405,
      headers: { allow: 'GET' },
    });
    client.token = 'guessed';
    const answer = client.call('GET', '/api/v2/users/me');
    expect(answer).toMatchObject({
      status: 401,
      json: { status: 401, code: 'bad.credentials', details: [], errors: [] },
    });
    expect(at(answer.json, 'contextId')).toBe(answer.headers['inin-correlation-id']);
  });

  it('refuses requests over the limit until the minute is over', async () => {
    start({ requestsPerMinute: 2 });
    const me = () => client.call('GET', '/api/v2/users/me');
    expect([me().status, me().status]).toEqual([200, 200]);
    await clock.advance(20_000);
    expect(me()).toMatchObject({
      status: 429,
      headers: { 'retry-after': '40', 'inin-ratelimit-count': '3', 'inin-ratelimit-reset': '40' },
      json: {
        code: 'too.many.requests',
        message: 'Rate limit exceeded the maximum. Retry the request in [40] seconds',
      },
    });
    const other = new BareClient(simulator, clock);
    other.useClientCredentials();
    expect(other.call('GET', conversationsPath).status).toBe(200);
    await clock.advance(40_000);
    expect(me().status).toBe(200);
  });

  it('knows users and queues', () => {
    const [, second] = simulator.directory.agents;
    const [queue] = simulator.directory.queues;
    expect(client.call('GET', `/api/v2/users/${second?.id ?? ''}`).json).toMatchObject({
      name: second?.name,
    });
    expect(client.call('GET', '/api/v2/users/nobody').status).toBe(404);
    expect(client.call('GET', `/api/v2/routing/queues/${queue?.id ?? ''}`).json).toMatchObject({
      name: 'Support',
    });
    expect(client.call('GET', '/api/v2/routing/queues/none').status).toBe(404);
    expect(ids(client.call('GET', '/api/v2/routing/queues?name=sup*'))).toEqual([queue?.id]);
    expect(client.call('GET', '/api/v2/routing/queues?pageSize=3').json).toMatchObject({
      total: 4,
      pageCount: 2,
      nextUri: '/api/v2/routing/queues?pageSize=3&pageNumber=2',
    });
    expect(client.call('GET', '/api/v2/routing/queues?pageSize=1000').status).toBe(400);
  });

  it('lists the own active conversations and no others', () => {
    const mine = simulator.steering.start({ userId: simulator.ready.userId }).conversationId;
    const email = simulator.steering.start({ userId: simulator.ready.userId, media: 'email' }).conversationId;
    const over = simulator.steering.start({ userId: simulator.ready.userId }).conversationId;
    simulator.steering.end(over);
    simulator.steering.start();
    expect(ids(client.call('GET', conversationsPath))).toEqual([mine, email]);
    expect(ids(client.call('GET', `${conversationsPath}?communicationType=Email`))).toEqual([email]);
    expect(ids(client.call('GET', messagesPath))).toEqual([mine]);
    client.useClientCredentials();
    expect(ids(client.call('GET', conversationsPath))).toEqual([]);
  });

  it('pages long listings: a client that reads one page misses the rest', () => {
    for (let count = 0; count < 30; count += 1) simulator.steering.start({ userId: simulator.ready.userId });
    const first = client.call('GET', messagesPath);
    expect(first.json).toMatchObject({ total: 30, pageCount: 2, pageSize: 25 });
    const second = client.call('GET', String(at(first.json, 'nextUri')));
    expect([ids(first).length, ids(second).length]).toEqual([25, 5]);
    expect(at(second.json, 'nextUri')).toBeUndefined();
  });

  it('renders a conversation in both shapes, even when it is over', () => {
    const { conversationId, messageId } = simulator.steering.start({ text: 'Hello' });
    simulator.steering.end(conversationId);
    expect(client.call('GET', `${messagesPath}/${conversationId}`).json).toMatchObject({
      participants: [{ purpose: 'customer', state: 'disconnected', messages: [{ messageId }] }, {}],
    });
    expect(client.call('GET', `${conversationsPath}/${conversationId}`).json).toMatchObject({
      endTime: '2026-01-05T10:00:00.000Z',
      participants: [{ purpose: 'customer', messages: [{ messages: [{ messageId }] }] }, {}],
    });
    expect(client.call('GET', `${messagesPath}/none`).status).toBe(404);
  });

  it('gives the text of messages, one by one and in bulk', () => {
    const { conversationId, messageId } = simulator.steering.start({ text: 'Hello' });
    const path = `${messagesPath}/${conversationId}/messages`;
    const picture = simulator.steering.message(conversationId, null).id;
    const id = messageId ?? '';
    expect(client.call('GET', `${path}/${id}`).json).toMatchObject({
      id,
      direction: 'inbound',
      textBody: 'Hello',
      normalizedMessage: { type: 'Text', text: 'Hello' },
    });
    const normalized = client.call('GET', `${path}/${id}?useNormalizedMessage=true`).json;
    expect(at(normalized, 'normalizedMessage.text')).toBe('Hello');
    expect(at(normalized, 'textBody')).toBeUndefined();
    expect(client.call('GET', `${messagesPath}/${id}/details`).json).toMatchObject({ id, textBody: 'Hello' });
    const bulk = client.call('POST', `${path}/bulk`, [id, picture, 'unknown']);
    expect(ids(bulk)).toEqual([id, picture]);
    expect(at(bulk.json, 'entities.1.normalizedMessage.text')).toBeUndefined();
    expect(client.call('GET', `${path}/unknown`).status).toBe(404);
    expect(client.call('POST', `${path}/bulk`, Array<string>(1_001).fill(id)).status).toBe(400);
    expect(client.call('POST', `${path}/bulk`, { id }).status).toBe(400);
  });

  it('refuses texts and whole conversations without the permission, and names it', () => {
    start({ userPermissions: [] });
    const { conversationId, messageId } = simulator.steering.start({ text: 'Hello' });
    const permissions = '[conversation:message:view, conversation:webmessaging:view]';
    for (const answer of [
      client.call('GET', `${messagesPath}/${conversationId}/messages/${messageId ?? ''}`),
      client.call('POST', `${messagesPath}/${conversationId}/messages/bulk`, [messageId]),
      client.call('GET', `${messagesPath}/${messageId ?? ''}/details`),
    ]) {
      expect(answer).toMatchObject({ status: 403, json: { status: 403, messageParams: { permissions } } });
    }
    expect(client.call('GET', `${conversationsPath}/${conversationId}`).status).toBe(403);
    expect(client.call('GET', `${messagesPath}/${conversationId}`).status).toBe(200);
    expect(client.call('GET', '/api/v2/routing/queues').status).toBe(403);
  });

  it('refuses conversations and users to a client without the scope', () => {
    start({ directScopes: ['conversation:read', 'notification:subscribe'] });
    const { conversationId, messageId } = simulator.steering.start({ text: 'Hello' });
    client.useClientCredentials();
    for (const path of [
      `${conversationsPath}/${conversationId}`,
      `${messagesPath}/${conversationId}`,
      `${messagesPath}/${conversationId}/messages/${messageId ?? ''}`,
      `/api/v2/users/${simulator.ready.userId}`,
    ]) {
      expect(client.call('GET', path).status).toBe(403);
    }
    expect(client.call('GET', conversationsPath).status).toBe(200);
  });

  it('keeps no token in its record', () => {
    client.call('GET', `/api/v2/users/me?access_token=${client.token}`);
    client.useClientCredentials();
    const record = JSON.stringify(simulator.record);
    expect(record).toContain('/api/v2/users/me');
    for (const secret of [simulator.ready.accessToken, client.token, simulator.ready.clientSecret]) {
      expect(record).not.toContain(secret);
    }
  });
});
