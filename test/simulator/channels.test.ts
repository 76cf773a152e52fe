import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient } from './bare-client.ts';
import { Simulator } from './simulator.ts';

const hourMs = 3_600_000;

describe('channels', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;

  beforeEach(() => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1, tokenSeconds: 172_800 });
    client = new BareClient(simulator, clock);
  });

  const head = (id: string) => client.call('HEAD', `/api/v2/notifications/channels/${id}`).status;

  it('live 24 hours, and longer by subscribing again', async () => {
    const kept = client.channel('channel.metadata');
    const forgotten = client.channel('channel.metadata');
    await clock.advance(20 * hourMs);
    expect(client.subscribe(kept.id, ['channel.metadata']).status).toBe(200);
    const { json } = client.call('GET', '/api/v2/notifications/channels');
    expect(at(json, 'entities.0.expires')).toBe('2026-01-07T06:00:00.000Z');
    expect(at(json, 'entities.1.expires')).toBe('2026-01-06T10:00:00.000Z');
    await clock.advance(4 * hourMs);
    expect([head(kept.id), head(forgotten.id)]).toEqual([200, 404]);
    expect((await client.open(forgotten.connectUri)).close).toMatchObject({ status: 404 });
    expect(client.subscribe(forgotten.id, ['channel.metadata'])).toMatchObject({
      status: 404,
      json: { code: 'not.found', status: 404 },
    });
  });

  it('are 20 at most: the 21st takes the place of the least recently used unconnected one, without a word', async () => {
    const first = client.channel();
    const opened = await client.open(first.connectUri);
    const second = client.channel();
    const third = client.channel();
    for (let count = 3; count < 20; count += 1) client.channel();
    client.subscribe(second.id, ['channel.metadata']);
    expect(simulator.record.deadChannels).toEqual([]);
    client.channel();
    expect([head(first.id), head(second.id), head(third.id)]).toEqual([200, 200, 404]);
    expect(simulator.record.deadChannels).toMatchObject([{ channelId: third.id, reason: 'evicted' }]);
    expect(opened.isOpen).toBe(true);
  });

  it('that are evicted while connected simply fall silent', async () => {
    const victim = client.channel();
    const opened = await client.open(victim.connectUri);
    for (let count = 0; count < 19; count += 1) await client.open(client.channel().connectUri);
    client.channel();
    expect(head(victim.id)).toBe(404);
    opened.socket.send('{"message":"ping"}');
    await clock.advance(120_000);
    expect(opened.frames).toEqual([]);
    expect(opened.isOpen).toBe(true);
    opened.socket.send('{"message":"subscribe","topics":[],"correlationId":"b"}');
    await clock.advance(0);
    expect(opened.frames).toEqual([{ result: '404', status: 'failure', correlationId: 'b' }]);
  });

  it('of another user or client are not counted, and another token cannot use them', () => {
    const mine = client.channel();
    const other = new BareClient(simulator, clock);
    other.useClientCredentials();
    for (let count = 0; count < 20; count += 1) other.channel();
    expect(head(mine.id)).toBe(200);
    expect(other.call('HEAD', `/api/v2/notifications/channels/${mine.id}`).status).toBe(404);
    expect(other.subscribe(mine.id, ['channel.metadata']).status).toBe(404);
  });

  it('of other tokens of the same client are listed without their ids, where that is asked for', () => {
    const first = new BareClient(simulator, clock);
    first.useClientCredentials();
    const { id } = first.channel();
    const second = new BareClient(simulator, clock);
    second.useClientCredentials();
    const path = '/api/v2/notifications/channels';
    expect(second.call('GET', path).json).toEqual({ entities: [] });
    const { json } = second.call('GET', `${path}?includechannels=oauthclient`);
    expect(json).toEqual({ entities: [{ expires: '2026-01-06T10:00:00.000Z' }] });
    expect(at(first.call('GET', `${path}?includechannels=token`).json, 'entities.0.id')).toBe(id);
    expect(second.call('GET', `${path}?includechannels=all`).status).toBe(400);
  });
});
