import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient, textAt } from './bare-client.ts';
import { isFields } from './fields.ts';
import { Simulator } from './simulator.ts';

describe('steering over HTTP', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let client: BareClient;
  beforeEach(() => {
    clock = new FakeClock();
    simulator = new Simulator({ clock, seed: 1 });
    client = new BareClient(simulator, clock);
  });

  const steer = (call: string, fields: Record<string, unknown> = {}) =>
    client.call('POST', `/simulator/${call}`, fields);
  const read = (name: string) => client.call('GET', `/simulator/${name}`).json;
  const states = (conversationId: string) => {
    const { json } = client.call('GET', `/api/v2/conversations/messages/${conversationId}`);
    const participants = at(json, 'participants');
    return Array.isArray(participants)
      ? participants.filter(isFields).map((one) => `${String(one['purpose'])} ${String(one['state'])}`)
      : [];
  };

  it('leads a conversation through its life', () => {
    const [me = '', other = ''] = simulator.directory.agents.map(({ id }) => id);
    const queueId = simulator.directory.queues[1]?.id;
    const started = steer('start', { queueId: null, customerName: 'Ada', type: 'whatsapp', text: 'Hello' });
    const conversationId = textAt(started.json, 'conversationId');
    expect(states(conversationId)).toEqual(['customer connected', 'workflow connected']);
    const told = (call: string, fields: Record<string, unknown> = {}) => {
      expect(steer(call, { conversationId, ...fields })).toMatchObject({ status: 200 });
      return states(conversationId).slice(1);
    };
    told('bot', { text: 'Welcome' });
    expect(told('transfer', { queueId })).toEqual(['workflow disconnected', 'acd connected']);
    expect(told('offer', { userId: me }).at(-1)).toBe('agent alerting');
    expect(told('decline').at(-1)).toBe('agent disconnected');
    expect(told('offer', { userId: me }).slice(1)).toEqual([
      'acd connected',
      'agent disconnected',
      'agent alerting',
    ]);
    expect(told('answer').at(-1)).toBe('agent connected');
    told('typing');
    told('message', { text: 'Are you there?' });
    told('message', { text: null });
    const reply = steer('reply', { conversationId, text: 'Yes', userId: me });
    told('receipt', { messageId: textAt(reply.json, 'messageId'), status: 'read' });
    told('status');
    told('hold');
    expect(read('state')).toMatchObject({
      conversations: [{ agents: [{ state: 'held' }], customer: 'Ada' }],
    });
    told('hold', { held: false });
    expect(told('park').at(-1)).toBe('agent parked');
    expect(told('park', { parked: false }).at(-1)).toBe('agent connected');
    expect(told('transfer', { userId: other }).slice(-2)).toEqual(['agent disconnected', 'agent alerting']);
    told('end');
    told('wrap-up');
    expect(new Set(states(conversationId).map((state) => state.split(' ')[1]))).toEqual(
      new Set(['disconnected']),
    );
    expect(read('record')).toMatchObject({
      messages: [{ text: 'Hello' }, { text: 'Are you there?' }, { text: null, liveUserIds: [me] }],
    });
    steer('clear-record');
    expect(read('record')).toMatchObject({ messages: [] });
  });

  it('says what cannot be', () => {
    const { conversationId } = simulator.steering.start();
    const email = simulator.steering.start({ media: 'email' }).conversationId;
    const me = simulator.ready.userId;
    const over = simulator.steering.start().conversationId;
    simulator.steering.end(over);
    for (const [call, fields] of [
      ['message', {}],
      ['message', { conversationId }],
      ['message', { conversationId: 'none', text: 'x' }],
      ['message', { conversationId: over, text: 'x' }],
      ['message', { conversationId: email, text: 'x' }],
      ['bot', { conversationId, text: 'x' }],
      ['reply', { conversationId, text: 'x' }],
      ['answer', { conversationId }],
      ['offer', { conversationId, userId: 'nobody' }],
      ['hold', { conversationId, held: 'yes' }],
      ['transfer', { conversationId }],
      ['transfer', { conversationId, queueId: 'none' }],
      ['receipt', { conversationId, messageId: 'none', status: 'read' }],
      ['receipt', { conversationId, messageId: 'none', status: 'eaten' }],
      ['start', { queueId: 'none' }],
      ['start', { media: 'telegraph' }],
      ['start', { userId: 7 }],
      ['wrap-up', { conversationId: 'none' }],
      ['fault', { kind: 'nonsense' }],
      ['fault', {}],
      ['sign-in', { mode: 'maybe' }],
    ] as const) {
      const { status, json } = steer(call, fields);
      expect([call, fields, status]).toEqual([call, fields, 400]);
      expect(textAt(json, 'message')).toMatch(/\.$/);
    }
    simulator.steering.offer(conversationId, me);
    expect(steer('offer', { conversationId, userId: me }).status).toBe(400);
    simulator.steering.answer(conversationId);
    expect(steer('answer', { conversationId }).status).toBe(400);
    expect(steer('decline', { conversationId }).status).toBe(400);
  });

  it('takes JSON by POST only, so that a page of another site cannot steer', () => {
    const send = (method: string, url: string, type: string, body: string) =>
      simulator.handle({ method, url, headers: { 'content-type': type }, body }).status;
    expect(send('POST', '/simulator/start', 'text/plain', '{}')).toBe(415);
    expect(send('POST', '/simulator/start', 'application/json', '[]')).toBe(400);
    expect(send('PUT', '/simulator/start', 'application/json', '{}')).toBe(405);
    expect(send('POST', '/simulator/nonsense', 'application/json', '{}')).toBe(404);
    expect(send('POST', '/simulator/constructor', 'application/json', '{}')).toBe(404);
    expect(send('GET', '/simulator/nonsense', '', '')).toBe(404);
  });

  it('injects faults and changes how the sign-in answers', () => {
    expect(steer('fault', { kind: 'restStatus', status: '500', path: '/users' }).status).toBe(200);
    expect(client.call('GET', '/api/v2/users/me').status).toBe(500);
    expect(steer('sign-in', { mode: 'auto' }).status).toBe(200);
    expect(read('faults')).toContainEqual(
      expect.objectContaining({ kind: 'closeCode', args: ['code', 'only'] }),
    );
  });

  it('has a page whose calls all exist', () => {
    const page = simulator.handle({ method: 'GET', url: '/simulator', headers: {}, body: '' });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const calls = [...page.body.matchAll(/data-call="([^"]+)"/g)].map(([, call = '']) => call);
    expect(calls).toContain('message');
    for (const call of calls) expect([call, steer(call).status]).not.toEqual([call, 404]);
  });
});
