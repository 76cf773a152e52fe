import { describe, expect, it } from 'vitest';
import { createNames } from '../../main/genesys/names.ts';
import type { Rest, RestCall, RestResult } from '../../main/genesys/rest.ts';
import { FakeClock } from '../support/fake-clock.ts';

const HOUR = 60 * 60_000;

function names(answer: (call: RestCall) => RestResult<unknown> | Promise<RestResult<unknown>>) {
  const clock = new FakeClock();
  const calls: RestCall[] = [];
  const signals: AbortSignal[] = [];
  const rest = {
    send: async (call: RestCall, signal: AbortSignal) => {
      calls.push(call);
      signals.push(signal);
      return answer(call);
    },
  } satisfies Rest;
  const made = createNames({ rest, clock });
  const agent = (id: string, signal?: AbortSignal) => made.agent(id, signal);
  const queue = (id: string, signal?: AbortSignal) => made.queue(id, signal);
  return { agent, queue, clock, calls, signals };
}

const jane = () => ({ kind: 'ok' as const, value: { id: 'U1', name: 'Jane' } });

describe('a name', () => {
  it('of an agent and of a queue is asked for in the background, once', async () => {
    const { agent, queue, calls } = names(jane);
    expect(await Promise.all([agent('U/1'), agent('U/1'), queue('Q1')])).toEqual(['Jane', 'Jane', 'Jane']);
    expect(await agent('U/1')).toBe('Jane');
    expect(calls).toEqual([
      { method: 'GET', path: '/api/v2/users/U%2F1', priority: 'background' },
      { method: 'GET', path: '/api/v2/routing/queues/Q1', priority: 'background' },
    ]);
  });

  it.each<RestResult<unknown>>([
    { kind: 'forbidden', permission: null, message: '' },
    { kind: 'notFound' },
    { kind: 'refused', status: 400, code: null, message: '' },
    { kind: 'ok', value: { name: '' } },
    { kind: 'ok', value: null },
  ])('that cannot be had is the id, for an hour: %j', async (result) => {
    const { agent, calls, clock } = names(() => result);
    expect(await agent('U1')).toBe('U1');
    await clock.advance(HOUR - 1);
    expect(await agent('U1')).toBe('U1');
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    await agent('U1');
    expect(calls).toHaveLength(2);
  });

  it.each<RestResult<unknown>>([
    { kind: 'unauthorized' },
    { kind: 'limited', retryAfterMs: null },
    { kind: 'transient', answered: true, reason: 'x', retryAfterMs: null },
  ])('that cannot be had just now is the id, and asked for next time: %j', async (result) => {
    const { agent, calls } = names(() => result);
    expect(await agent('U1')).toBe('U1');
    expect(await agent('U1')).toBe('U1');
    expect(calls).toHaveLength(2);
  });

  it('is kept with 1,000 others; the longest unused goes first', async () => {
    const { agent, calls } = names(jane);
    for (let id = 0; id < 1_000; id += 1) await agent(`U${id}`);
    await agent('U0');
    await agent('one more');
    expect(calls).toHaveLength(1_001);
    await agent('U0');
    expect(calls).toHaveLength(1_001);
    await agent('U1');
    expect(calls).toHaveLength(1_002);
  });

  it('is given up when nobody waits for it any more, not before', async () => {
    const { agent, calls, signals } = names(() => new Promise(() => undefined));
    const first = new AbortController();
    const second = new AbortController();
    const answers = [agent('U1', first.signal), agent('U1', second.signal)];
    first.abort();
    expect(await answers[0]).toBe('U1');
    expect(signals[0]?.aborted).toBe(false);
    second.abort();
    expect(await answers[1]).toBe('U1');
    expect(signals[0]?.aborted).toBe(true);
    expect(await agent('U1', second.signal)).toBe('U1');
    expect(calls).toHaveLength(1);
    void agent('U1');
    expect(calls).toHaveLength(2);
  });
});
