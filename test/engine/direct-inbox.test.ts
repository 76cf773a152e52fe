import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationStore } from '../../main/conversations/store.ts';
import { nothingWatched } from '../../main/conversations/watch-rules.ts';
import { DirectInbox } from '../../main/engine/direct-inbox.ts';
import { Watcher } from '../../main/engine/watcher.ts';
import type { DirectEvent } from '../../main/genesys/domain-event.ts';
import type { Rest, RestCall, RestResult } from '../../main/genesys/rest.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { messageConversation, snapshotOf, type WrittenMessage } from './support/written-conversation.ts';

const START = Date.UTC(2026, 0, 5, 10, 0, 0);
const forbidden: RestResult<unknown> = { kind: 'forbidden', permission: null, message: 'no' };
const transient: RestResult<unknown> = {
  kind: 'transient',
  answered: true,
  reason: 'status 503',
  retryAfterMs: null,
};

/** What came out: `#ID` a message by its id, `?TEXT` an unresolved one, `-TEXT` an event that is no news. */
type Outcome = string;

type Answer = (call: RestCall) => RestResult<unknown> | Promise<RestResult<unknown>>;

function inbox() {
  const clock = new FakeClock(START);
  const written = new Map<string, WrittenMessage[]>();
  const outcomes: Outcome[] = [];
  const texts: (string | null)[] = [];
  const calls: string[] = [];
  const idIn = (path: string) => decodeURIComponent(path.split('/').at(-1) ?? '');
  const asWritten: Answer = ({ path }) => ({
    kind: 'ok',
    value: messageConversation({ id: idIn(path), messages: written.get(idIn(path)) ?? [] }),
  });
  const service = { answer: asWritten, asWritten };
  const rest = {
    send: async (call: RestCall, signal: AbortSignal) => {
      calls.push(idIn(call.path));
      const result = await service.answer(call);
      return signal.aborted
        ? { kind: 'transient', answered: false, reason: 'aborted', retryAfterMs: null }
        : result;
    },
  } satisfies Rest;
  const watcher: Watcher = new Watcher({
    store: new ConversationStore(),
    clock,
    serviceNow: () => clock.now(),
    onMessage: ({ id }, _missed, text) => {
      outcomes.push(`#${id}`);
      texts.push(text);
    },
    onChange: () => undefined,
    onKnown: () => undefined,
    onSnapshot: () => undefined,
    withoutReported: (snapshot, messages) => direct.withoutReported(snapshot, messages),
  });
  const direct: DirectInbox = new DirectInbox({
    rest,
    clock,
    fold: (snapshot, newFrom) => watcher.fold(snapshot, newFrom),
    onMessage: (message, announced) => {
      watcher.report(message, false, announced?.text ?? null);
    },
    onUnresolved: ({ text }) => void outcomes.push(`?${text ?? ''}`),
    onEvent: ({ text, eventType }) => void outcomes.push(`-${text ?? eventType}`),
  });
  watcher.watch({ ...nothingWatched, everything: true });
  watcher.begin();

  return {
    clock,
    direct,
    outcomes,
    texts,
    calls,
    service,
    /** Writes a message, which readings show from now on. */
    write: (by: WrittenMessage['by'], id: string, at: number, conversationId = 'C1') => {
      written.set(conversationId, [...(written.get(conversationId) ?? []), { id, by, at: START + at }]);
    },
    /** A `MessageAdded`; its text is the message's id. */
    tell: (text: string, at: number | null, more: Partial<DirectEvent> = {}) => {
      direct.take(
        eventOf({ text, timestamp: at === null ? null : new Date(START + at).toISOString(), ...more }),
      );
    },
    take: (event: DirectEvent) => {
      direct.take(event);
    },
    /** A reconnect reads the conversation again. */
    reconcile: (conversationId = 'C1') => {
      watcher.take(
        snapshotOf({ id: conversationId, messages: written.get(conversationId) ?? [] }),
        'reconcile',
      );
    },
  };
}

