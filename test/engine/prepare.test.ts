import { describe, expect, it } from 'vitest';
import type { WatchRequest } from '../../main/engine/output.ts';
import { planChannels, planDirect, type WatchPlan } from '../../main/engine/prepare.ts';
import type { Rest, RestCall, RestResult } from '../../main/genesys/rest.ts';
import { messageConversation } from './support/written-conversation.ts';

const NOTHING: WatchRequest = { mine: false, queues: [], conversations: [], topics: [] };
const OWN_TOPICS = ['messages', 'emails', 'chats', 'callbacks'].map(
  (media) => `v2.users.U1.conversations.${media}`,
);
const queueTopic = (id: string) => `v2.routing.queues.${id}.conversations.messages`;

const ok = (value: unknown): RestResult<unknown> => ({ kind: 'ok', value });
const forbidden: RestResult<unknown> = { kind: 'forbidden', permission: null, message: 'You may not.' };
const transient: RestResult<unknown> = {
  kind: 'transient',
  answered: true,
  reason: 'status 503',
  retryAfterMs: 7_000,
};

interface Service {
  /** Ids of the user's own conversations. */
  own?: readonly string[];
  /** The queue where each other conversation is, null for none. */
  elsewhere?: Readonly<Record<string, string | null>>;
  /** Answers that differ, by path. */
  answers?: Readonly<Record<string, RestResult<unknown>>>;
}

function service({ own = [], elsewhere = {}, answers = {} }: Service) {
  const order: string[] = [];
  const rest = {
    send({ path }: RestCall): Promise<RestResult<unknown>> {
      order.push(path);
      return Promise.resolve(answers[path] ?? answer(path));
    },
  } satisfies Rest;
  function answer(path: string): RestResult<unknown> {
    if (path === '/api/v2/users/me') return ok({ id: 'U1', name: 'Ann' });
    if (path === '/api/v2/conversations/messages') {
      return ok({ entities: own.map((id) => messageConversation({ id, messages: [] })), pageCount: 1 });
    }
    const id = path.split('/').at(-1) ?? '';
    if (id in elsewhere) return ok(messageConversation({ id, messages: [], queueId: elsewhere[id] ?? null }));
    return { kind: 'notFound' };
  }
  return {
    order,
    plan: (request: Partial<WatchRequest>) =>
      planChannels(
        { ...NOTHING, ...request },
        rest,
        () => void order.push('user known'),
        new AbortController().signal,
      ),
  };
}

async function planned(described: Service, request: Partial<WatchRequest>): Promise<WatchPlan> {
  const result = await service(described).plan(request);
  if (result.kind !== 'plan') throw new Error(`no plan: ${result.kind}`);
  return result.plan;
}

describe('the own conversations', () => {
  it('have the user’s topics, and what is there already is the baseline', async () => {
    const plan = await planned({ own: ['C1', 'C2'] }, { mine: true });
    expect(plan.topics).toEqual(OWN_TOPICS);
    expect(plan.rules).toMatchObject({ mine: 'U1', everything: false });
    expect(plan.baseline.map(({ id }) => id)).toEqual(['C1', 'C2']);
    expect(plan).toMatchObject({ polled: [], problems: [] });
  });

  it('are read only after watching has begun', async () => {
    const { plan, order } = service({});
    await plan({ mine: true });
    expect(order).toEqual(['/api/v2/users/me', 'user known', '/api/v2/conversations/messages']);
  });

  it('are watched even where they may not be listed', async () => {
    const answers = { '/api/v2/conversations/messages': forbidden };
    const plan = await planned({ answers }, { mine: true });
    expect(plan.topics).toEqual(OWN_TOPICS);
    expect(plan.baseline).toEqual([]);
  });

  it('fill all pages of the list', async () => {
    const page = (id: string) => ok({ entities: [messageConversation({ id, messages: [] })], pageCount: 2 });
    const answers = {
      '/api/v2/conversations/messages': page('C1'),
      '/api/v2/conversations/messages?pageNumber=2': page('C2'),
    };
    const plan = await planned({ answers }, { mine: true });
    expect(plan.baseline.map(({ id }) => id)).toEqual(['C1', 'C2']);
  });
});

