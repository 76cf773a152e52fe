import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../main/diagnostics/logger.ts';
import type { MessageText } from '../../main/genesys/message-text.ts';
import { createMessageTexts } from '../../main/genesys/message-texts.ts';
import { RequestBudget } from '../../main/genesys/request-budget.ts';
import { createRestClient, type PreparedCall } from '../../main/genesys/rest-client.ts';
import { ServiceClock } from '../../main/genesys/service-clock.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

type Answer = (call: PreparedCall) => Response | Promise<Response>;

/** A service that knows every message: its text is its id in capitals. */
const knowsAll: Answer = ({ method, path, body }) => {
  const message = (id: string) => ({ id, normalizedMessage: { text: id.toUpperCase() } });
  if (method === 'GET') return Response.json(message(/messages\/([^/]+)\?/.exec(path)?.[1] ?? ''));
  return Response.json({ entities: (body as string[]).map(message) });
};

function texts(answer: Answer = knowsAll) {
  const clock = new FakeClock();
  const budget = new RequestBudget(clock);
  const calls: PreparedCall[] = [];
  const service = { answer, signedIn: true };
  const rest = createRestClient({
    apiUrl: 'https://api.example.test',
    fetch: async (url, init) => {
      const call: PreparedCall = {
        method: init.method === 'GET' ? 'GET' : 'POST',
        path: url.replace('https://api.example.test', ''),
        body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      };
      calls.push(call);
      return service.answer(call);
    },
    clock,
    budget,
    serviceClock: new ServiceClock(clock),
    token: () => (service.signedIn ? { value: 'token', lifetimeMs: null } : null),
    logger: silentLogger,
  });
  const messageTexts = createMessageTexts({ rest, clock });
  const request = (conversationId: string, messageId: string, signal?: AbortSignal) =>
    messageTexts.request(conversationId, messageId, signal);
  return { request, clock, budget, calls, service };
}

const status =
  (code: number, headers: HeadersInit = {}): Answer =>
  () =>
    Response.json({}, { status: code, headers });
const text = (value: string): MessageText => ({ kind: 'text', text: value, from: null });
const unavailable: MessageText = { kind: 'unavailable' };
const refused: MessageText = { kind: 'refused' };