function eventOf(more: Partial<DirectEvent>): DirectEvent {
  return {
    type: 'direct',
    eventId: null,
    conversationId: 'C1',
    eventType: 'MessageAdded',
    timestamp: null,
    text: null,
    ...more,
  };
}

describe('a MessageAdded', () => {
  it('of a customer becomes the message, with the event’s text and no call for it', async () => {
    const { write, tell, outcomes, texts, calls, clock } = inbox();
    write('customer', 'M1', 1_000);
    tell('M1', 1_000);
    await settle();
    expect(outcomes).toEqual(['#M1']);
    expect(texts).toEqual(['M1']);
    expect(calls).toEqual(['C1']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('of the agent is no message but an event', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('agent', 'A1', 1_000);
    tell('A1', 1_000);
    await settle();
    expect(outcomes).toEqual(['-A1']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that comes while its conversation is being read causes one more reading, however many there are', async () => {
    const { write, tell, outcomes, calls, service } = inbox();
    const open: (() => void)[] = [];
    service.answer = async (call) => {
      await new Promise<void>((resolve) => void open.push(resolve));
      return service.asWritten(call);
    };
    for (const [index, id] of ['M1', 'M2', 'M3', 'M4'].entries()) {
      tell(id, index);
    }
    await settle();
    expect(calls).toEqual(['C1']);
    open.shift()?.();
    await settle();
    expect(calls).toEqual(['C1', 'C1']);
    for (const [index, id] of ['M1', 'M2', 'M3', 'M4'].entries()) write('customer', id, index);
    open.shift()?.();
    await settle();
    expect(outcomes).toEqual(['#M1', '#M2', '#M3', '#M4']);
    expect(calls).toEqual(['C1', 'C1']);
  });

  it('that the first reading does not show yet is looked for again', async () => {
    const { write, tell, outcomes, calls, clock } = inbox();
    tell('M1', 0);
    await clock.advance(740);
    expect(calls).toHaveLength(1);
    write('customer', 'M1', 0);
    await clock.advance(20);
    expect(outcomes).toEqual(['#M1']);
    expect(calls).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that cannot be found in time is reported as it is, and not again by a later reading', async () => {
    const { write, tell, outcomes, clock, service, reconcile } = inbox();
    service.answer = () => transient;
    tell('M1', 0);
    await clock.advance(2_999);
    expect(outcomes).toEqual([]);
    await clock.advance(1);
    expect(outcomes).toEqual(['?M1']);
    await clock.advance(10_000);
    expect(clock.pendingTimers).toBe(0);
    write('customer', 'M1', 0);
    write('customer', 'M2', 400);
    reconcile();
    expect(outcomes).toEqual(['?M1', '#M2']);
  });

  it('waits for its reading without an answer no longer than its deadline', async () => {
    const { tell, outcomes, clock, service } = inbox();
    service.answer = () => new Promise(() => undefined);
    tell('M1', 0);
    await clock.advance(3_000);
    expect(outcomes).toEqual(['?M1']);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('where conversations may not be read', () => {
  it('the first refusal is the rule for all: reported at once, without asking again', async () => {
    const { tell, outcomes, calls, clock, service, direct } = inbox();
    service.answer = () => forbidden;
    expect(direct.mayRead).toBe(true);
    tell('M1', 0);
    await settle();
    expect(outcomes).toEqual(['?M1']);
    expect(direct.mayRead).toBe(false);
    tell('M2', 0, { conversationId: 'C2' });
    tell('M3', 0);
    expect(outcomes).toEqual(['?M1', '?M2', '?M3']);
    expect(calls).toEqual(['C1']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('a refusal of one conversation is no rule for others once one could be read', async () => {
    const { write, tell, outcomes, service, direct } = inbox();
    write('customer', 'M1', 0);
    tell('M1', 0);
    await settle();
    service.answer = (call) => (call.path.endsWith('C2') ? forbidden : service.asWritten(call));
    tell('M2', 0, { conversationId: 'C2' });
    await settle();
    expect(direct.mayRead).toBe(true);
    tell('M3', 1, { conversationId: 'C2' });
    expect(outcomes).toEqual(['#M1', '?M2', '?M3']);
    write('agent', 'A4', 2);
    tell('A4', 2);
    await settle();
    expect(outcomes).toEqual(['#M1', '?M2', '?M3', '-A4']);
  });

  it('it is tried again after ten minutes, and what was reported by then is not reported again', async () => {
    const { write, tell, outcomes, clock, service } = inbox();
    service.answer = () => forbidden;
    for (const [id, at] of [
      ['M1', 0],
      ['M2', 10],
      ['A3', 20],
    ] as const) {
      write(id === 'A3' ? 'agent' : 'customer', id, at);
      tell(id, at);
      await settle();
    }
    service.answer = service.asWritten;
    await clock.advance(599_999);
    write('customer', 'M4', 599_999);
    tell('M4', 599_999);
    expect(outcomes).toEqual(['?M1', '?M2', '?A3', '?M4']);
    await clock.advance(1);
    write('customer', 'M5', 600_000);
    tell('M5', 600_000);
    await settle();
    expect(outcomes).toEqual(['?M1', '?M2', '?A3', '?M4', '#M5']);
  });
});

describe('an event is known by', () => {
  it('its id, whatever else is equal or not', async () => {
    const { tell, outcomes, service } = inbox();
    service.answer = () => forbidden;
    tell('one', 0, { eventId: 'E1' });
    tell('other', 5, { eventId: 'E1' });
    tell('one', 0, { eventId: 'E2' });
    await settle();
    expect(outcomes).toEqual(['?one', '?one']);
  });

  it('conversation, time and text, where it has no id', async () => {
    const { tell, outcomes, service } = inbox();
    service.answer = () => forbidden;
    tell('hello', 0);
    await settle();
    tell('hello', 0);
    tell('hello', 1);
    tell('hello', 0, { conversationId: 'C2' });
    tell('hullo', 0);
    expect(outcomes).toEqual(['?hello', '?hello', '?hello', '?hullo']);
  });

  it('nothing, where it has neither id nor time: none is left out', async () => {
    const { tell, outcomes, service } = inbox();
    service.answer = () => forbidden;
    tell('hello', null);
    await settle();
    tell('hello', null);
    expect(outcomes).toEqual(['?hello', '?hello']);
  });

  it('its identity for an hour at least', async () => {
    const { take, outcomes, clock } = inbox();
    const event = eventOf({ eventId: 'E1', eventType: 'ConversationUpdated' });
    take(event);
    await clock.advance(3_600_000);
    take(event);
    expect(outcomes).toEqual(['-ConversationUpdated']);
  });
});

describe('a message that a reconnect finds', () => {
  it('closes the event that waits for it', async () => {
    const { write, tell, outcomes, clock, service, reconcile } = inbox();
    service.answer = () => transient;
    tell('M1', 0);
    write('customer', 'M1', 0);
    reconcile();
    await clock.advance(10_000);
    expect(outcomes.toSorted()).toEqual(['#M1', '-M1']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not reported again by its event, which comes later', async () => {
    const { write, tell, outcomes, calls, service, reconcile } = inbox();
    service.answer = () => forbidden;
    tell('M0', 0);
    await settle();
    write('customer', 'M1', 5);
    reconcile();
    tell('M1', 5);
    expect(outcomes).toEqual(['?M0', '#M1', '-M1']);
    expect(calls).toHaveLength(1);
  });
});

it('a message that was told of is news, though it was written before watching began', async () => {
  const { write, tell, outcomes } = inbox();
  write('customer', 'M0', -200);
  write('customer', 'M1', -100);
  tell('M1', -100);
  await settle();
  expect(outcomes).toEqual(['#M1']);
});

describe('other events', () => {
  it('are passed on, and a change of status has the conversation read', async () => {
    const { take, outcomes, calls } = inbox();
    take(eventOf({ eventType: 'ConversationUpdated', eventId: '1' }));
    take(eventOf({ eventType: 'SomethingNew', eventId: '2' }));
    await settle();
    expect(calls).toEqual([]);
    take(eventOf({ eventType: 'StatusChanged', eventId: '3' }));
    await settle();
    expect(calls).toEqual(['C1']);
    expect(outcomes).toEqual(['-ConversationUpdated', '-SomethingNew', '-StatusChanged']);
  });

  it('are not read about where that is refused', async () => {
    const { take, tell, calls, service } = inbox();
    service.answer = () => forbidden;
    tell('M1', 0);
    await settle();
    take(eventOf({ eventType: 'StatusChanged', eventId: '3' }));
    expect(calls).toEqual(['C1']);
  });
});

describe('a reading that lags behind', () => {
  it('does not take an earlier message of the customer for the new one', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('customer', 'M1', 0);
    tell('M1', 0);
    await settle();
    tell('M2', 300);
    await settle();
    expect(outcomes).toEqual(['#M1']);
    write('customer', 'M2', 300);
    await clock.advance(1_000);
    expect(outcomes).toEqual(['#M1', '#M2']);
  });

  it('does not take an agent’s reply, whose own event is still to come, for the new message', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('agent', 'A1', 200);
    tell('M2', 300);
    await settle();
    expect(outcomes).toEqual([]);
    tell('A1', 200);
    write('customer', 'M2', 300);
    await clock.advance(1_000);
    expect(outcomes).toEqual(['-A1', '#M2']);
  });

  it('gives a message found beside it neither the other’s text nor a second report', async () => {
    const { write, tell, outcomes, texts, clock } = inbox();
    write('customer', 'M1', 0);
    tell('M2', 300);
    await settle();
    expect([outcomes, texts]).toEqual([['#M1'], [null]]);
    tell('M1', 0);
    write('customer', 'M2', 300);
    await clock.advance(1_000);
    expect(outcomes.toSorted()).toEqual(['#M1', '#M2', '-M1']);
    expect(texts).toEqual([null, 'M2']);
  });
});

describe('two messages of one moment', () => {
  it('of the customer are two, though the second is shown later', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('customer', 'M1', 0);
    tell('M1', 0);
    await settle();
    tell('M2', 0);
    await settle();
    expect(outcomes).toEqual(['#M1']);
    write('customer', 'M2', 0);
    await clock.advance(1_000);
    expect(outcomes).toEqual(['#M1', '#M2']);
  });

  it('are both told of, and neither with the other’s text', async () => {
    const { write, tell, outcomes, texts } = inbox();
    write('agent', 'A1', 0);
    write('customer', 'M1', 0);
    tell('A1', 0);
    tell('M1', 0);
    await settle();
    expect(outcomes.filter((outcome) => outcome.startsWith('#'))).toEqual(['#M1']);
    expect(texts).toEqual([null]);
  });
});

describe('where events and messages tell different times', () => {
  async function learnThatTimesDiffer({
    write,
    tell,
    clock,
  }: Pick<ReturnType<typeof inbox>, 'write' | 'tell' | 'clock'>) {
    write('agent', 'A0', 0);
    tell('A0', 40);
    await clock.advance(3_000);
  }

  it('the nearest is taken, in the end: at first late, then at once', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('agent', 'A1', 0);
    tell('A1', 40);
    await clock.advance(3_000);
    expect(outcomes).toEqual(['-A1']);
    write('agent', 'A2', 10_000);
    tell('A2', 10_040);
    await settle();
    expect(outcomes).toEqual(['-A1', '-A2']);
    write('customer', 'M3', 20_000);
    tell('M3', 20_040);
    await settle();
    expect(outcomes).toEqual(['-A1', '-A2', '#M3']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('a message whose event has come is not taken for the next one', async () => {
    const { write, tell, outcomes, clock } = inbox();
    await learnThatTimesDiffer({ write, tell, clock });
    write('customer', 'M1', 10_000);
    tell('M1', 10_040);
    await settle();
    tell('M2', 10_140);
    await settle();
    write('customer', 'M2', 10_100);
    await clock.advance(1_000);
    expect(outcomes).toEqual(['-A0', '#M1', '#M2']);
  });

  it('what was reported as it is, is found again by its nearest, once that is known', async () => {
    const { write, tell, outcomes, clock, service, reconcile } = inbox();
    await learnThatTimesDiffer({ write, tell, clock });
    service.answer = () => transient;
    tell('M1', 10_040);
    await clock.advance(3_000);
    write('customer', 'M1', 10_000);
    reconcile();
    expect(outcomes).toEqual(['-A0', '?M1']);
  });

  it('what was reported as it is hides no other message before that is known', async () => {
    const { write, tell, outcomes, clock, service, reconcile } = inbox();
    service.answer = () => transient;
    tell('A1', 40);
    await clock.advance(3_000);
    write('customer', 'M1', 0);
    reconcile();
    expect(outcomes).toEqual(['?A1', '#M1']);
  });

  it('a time that is exact ends it', async () => {
    const { write, tell, outcomes, clock } = inbox();
    await learnThatTimesDiffer({ write, tell, clock });
    write('customer', 'M1', 10_000);
    tell('M1', 10_000);
    await settle();
    write('agent', 'A2', 20_000);
    tell('M3', 20_040);
    await settle();
    write('customer', 'M3', 20_040);
    await clock.advance(1_000);
    expect(outcomes).toEqual(['-A0', '#M1', '#M3']);
  });

  it('a message too far away in time is another one', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('agent', 'A1', 0);
    tell('M1', 5_001);
    await clock.advance(3_000);
    expect(outcomes).toEqual(['?M1']);
  });
});

describe('events without a time', () => {
  it('take the news that a reading brings', async () => {
    const { write, tell, outcomes, texts } = inbox();
    write('customer', 'M1', 0);
    tell('M1', null);
    await settle();
    expect(outcomes).toEqual(['#M1']);
    // It may as well be about somebody else's message.
    expect(texts).toEqual([null]);
  });

  it('wait for what no reading shows yet', async () => {
    const { write, tell, outcomes, clock } = inbox();
    tell('M1', null);
    await settle();
    expect(outcomes).toEqual([]);
    write('customer', 'M1', 0);
    await clock.advance(1_000);
    expect(outcomes).toEqual(['#M1']);
  });

  it('that were reported as they are, are not reported again', async () => {
    const { write, tell, outcomes, clock, service, reconcile } = inbox();
    service.answer = () => transient;
    tell('M1', null);
    await clock.advance(3_000);
    write('customer', 'M1', 0);
    write('customer', 'M2', 10);
    reconcile();
    expect(outcomes).toEqual(['?M1', '#M2']);
  });

  it('that come after their message was found, or are about a reply, are no news', async () => {
    const { write, tell, outcomes, clock } = inbox();
    write('customer', 'M1', 0);
    write('customer', 'M2', 0);
    write('agent', 'A3', 0);
    tell('M1', null);
    await settle();
    tell('M2', null);
    tell('A3', null);
    await clock.advance(3_000);
    expect(outcomes).toEqual(['#M1', '#M2', '-M2', '-A3']);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('flush', () => {
  it('reports what is open at once, and leaves neither timers nor readings behind', async () => {
    const { write, tell, outcomes, calls, clock, direct, service } = inbox();
    let answer: (() => void) | undefined;
    tell('M1', 0);
    await settle();
    service.answer = async (call) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return service.asWritten(call);
    };
    tell('M2', 0, { conversationId: 'C2' });
    direct.flush();
    expect(outcomes).toEqual(['?M1', '?M2']);
    expect(clock.pendingTimers).toBe(0);
    write('customer', 'M2', 0, 'C2');
    answer?.();
    await clock.advance(60_000);
    expect(outcomes).toEqual(['?M1', '?M2']);
    expect(calls).toEqual(['C1', 'C2']);
  });
});

describe('forgetting', () => {
  it('takes a day without an event, and then what was reported is not known any more', async () => {
    const { write, tell, outcomes, clock, direct, service, reconcile } = inbox();
    service.answer = () => transient;
    write('customer', 'M1', 0);
    tell('M1', 0);
    await clock.advance(86_400_000 - 1);
    direct.forget();
    reconcile();
    expect(outcomes).toEqual(['?M1']);
    tell('M2', 10, { conversationId: 'C2' });
    write('customer', 'M2', 10, 'C2');
    await clock.advance(86_410_000);
    direct.forget();
    reconcile('C2');
    expect(outcomes).toEqual(['?M1', '?M2', '#M2']);
  });
});

describe('whatever the order and the timing of events, readings and failures', () => {
  interface Scenario {
    /** When it is written, after the one before; when its event comes and when readings show it, after that. */
    messages: { by: 'customer' | 'agent'; after: number; eventAfter: number; shownAfter: number }[];
    /** How readings go, in turn. */
    readings: { takes: number; result: 'ok' | 'transient' | 'limited' }[];
    reconciles: boolean;
  }

  const scenario = (
    slowest: number,
    ...result: Scenario['readings'][number]['result'][]
  ): fc.Arbitrary<Scenario> =>
    fc.record({
      messages: fc.array(
        fc.record({
          by: fc.constantFrom('customer' as const, 'agent' as const),
          after: fc.integer({ min: 1, max: 900 }),
          eventAfter: fc.integer({ min: 0, max: 2_000 }),
          shownAfter: fc.integer({ min: 0, max: 1_400 }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      readings: fc.array(
        fc.record({ takes: fc.integer({ min: 0, max: slowest }), result: fc.constantFrom(...result) }),
        { minLength: 1, maxLength: 8 },
      ),
      reconciles: fc.boolean(),
    });

  async function play({ messages, readings, reconciles }: Scenario) {
    const { write, tell, outcomes, clock, service, reconcile } = inbox();
    let turn = 0;
    service.answer = async (call) => {
      const { takes, result } = readings[turn++ % readings.length] ?? { takes: 0, result: 'ok' };
      const shown = service.asWritten(call);
      await new Promise<void>((resolve) => void clock.after(takes, resolve));
      return result === 'ok'
        ? shown
        : result === 'limited'
          ? { kind: 'limited', retryAfterMs: null }
          : transient;
    };
    let at = 0;
    let firstEvent = Infinity;
    for (const [index, { by, after, eventAfter, shownAfter }] of messages.entries()) {
      at += after;
      const written = at;
      const id = `${by}${index}`;
      clock.after(written + shownAfter, () => {
        write(by, id, written);
      });
      firstEvent = Math.min(firstEvent, written + eventAfter);
      clock.after(written + eventAfter, () => {
        tell(id, written);
      });
    }
    // What is known before the first event is nobody's news.
    if (reconciles) {
      clock.after(Math.max(firstEvent, at / 2), reconcile);
    }
    await clock.advance(at + 10_000);
    reconcile();
    expect(clock.pendingTimers).toBe(0);
    return outcomes;
  }

  const reportsOf = (outcomes: readonly Outcome[], id: string) =>
    outcomes.filter((outcome) => outcome === `#${id}` || outcome === `?${id}`).length;

  it('each message of a customer is reported exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(600, 'ok', 'transient', 'limited'), async (played) => {
        const outcomes = await play(played);
        for (const [index, { by }] of played.messages.entries()) {
          if (by === 'customer') expect(reportsOf(outcomes, `customer${index}`)).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('no reply of an agent is reported where reading succeeds', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(250, 'ok'), async (played) => {
        const outcomes = await play(played);
        for (const [index, { by }] of played.messages.entries()) {
          if (by === 'agent') expect(reportsOf(outcomes, `agent${index}`)).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