describe('queues and further topics', () => {
  it('need no call', async () => {
    const { plan, order } = service({});
    const result = await plan({ queues: ['Q1', 'Q2'] });
    expect(order).toEqual([]);
    expect(result).toMatchObject({
      kind: 'plan',
      plan: {
        topics: [queueTopic('Q1'), queueTopic('Q2')],
        rules: { mine: null, queues: new Set(['Q1', 'Q2']), everything: false },
      },
    });
  });

  it('a topic is taken as it is, and whatever it brings is watched', async () => {
    const plan = await planned({}, { topics: ['v2.users.U9.conversations.messages'], queues: ['Q1'] });
    expect(plan.topics).toEqual([queueTopic('Q1'), 'v2.users.U9.conversations.messages']);
    expect(plan.rules.everything).toBe(true);
  });

  it('beside the own conversations: all of them', async () => {
    const plan = await planned({}, { mine: true, queues: ['Q1'], topics: ['v2.x'] });
    expect(plan.topics).toEqual([...OWN_TOPICS, queueTopic('Q1'), 'v2.x']);
    expect(plan.rules).toMatchObject({ mine: 'U1', queues: new Set(['Q1']), everything: true });
  });
});

describe('a chosen conversation', () => {
  const chosen = { conversations: new Set(['C1']), mine: null, everything: false, queues: new Set() };

  it('that is the user’s own is covered by their topics', async () => {
    const { plan, order } = service({ own: ['C1'] });
    const result = await plan({ mine: true, conversations: ['C1'] });
    expect(order).not.toContain('/api/v2/conversations/C1');
    expect(result).toMatchObject({ kind: 'plan', plan: { topics: OWN_TOPICS, polled: [], rules: chosen } });
  });

  it('in a watched queue is covered by it', async () => {
    const plan = await planned({ elsewhere: { C1: 'Q1' } }, { queues: ['Q1'], conversations: ['C1'] });
    expect(plan).toMatchObject({ topics: [queueTopic('Q1')], polled: [], rules: chosen });
  });

  it('in another queue has that queue’s topic, once, and only it is watched there', async () => {
    const plan = await planned({ elsewhere: { C1: 'Q1', C2: 'Q1' } }, { conversations: ['C1', 'C2'] });
    expect(plan.topics).toEqual([queueTopic('Q1')]);
    expect(plan.rules).toMatchObject({ ...chosen, conversations: new Set(['C1', 'C2']) });
    expect(plan.polled).toEqual([]);
    expect(plan.baseline.map(({ id }) => id)).toEqual(['C1', 'C2']);
  });

  it('in no queue is polled', async () => {
    const plan = await planned({ elsewhere: { C1: null } }, { conversations: ['C1'] });
    expect(plan).toMatchObject({ topics: [], polled: ['C1'], rules: chosen, problems: [] });
    expect(plan.baseline.map(({ id }) => id)).toEqual(['C1']);
  });

  it('of which only the customer names a queue is polled: that may be where they were', async () => {
    const { participants, ...rest } = messageConversation({ id: 'C1', messages: [] });
    const inQueue = participants.map((participant) =>
      participant.purpose === 'customer' ? { ...participant, queueId: 'Q1' } : participant,
    );
    const answers = { '/api/v2/conversations/C1': ok({ ...rest, participants: inQueue }) };
    const plan = await planned({ answers }, { conversations: ['C1'] });
    expect(plan).toMatchObject({ topics: [], polled: ['C1'] });
  });

  it('that has left its queue is polled: the queue’s topic does not tell of it any more', async () => {
    const left = messageConversation({
      id: 'C1',
      messages: [],
      queueId: 'Q1',
      agentEndTime: '2026-01-05T09:30:00.000Z',
    });
    const plan = await planned(
      { answers: { '/api/v2/conversations/C1': ok(left) } },
      { conversations: ['C1'] },
    );
    expect(plan).toMatchObject({ topics: [], polled: ['C1'] });
  });

  it.each<[RestResult<unknown>, string]>([
    [
      forbidden,
      'The conversation C1 may not be read with this sign-in; the permission conversation:communication:view is missing. It is watched only as far as other topics bring it.',
    ],
    [
      { kind: 'forbidden', permission: 'conversation:view', message: '' },
      'The conversation C1 may not be read with this sign-in; the permission conversation:view is missing. It is watched only as far as other topics bring it.',
    ],
    [{ kind: 'notFound' }, 'There is no conversation C1 that this sign-in may see.'],
    [
      { kind: 'refused', status: 400, code: null, message: 'Not a valid id.' },
      'The service does not take C1 as a conversation: Not a valid id.',
    ],
  ])('that is answered with %o is named, and the others are watched', async (answer, message) => {
    const plan = await planned(
      { elsewhere: { C2: 'Q2' }, answers: { '/api/v2/conversations/C1': answer } },
      { conversations: ['C1', 'C2'] },
    );
    expect(plan.problems).toEqual([{ code: 'forbiddenConversation', message, topic: 'C1' }]);
    expect(plan.topics).toEqual([queueTopic('Q2')]);
    // What arrives elsewhere is still filtered for it.
    expect(plan.rules.conversations).toEqual(new Set(['C1', 'C2']));
  });

  it('has its id encoded in the call', async () => {
    const { plan, order } = service({});
    await plan({ conversations: ['../users/me?x'] });
    expect(order).toEqual(['/api/v2/conversations/..%2Fusers%2Fme%3Fx']);
  });
});

