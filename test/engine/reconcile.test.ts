import { describe, expect, it } from 'vitest';
import type { Gap } from '../../main/connection/state.ts';
import { readKnown, reconcileChannels, type Reconciled } from '../../main/engine/reconcile.ts';
import type { Rest, RestCall, RestResult } from '../../main/genesys/rest.ts';
import { settle } from '../support/fake-clock.ts';
import { messageConversation } from './support/written-conversation.ts';

const GAP: Gap = { from: 0, reason: 'network' };
const MINE = ['v2.users.U1.conversations.messages'];
const QUEUE = ['v2.routing.queues.Q1.conversations.messages'];
const QUEUE_WORDS = 'conversations that began and ended in this time cannot be listed';
const transient: RestResult<unknown> = {
  kind: 'transient',
  answered: true,
  reason: 'status 503',
  retryAfterMs: null,
};
const forbidden: RestResult<unknown> = { kind: 'forbidden', permission: null, message: '' };

const ok = (value: unknown): RestResult<unknown> => ({ kind: 'ok', value });
const found = (id: string) => ok(messageConversation({ id, messages: [] }));

/** @param answers by the last part of the path; a conversation without one is found. */
function service(answers: Readonly<Record<string, RestResult<unknown>>>) {
  const calls: string[] = [];
  const folded: string[] = [];
  const rest = {
    send: (call: RestCall) => {
      calls.push(call.path.replace('/api/v2/conversations/', ''));
      expect(call).toMatchObject({ method: 'GET', priority: 'reconcile' });
      const last = call.path.split('/').at(-1) ?? '';
      return Promise.resolve(answers[last] ?? found(last));
    },
  } satisfies Rest;
  const fold = ({ id }: { id: string }) => void folded.push(id);
  const { signal } = new AbortController();
  return {
    calls,
    folded,
    reconcile: (topics: readonly string[], gap: Gap | null, known: readonly string[]): Promise<Reconciled> =>
      reconcileChannels(topics, gap, { rest, knownConversations: () => known, fold }, signal),
  };
}

const listing = (...ids: string[]) =>
  ok({ entities: ids.map((id) => messageConversation({ id, messages: [] })), pageCount: 1 });

describe('own conversations', () => {
  it('are listed in one call; known ones that are missing there are read by id', async () => {
    const { reconcile, calls, folded } = service({ messages: listing('C1', 'C2') });
    expect(await reconcile(MINE, GAP, ['C1', 'C3'])).toEqual({ kind: 'done', unsure: null });
    expect(calls).toEqual(['messages', 'messages/C3']);
    expect(folded).toEqual(['C1', 'C2', 'C3']);
  });

  it('are listed at the first start too, and nothing else is read then', async () => {
    const { reconcile, calls } = service({ messages: listing('C1') });
    expect(await reconcile(MINE, null, ['C3'])).toEqual({ kind: 'done', unsure: null });
    expect(calls).toEqual(['messages']);
  });

  it('are listed page by page', async () => {
    const page = (id: string) => ok({ entities: [messageConversation({ id, messages: [] })], pageCount: 3 });
    const { reconcile, calls, folded } = service({
      messages: page('C1'),
      'messages?pageNumber=2': page('C2'),
      'messages?pageNumber=3': page('C3'),
    });
    await reconcile(MINE, GAP, ['C3']);
    expect(calls).toEqual(['messages', 'messages?pageNumber=2', 'messages?pageNumber=3']);
    expect(folded).toEqual(['C1', 'C2', 'C3']);
  });

  it('that may not be listed are read by id, and the gap says so', async () => {
    const { reconcile, folded } = service({ messages: forbidden });
    expect(await reconcile(MINE, GAP, ['C1'])).toEqual({
      kind: 'done',
      unsure: 'the own conversations may not be listed with this sign-in',
    });
    expect(folded).toEqual(['C1']);
  });
});

describe('a queue’s conversations', () => {
  it('are read by id; what began and ended meanwhile cannot be known', async () => {
    const { reconcile, calls } = service({});
    expect(await reconcile(QUEUE, GAP, ['C1', 'C2'])).toEqual({ kind: 'done', unsure: QUEUE_WORDS });
    expect(calls.toSorted()).toEqual(['messages/C1', 'messages/C2']);
  });

  it('are read at the first start as well: the baseline came before the subscription', async () => {
    const { reconcile, folded } = service({});
    await reconcile(QUEUE, null, ['C1']);
    expect(folded).toEqual(['C1']);
  });

  it('beside the own ones: both', async () => {
    const { reconcile, folded } = service({ messages: listing('C1') });
    expect(await reconcile([...MINE, ...QUEUE], GAP, ['C1', 'C2'])).toEqual({
      kind: 'done',
      unsure: QUEUE_WORDS,
    });
    expect(folded).toEqual(['C1', 'C2']);
  });
});

describe('what comes of the readings', () => {
  it.each<RestResult<unknown>>([
    transient,
    { kind: 'limited', retryAfterMs: 1_000 },
    { kind: 'unauthorized' },
  ])('%o: all is read again', async (result) => {
    expect(await service({ messages: result }).reconcile(MINE, GAP, [])).toEqual({ kind: 'retry' });
    expect(await service({ C2: result }).reconcile(QUEUE, GAP, ['C1', 'C2', 'C3'])).toEqual({
      kind: 'retry',
    });
  });

  it('a refusal is counted and told; a conversation that is gone is nothing to tell', async () => {
    const { reconcile, folded } = service({
      messages: listing(),
      C2: forbidden,
      C3: { kind: 'notFound' },
      C5: forbidden,
    });
    expect(await reconcile(MINE, GAP, ['C1', 'C2', 'C3', 'C4', 'C5'])).toEqual({
      kind: 'done',
      unsure: '2 known conversations may not be read',
    });
    expect(folded).toEqual(['C1', 'C4']);
  });

  it('one refusal is told as one', async () => {
    const { reconcile } = service({ messages: listing(), C1: forbidden });
    expect(await reconcile(MINE, GAP, ['C1'])).toEqual({
      kind: 'done',
      unsure: '1 known conversation may not be read',
    });
  });
});

it('no more than four conversations are read at the same time', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `C${index}`);
  const open: (() => void)[] = [];
  const folded: string[] = [];
  const rest = {
    send: async ({ path }: RestCall) => {
      await new Promise<void>((resolve) => void open.push(resolve));
      return found(path.split('/').at(-1) ?? '');
    },
  } satisfies Rest;
  const reading = readKnown(
    ids,
    { rest, fold: ({ id }) => void folded.push(id) },
    new AbortController().signal,
  );
  let most = 0;
  while (folded.length < ids.length) {
    await settle();
    most = Math.max(most, open.length);
    open.shift()?.();
  }
  expect(await reading).toEqual({ kind: 'done', unsure: null });
  expect(most).toBe(4);
  expect(folded.toSorted()).toEqual(ids);
});
