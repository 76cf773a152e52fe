import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient } from './bare-client.ts';
import { Simulator } from './simulator.ts';

describe('subscriptions', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;
  let mine: string;
  let foreign: string;
  let queue: string;

  beforeEach(() => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1 });
    client = new BareClient(simulator, clock);
    mine = `v2.users.${simulator.ready.userId}.conversations.messages`;
    foreign = `v2.users.${simulator.directory.agents[1]?.id ?? ''}.conversations.messages`;
    queue = `v2.routing.queues.${simulator.directory.queues[0]?.id ?? ''}.conversations.messages`;
  });

  const listed = (id: string) => {
    const { json } = client.call('GET', `/api/v2/notifications/channels/${id}/subscriptions`);
    const entities = at(json, 'entities');
    return Array.isArray(entities) ? entities.map((topic) => at(topic, 'id')) : [];
  };

  it('are replaced by PUT, added by POST, removed by DELETE', () => {
    const { id } = client.channel(mine);
    const path = `/api/v2/notifications/channels/${id}/subscriptions`;
    expect(client.call('POST', path, [{ id: queue }]).status).toBe(200);
    expect(listed(id)).toEqual([mine, queue]);
    expect(client.subscribe(id, [queue]).status).toBe(200);
    expect(listed(id)).toEqual([queue]);
    expect(client.call('DELETE', path).status).toBe(200);
    expect(listed(id)).toEqual([]);
  });

  it('fail as a whole for one topic that is not permitted', () => {
    const { id } = client.channel(queue);
    expect(client.subscribe(id, [mine, foreign])).toMatchObject({ status: 403, json: { status: 403 } });
    expect(client.subscribe(id, [mine, 'v2.nonsense'])).toMatchObject({ status: 400 });
    expect(listed(id)).toEqual([queue]);
  });

  it('are told one by one with ignoreErrors=true', () => {
    const limited = new Simulator({ clock, seed: 1, userPermissions: [] });
    const limitedClient = new BareClient(limited, clock);
    const { id } = limitedClient.channel();
    const { status, json } = limitedClient.subscribe(
      id,
      [mine, foreign, queue, 'v2.nonsense'],
      '?ignoreErrors=true',
    );
    expect(status).toBe(200);
    expect(json).toMatchObject({
      entities: [
        { id: mine, state: 'Permitted' },
        { id: foreign, state: 'Rejected', missingPermissions: [] },
        { id: queue, state: 'Rejected', missingPermissions: ['routing:queue:view'] },
        { id: 'v2.nonsense', state: 'Rejected' },
      ],
    });
    expect(limitedClient.subscribe(id, [queue])).toMatchObject({
      status: 403,
      json: { code: 'missing.any.permissions', messageParams: { permissions: '[routing:queue:view]' } },
    });
  });

  it('of a user are not for client credentials, even the own client’s', () => {
    client.useClientCredentials();
    const { id } = client.channel();
    expect(client.subscribe(id, [mine]).status).toBe(403);
    expect(client.subscribe(id, [queue]).status).toBe(200);
  });

  it('are 1,000 at most, with ids under 200 characters', () => {
    const { id } = client.channel();
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `v2.conversations.${index}.transcription`);
    expect(client.subscribe(id, many(1_000)).status).toBe(200);
    expect(client.subscribe(id, many(1_001)).status).toBe(400);
    expect(client.subscribe(id, many(1_001), '?ignoreErrors=true').status).toBe(400);
    const path = `/api/v2/notifications/channels/${id}/subscriptions`;
    expect(client.call('POST', path, [{ id: mine }]).status).toBe(400);
    const long = (length: number) => `v2.conversations.${'x'.repeat(length - 31)}.transcription`;
    expect(client.subscribe(id, [long(199)]).status).toBe(200);
    expect(client.subscribe(id, [long(200)]).status).toBe(400);
  });

  it('with a combined topic bring events under the individual names', async () => {
    const { userId } = simulator.ready;
    const channel = client.channel(`v2.users.${userId}?presence&conversations.messages&conversations.emails`);
    const { frames } = await client.open(channel.connectUri);
    simulator.steering.start({ userId });
    simulator.steering.start({ userId, media: 'email', subject: 'My contract' });
    await clock.advance(0);
    const names = new Set(frames.map((frame) => at(frame, 'topicName')));
    expect(names).toEqual(new Set([mine, `v2.users.${userId}.conversations.emails`]));
    expect(client.subscribe(channel.id, [`v2.users.${userId}?presence?station`]).status).toBe(400);
    expect(client.subscribe(channel.id, [`v2.users.${userId}?presence&nonsense`]).status).toBe(400);
  });

  it('need a body of the right shape', () => {
    const { id } = client.channel();
    const path = `/api/v2/notifications/channels/${id}/subscriptions`;
    for (const body of [{}, ['topic'], [{}], [{ id: '' }], 'text']) {
      expect(client.call('PUT', path, body).status).toBe(400);
    }
    expect(client.call('PUT', path).status).toBe(400);
    expect(client.subscribe(id, [mine], '?ignoreErrors=yes').status).toBe(400);
  });
});