describe('a call that fails', () => {
  const failures: [RestResult<unknown>, object][] = [
    [{ kind: 'unauthorized' }, { kind: 'unauthorized' }],
    [
      { kind: 'limited', retryAfterMs: 9_000 },
      { kind: 'limited', retryAfterMs: 9_000 },
    ],
    [transient, { kind: 'transient', reason: 'serviceError', retryAfterMs: 7_000 }],
    [
      { kind: 'transient', answered: false, reason: 'no answer (ECONNREFUSED)', retryAfterMs: null },
      { kind: 'transient', reason: 'network', retryAfterMs: null },
    ],
  ];
  const paths: [string, Partial<WatchRequest>][] = [
    ['/api/v2/users/me', { mine: true }],
    ['/api/v2/conversations/messages', { mine: true }],
    ['/api/v2/conversations/C1', { conversations: ['C1'] }],
  ];
  it.each(
    paths.flatMap(([path, request]) =>
      failures.map(([answer, failure]) => ({ path, request, answer, failure })),
    ),
  )('on $path with $answer.kind gives no plan', async ({ path, request, answer, failure }) => {
    expect(await service({ answers: { [path]: answer } }).plan(request)).toEqual(failure);
  });

  it('because there is no user behind the token says what the service says', async () => {
    const message = 'This request requires a user context.';
    const answers = { '/api/v2/users/me': { kind: 'refused', status: 400, code: null, message } as const };
    expect(await service({ answers }).plan({ mine: true })).toEqual({ kind: 'refused', message });
  });
});

describe('on the direct protocol', () => {
  it('everything that the client may see is watched', () => {
    expect(planDirect(NOTHING)).toMatchObject({ topics: ['conversation:*'], rules: { everything: true } });
  });

  it('or the chosen conversations only', () => {
    expect(planDirect({ ...NOTHING, conversations: ['C1', 'C2'] })).toMatchObject({
      topics: ['conversation:C1', 'conversation:C2'],
      rules: { everything: false, conversations: new Set(['C1', 'C2']) },
      polled: [],
      baseline: [],
    });
  });
});
