import { describe, expect, it } from 'vitest';
import { ChosenPoller } from '../../main/engine/chosen-poller.ts';
import type { Rest, RestCall, RestResult } from '../../main/genesys/rest.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { messageConversation } from './support/written-conversation.ts';

const idIn = ({ path }: RestCall) => path.split('/').at(-1) ?? '';

function poller() {
  const clock = new FakeClock();
  const calls: RestCall[] = [];
  const folded: string[] = [];
  const found = (call: RestCall): RestResult<unknown> => ({
    kind: 'ok',
    value: messageConversation({ id: idIn(call), messages: [] }),
  });
  const service: { answer: (call: RestCall) => RestResult<unknown> | Promise<RestResult<unknown>> } = {
    answer: found,
  };
  const rest = {
    send: async (call: RestCall) => {
      calls.push(call);
      return service.answer(call);
    },
  } satisfies Rest;
  const made = new ChosenPoller({ rest, clock, fold: ({ id }) => void folded.push(id) });
  return { poller: made, clock, calls, folded, service, found };
}

describe('the poller', () => {
  it('reads each conversation every 30 s, in the background', async () => {
    const { poller: made, clock, calls, folded } = poller();
    made.start(['C1', 'C2']);
    await clock.advance(29_999);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(calls).toEqual([
      { method: 'GET', path: '/api/v2/conversations/C1', priority: 'background' },
      { method: 'GET', path: '/api/v2/conversations/C2', priority: 'background' },
    ]);
    expect(folded).toEqual(['C1', 'C2']);
    await clock.advance(30_000);
    expect(folded).toEqual(['C1', 'C2', 'C1', 'C2']);
  });

  it('has nothing to wait for without conversations', () => {
    const { poller: made, clock } = poller();
    made.start([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each<RestResult<unknown>>([
    { kind: 'transient', answered: true, reason: 'status 503', retryAfterMs: null },
    { kind: 'forbidden', permission: null, message: '' },
    { kind: 'notFound' },
  ])('goes on after %o', async (result) => {
    const { poller: made, clock, folded, service, found } = poller();
    service.answer = (call) => (idIn(call) === 'C1' ? result : found(call));
    made.start(['C1', 'C2']);
    await clock.advance(30_000);
    expect(folded).toEqual(['C2']);
    service.answer = found;
    await clock.advance(30_000);
    expect(folded).toEqual(['C2', 'C1', 'C2']);
  });

  it('polls others from a new start on, one round at a time', async () => {
    const { poller: made, clock, folded } = poller();
    made.start(['C1']);
    await clock.advance(15_000);
    made.start(['C2']);
    await clock.advance(29_999);
    expect(folded).toEqual([]);
    await clock.advance(1);
    expect(folded).toEqual(['C2']);
    expect(clock.pendingTimers).toBe(1);
  });

  it('takes nothing after it was stopped, not even an answer that is under way', async () => {
    const { poller: made, clock, folded, calls, service, found } = poller();
    let answer: (() => void) | undefined;
    service.answer = async (call) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return found(call);
    };
    made.start(['C1', 'C2']);
    await clock.advance(30_000);
    made.stop();
    answer?.();
    await settle();
    await clock.advance(120_000);
    expect(folded).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });
});
