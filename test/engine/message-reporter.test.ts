import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageReporter } from '../../main/engine/message-reporter.ts';
import type { MessageReport } from '../../main/engine/output.ts';
import type { MessageText } from '../../main/genesys/message-text.ts';
import type { MessageTexts } from '../../main/genesys/message-texts.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const WAIT_MS = 1_500;

function reporter(answer?: (messageId: string, signal?: AbortSignal) => Promise<MessageText>) {
  const clock = new FakeClock();
  const reported: MessageReport[] = [];
  const requested: string[] = [];
  const signals: AbortSignal[] = [];
  const refused = new Set<string>();
  const open = new Map<string, (text: MessageText) => void>();
  const texts = {
    request(_conversationId, messageId, signal) {
      requested.push(messageId);
      if (signal !== undefined) signals.push(signal);
      return answer?.(messageId, signal) ?? new Promise((resolve) => void open.set(messageId, resolve));
    },
    isRefused: (conversationId) => refused.has(conversationId),
  } satisfies MessageTexts;
  const late: MessageReport[] = [];
  const made = new MessageReporter({
    texts,
    clock,
    textWaitMs: WAIT_MS,
    report: (message) => void reported.push(message),
    reportLateText: (message) => void late.push(message),
  });
  return {
    clock,
    reported,
    late,
    refused,
    requested,
    signals,
    add: (messageId: string | null, more: Partial<MessageReport> = {}) => {
      made.add(report(messageId, more));
    },
    flush: () => {
      made.flush();
    },
    answer: async (messageId: string, text: MessageText = textOf(messageId)) => {
      open.get(messageId)?.(text);
      await settle();
    },
    told: () => reported.map(({ messageId, text }) => [messageId, text]),
  };
}

function report(messageId: string | null, more: Partial<MessageReport> = {}): MessageReport {
  return {
    conversationId: 'C1',
    messageId,
    direction: 'inbound',
    from: 'Jane',
    text: null,
    media: 'webmessaging',
    time: '2026-01-05T10:00:01.000Z',
    missed: false,
    own: true,
    ...more,
  };
}

const textOf = (id: string): MessageText => ({ kind: 'text', text: `text of ${id}`, from: null });

describe('a message', () => {
  it('is reported with its text, and otherwise as it was', async () => {
    const { add, answer, reported, clock } = reporter();
    add('M1', { missed: true });
    expect(reported).toEqual([]);
    await answer('M1');
    expect(reported).toEqual([report('M1', { missed: true, text: 'text of M1' })]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('with a text, or without an id to ask for it, is reported at once', () => {
    const { add, told, requested } = reporter();
    add('M1', { text: 'told' });
    add(null);
    expect(told()).toEqual([
      ['M1', 'told'],
      [null, null],
    ]);
    expect(requested).toEqual([]);
  });

  it.each<MessageText>([{ kind: 'unavailable' }, { kind: 'refused' }])(
    'is reported without its text where that is %o',
    async (text) => {
      const { add, answer, told } = reporter();
      add('M1');
      await answer('M1', text);
      expect(told()).toEqual([['M1', null]]);
    },
  );

  it('waits for its text no longer than it may, and is not reported again when that comes late', async () => {
    const { add, answer, told, clock } = reporter();
    add('M1');
    await clock.advance(WAIT_MS - 1);
    expect(told()).toEqual([]);
    await clock.advance(1);
    expect(told()).toEqual([['M1', null]]);
    await answer('M1');
    expect(told()).toEqual([['M1', null]]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a conversation’s messages', () => {
  it('come in their order, whichever text is there first', async () => {
    const { add, answer, told } = reporter();
    add('M1');
    add('M2');
    add('M3', { text: 'told' });
    add(null, { text: 'unresolved' });
    await answer('M2');
    expect(told()).toEqual([]);
    await answer('M1');
    expect(told()).toEqual([
      ['M1', 'text of M1'],
      ['M2', 'text of M2'],
      ['M3', 'told'],
      [null, 'unresolved'],
    ]);
  });

  it('do not wait for another conversation’s', async () => {
    const { add, answer, told } = reporter();
    add('M1');
    add('M2', { conversationId: 'C2' });
    await answer('M2');
    expect(told()).toEqual([['M2', 'text of M2']]);
  });
});

describe('flush', () => {
  it('reports all that waits, in order, gives up the requests and leaves no timer', () => {
    const { add, flush, told, clock, signals } = reporter();
    for (const id of ['M1', 'M2', 'M3']) add(id);
    add('M4', { text: 'told' });
    add('M5', { conversationId: 'C2' });
    flush();
    expect(told()).toEqual([
      ['M1', null],
      ['M2', null],
      ['M3', null],
      ['M4', 'told'],
      ['M5', null],
    ]);
    expect(clock.pendingTimers).toBe(0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  });

  it('does not end what is added after it', async () => {
    const { add, flush, answer, told, signals } = reporter();
    flush();
    add('M1');
    expect(signals[0]?.aborted).toBe(false);
    await answer('M1');
    expect(told()).toEqual([['M1', 'text of M1']]);
  });
});

it('whatever the texts do, each message is reported once, in order, in time', async () => {
  const message = fc.record({
    conversation: fc.constantFrom('C1', 'C2'),
    after: fc.integer({ min: 0, max: 400 }),
    /** When its text comes; never if null. */
    textAfter: fc.option(fc.integer({ min: 0, max: 2_500 })),
    hasText: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 12 }),
      fc.option(fc.integer({ min: 0, max: 5_000 })),
      async (messages, flushAt) => {
        const waits = new Map(messages.map(({ textAfter }, index) => [`M${index}`, textAfter]));
        const { add, flush, clock, reported } = reporter((id) => {
          const textAfter = waits.get(id) ?? null;
          return new Promise((resolve) => {
            if (textAfter !== null)
              clock.after(textAfter, () => {
                resolve(textOf(id));
              });
          });
        });
        let at = 0;
        for (const [index, { conversation, after, hasText }] of messages.entries()) {
          at += after;
          clock.after(at, () => {
            add(`M${index}`, { conversationId: conversation, ...(hasText ? { text: 'told' } : {}) });
          });
        }
        if (flushAt !== null) clock.after(flushAt, flush);
        await clock.advance(at + WAIT_MS);
        for (const conversation of ['C1', 'C2']) {
          const added = messages.flatMap((one, index) =>
            one.conversation === conversation ? [`M${index}`] : [],
          );
          const told = reported.filter(({ conversationId }) => conversationId === conversation);
          expect(told.map(({ messageId }) => messageId)).toEqual(added);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('the text of a message that was reported without it is told when it comes', async () => {
  const { add, answer, reported, late, clock } = reporter();
  add('M1');
  await clock.advance(WAIT_MS);
  expect(reported).toMatchObject([{ messageId: 'M1', text: null }]);
  expect(late).toEqual([]);
  await answer('M1');
  expect(late).toMatchObject([{ messageId: 'M1', text: 'text of M1' }]);
  expect(reported).toHaveLength(1);
});

it('a message whose text is refused anyway is reported at once, and nothing is asked', () => {
  const { add, refused, requested, told, clock } = reporter();
  refused.add('C1');
  add('M1');
  expect(told()).toEqual([['M1', null]]);
  expect(requested).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});