describe('a request', () => {
  it('alone asks for its message', async () => {
    const { request, clock, calls } = texts();
    const answer = request('C 1', 'm1');
    await clock.advance(49);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(await answer).toEqual(text('M1'));
    expect(calls).toMatchObject([
      { method: 'GET', path: '/api/v2/conversations/messages/C%201/messages/m1?useNormalizedMessage=true' },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes with others of its conversation in one call', async () => {
    const { request, clock, calls } = texts();
    const answers = [request('C1', 'm1'), request('C1', 'm2'), request('C2', 'm3'), request('C1', 'm1')];
    await clock.advance(50);
    expect(await Promise.all(answers)).toEqual([text('M1'), text('M2'), text('M3'), text('M1')]);
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({
      path: '/api/v2/conversations/messages/C1/messages/bulk',
      body: ['m1', 'm2'],
    });
  });

  it('joins the call that waits for the budget', async () => {
    const { request, clock, budget, calls } = texts();
    budget.hold(10_000);
    const answers = [request('C1', 'm1')];
    await clock.advance(5_000);
    answers.push(request('C1', 'm2'));
    await clock.advance(5_000);
    expect(await Promise.all(answers)).toEqual([text('M1'), text('M2')]);
    expect(calls).toMatchObject([{ method: 'POST', body: ['m1', 'm2'] }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('joins a call under way that asks for the same message', async () => {
    let answerNow: (response: Response) => void = () => undefined;
    const { request, clock, calls } = texts(() => new Promise((resolve) => (answerNow = resolve)));
    const first = request('C1', 'm1');
    await clock.advance(50);
    const second = request('C1', 'm1');
    await clock.advance(100);
    answerNow(Response.json({ textBody: 'hi' }));
    expect(await Promise.all([first, second])).toEqual([text('hi'), text('hi')]);
    expect(calls).toHaveLength(1);
  });

  it('is one of at most 1,000 in a call', async () => {
    const { request, clock, calls } = texts();
    const answers = Array.from({ length: 1_500 }, (_, index) => request('C1', `m${index}`));
    await clock.advance(50);
    expect(new Set((await Promise.all(answers)).map(({ kind }) => kind))).toEqual(new Set(['text']));
    expect(calls.map(({ body }) => (body as string[]).length)).toEqual([1_000, 500]);
  });

  it('that a bulk answer leaves out is unavailable, the others are not', async () => {
    const { request, clock } = texts(() =>
      Response.json({ entities: [{ id: 'm2', textBody: 'two' }, { id: 7 }, 'junk', null] }),
    );
    const answers = [request('C1', 'm1'), request('C1', 'm2')];
    await clock.advance(50);
    expect(await Promise.all(answers)).toEqual([unavailable, text('two')]);
  });

  it('for a message that is gone is unavailable, and is not repeated', async () => {
    const { request, clock, calls } = texts(status(404));
    const answer = request('C1', 'm1');
    await clock.advance(50);
    expect(await answer).toEqual(unavailable);
    await clock.advance(60_000);
    expect(calls).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('is remembered for ten minutes, for every conversation while nothing could be read', async () => {
    const { request, clock, calls, service } = texts(status(403));
    const first = request('C1', 'm1');
    await clock.advance(50);
    expect(await first).toEqual(refused);
    expect(await request('C1', 'm2')).toEqual(refused);
    expect(await request('C2', 'm3')).toEqual(refused);
    expect(calls).toHaveLength(1);
    service.answer = knowsAll;
    await clock.advance(10 * 60_000);
    const later = request('C2', 'm4');
    await clock.advance(50);
    expect(await later).toEqual(text('M4'));
  });

  it('speaks for its own conversation once something could be read', async () => {
    const { request, clock, calls } = texts((call) =>
      call.path.includes('/secret/') ? Response.json({}, { status: 403 }) : knowsAll(call),
    );
    const first = request('open', 'm1');
    await clock.advance(50);
    expect(await first).toEqual(text('M1'));
    const second = request('secret', 'm2');
    await clock.advance(50);
    expect(await second).toEqual(refused);
    expect(await request('secret', 'm3')).toEqual(refused);
    const third = request('open', 'm4');
    await clock.advance(50);
    expect(await third).toEqual(text('M4'));
    expect(calls).toHaveLength(3);
  });

  it('goes for what was gathered meanwhile too', async () => {
    let answerNow: (response: Response) => void = () => undefined;
    const { request, clock, calls } = texts(() => new Promise((resolve) => (answerNow = resolve)));
    const first = request('C1', 'm1');
    await clock.advance(50);
    const gathered = request('C1', 'm2');
    const elsewhere = request('C2', 'm3');
    answerNow(Response.json({}, { status: 403 }));
    await settle();
    expect(await Promise.all([first, gathered])).toEqual([refused, refused]);
    await clock.advance(50);
    expect(await elsewhere).toEqual(refused);
    expect(calls).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a failure that may pass', () => {
  it('is tried again twice, then the text is unavailable', async () => {
    const { request, clock, calls } = texts(status(503));
    const answer = request('C1', 'm1');
    await clock.advance(50 + 999);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
    await clock.advance(3_000);
    expect(calls).toHaveLength(3);
    expect(await answer).toEqual(unavailable);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends when the service answers again', async () => {
    const { request, clock, service } = texts(status(401));
    const answer = request('C1', 'm1');
    await clock.advance(50);
    service.answer = knowsAll;
    await clock.advance(1_000);
    expect(await answer).toEqual(text('M1'));
  });

  it('may be the want of a token: nothing is sent, and everything goes once there is one', async () => {
    const { request, clock, calls, service } = texts();
    service.signedIn = false;
    const answers = [request('C1', 'm1'), request('C1', 'm2')];
    await clock.advance(50);
    expect(calls).toEqual([]);
    service.signedIn = true;
    await clock.advance(1_000);
    expect(await Promise.all(answers)).toEqual([text('M1'), text('M2')]);
    service.signedIn = false;
    const never = request('C1', 'm3');
    await clock.advance(50 + 4_000);
    expect(await never).toEqual(unavailable);
  });

  it('waits as long as the service asks', async () => {
    const { request, clock, calls, service } = texts(status(503, { 'Retry-After': '8' }));
    const answer = request('C1', 'm1');
    await clock.advance(50 + 7_999);
    expect(calls).toHaveLength(1);
    service.answer = knowsAll;
    await clock.advance(1);
    expect(await answer).toEqual(text('M1'));
  });

  it('is not tried again when nobody waits any more', async () => {
    const { request, clock, calls } = texts(status(503));
    const abort = new AbortController();
    const answer = request('C1', 'm1', abort.signal);
    await clock.advance(50);
    abort.abort();
    expect(await answer).toEqual(unavailable);
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(60_000);
    expect(calls).toHaveLength(1);
  });
});

describe('giving up', () => {
  it('takes the call back while it gathers, while it waits and while it is under way', async () => {
    const { request, clock, budget, calls } = texts(() => new Promise(() => undefined));
    for (const stage of ['gathering', 'waiting', 'under way']) {
      const abort = new AbortController();
      const answer = request('C1', stage, abort.signal);
      if (stage === 'waiting') budget.hold(1_000);
      if (stage !== 'gathering') await clock.advance(50);
      abort.abort();
      expect(await answer).toEqual(unavailable);
      await settle();
      expect(clock.pendingTimers).toBe(0);
      expect(budget.waiting).toBe(0);
      await clock.advance(1_000);
    }
    expect(calls).toHaveLength(1);
  });

  it('leaves the others their answer', async () => {
    const { request, clock } = texts();
    const abort = new AbortController();
    const given = request('C1', 'm1', abort.signal);
    const kept = request('C1', 'm1');
    abort.abort();
    await clock.advance(50);
    expect(await given).toEqual(unavailable);
    expect(await kept).toEqual(text('M1'));
    expect(await request('C1', 'm1', abort.signal)).toEqual(unavailable);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves the others of a bulk call theirs', async () => {
    let answerNow: (response: Response) => void = () => undefined;
    const { request, clock } = texts(() => new Promise((resolve) => (answerNow = resolve)));
    const abort = new AbortController();
    const given = request('C1', 'm1', abort.signal);
    const kept = request('C1', 'm2');
    await clock.advance(50);
    abort.abort();
    await settle();
    answerNow(Response.json({ entities: [{ id: 'm2', textBody: 'two' }] }));
    expect(await Promise.all([given, kept])).toEqual([unavailable, text('two')]);
  });

  it('and asking again gets an answer, although the first call is still being taken back', async () => {
    const { request, clock, service } = texts(() => new Promise(() => undefined));
    const abort = new AbortController();
    void request('C1', 'm1', abort.signal);
    await clock.advance(50);
    service.answer = knowsAll;
    abort.abort();
    const again = request('C1', 'm1');
    await clock.advance(50);
    expect(await again).toEqual(text('M1'));
  });
});

describe('whatever happens', () => {
  it('every request is answered once and nothing is left behind', async () => {
    const step = fc.record({
      pauseMs: fc.constantFrom(0, 0, 20, 50, 700, 5_000, 700_000),
      conversation: fc.constantFrom('C1', 'C2'),
      message: fc.constantFrom('m1', 'm2', 'm3'),
      giveUpAfterMs: fc.option(fc.nat(3_000)),
      status: fc.constantFrom(200, 200, 200, 401, 403, 404, 429, 503),
      holdMs: fc.option(fc.nat(20_000), { freq: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { request, clock, budget, service } = texts();
        let answered = 0;
        for (const { pauseMs, conversation, message, giveUpAfterMs, holdMs, status: code } of steps) {
          await clock.advance(pauseMs);
          service.answer = code === 200 ? knowsAll : status(code);
          if (holdMs !== null) budget.hold(holdMs);
          const abort = new AbortController();
          void request(conversation, message, abort.signal).then((answer) => {
            answered += 1;
            if (answer.kind === 'text') expect(answer.text).toBe(message.toUpperCase());
          });
          if (giveUpAfterMs !== null) {
            clock.after(giveUpAfterMs, () => {
              abort.abort();
            });
          }
        }
        await clock.advance(10 * 60_000);
        expect(answered).toBe(steps.length);
        expect(budget.waiting).toBe(0);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
