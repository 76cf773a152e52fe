import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertRecord } from '../../main/alerts/alert.ts';
import { AlertBench, aMessage } from './support/alert-bench.ts';
import { LivelyDesktop, type Behaviour } from './support/lively-desktop.ts';

/** No message may wait longer for its fate, however the desktop behaves. */
const LONGEST_WAIT_MS = 30_000;

/** Times around the limits that count. */
const shortTime = fc.oneof(fc.constantFrom(0, 1, 50, 99, 100, 101, 500, 1_999, 2_000, 2_001), fc.nat(4_000));
const longTime = fc.oneof(shortTime, fc.constantFrom(9_999, 10_000, 10_001, 20_000));

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  claimAfter: fc.option(shortTime),
  answer: fc.option(
    fc.constantFrom('handedOver', 'handedOver', 'clicked', 'dismissed', 'failed', 'throws' as const),
  ),
  answerAfter: longTime,
  then: fc.option(fc.constantFrom('clicked', 'dismissed', 'failed')),
  thenAfter: longTime,
});

const conversation = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');

type Step =
  | { do: 'message'; conversationId: string; own: boolean; count: number }
  | { do: 'again'; index: number }
  | { do: 'lateText'; index: number }
  | { do: 'offered' | 'attended' | 'mute'; conversationId: string }
  | { do: 'doNotDisturb'; ms: number }
  | { do: 'crash' | 'windowBack' | 'test' }
  | { do: 'wait'; ms: number };

const wait = fc.record({ do: fc.constant('wait' as const), ms: longTime });
const message = fc.record({
  do: fc.constant('message' as const),
  conversationId: conversation,
  own: fc.boolean(),
  count: fc.integer({ min: 1, max: 4 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: message },
  { weight: 5, arbitrary: wait },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('again', 'lateText'), index: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('offered', 'attended', 'mute'),
      conversationId: conversation,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('doNotDisturb' as const), ms: longTime }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash', 'windowBack', 'windowBack', 'test') }) },
);

const scenario = fc.record({
  behaviours: fc.array(behaviour, { minLength: 1, maxLength: 6 }),
  steps: fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }),
  /** How long the disk takes, by message in turn; null: it never answers. */
  disk: fc.array(fc.option(fc.constantFrom(0, 0, 0, 5, 80, 1_500)), { minLength: 1, maxLength: 5 }),
  sound: fc.constantFrom('oncePerConversation', 'everyMessage', 'off' as const),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

/** One run of a scenario, and what is checked while it goes on. */
class Run {
  readonly bench = new AlertBench();
  readonly desktop: LivelyDesktop;
  readonly #disk: Scenario['disk'];
  readonly own = new Map<string, boolean>();
  readonly decided = new Set<string>();
  readonly conversations = new Map<string, string>();
  #count = 0;

  constructor({ behaviours, disk, sound }: Scenario) {
    this.desktop = new LivelyDesktop(this.bench, behaviours);
    this.#disk = disk;
    this.bench.settings = { ...this.bench.settings, sound };
  }

  async all(steps: readonly Step[]): Promise<void> {
    for (const next of steps) await this.one(next);
  }

  /** Time enough for everything to come to its end. */
  async rest(): Promise<void> {
    for (let index = 0; index < 12; index += 1) await this.one({ do: 'wait', ms: 5_000 });
  }

  async one(next: Step): Promise<void> {
    const { bench } = this;
    switch (next.do) {
      case 'message':
        for (let index = 0; index < next.count; index += 1) this.#message(next.conversationId, next.own);
        break;
      case 'again':
      case 'lateText': {
        const messageId = [...this.decided].at(-1 - next.index);
        if (messageId === undefined) break;
        const conversationId = this.conversations.get(messageId) ?? '';
        if (next.do === 'again') bench.service.message(aMessage(messageId, { conversationId }));
        else bench.service.lateText(aMessage(messageId, { conversationId, text: `late ${messageId}` }));
        break;
      }
      case 'offered':
        bench.service.offered(next.conversationId, null);
        break;
      case 'attended':
        bench.service.attended(next.conversationId);
        break;
      case 'mute':
        if (!bench.muted.delete(next.conversationId)) bench.muted.add(next.conversationId);
        break;
      case 'doNotDisturb':
        bench.doNotDisturbUntil = bench.clock.now() + next.ms;
        break;
      case 'crash':
        await this.desktop.crash();
        break;
      case 'windowBack':
        bench.screen.hasWindow = true;
        break;
      case 'test':
        bench.service.test();
        break;
      case 'wait':
        await bench.clock.advance(next.ms);
        break;
    }
    await bench.clock.advance(0);
    const now = bench.clock.now();
    for (const { fate, decidedAt, messageId } of bench.service.deliveries())
      if (fate.kind === 'waiting' && now - decidedAt > LONGEST_WAIT_MS)
        this.desktop.wrongs.push(`${messageId} waits for ${String(now - decidedAt)} ms`);
  }

  #message(conversationId: string, own: boolean): void {
    const { bench } = this;
    this.#count += 1;
    const messageId = `m${String(this.#count)};`;
    const delay = this.#disk[this.#count % this.#disk.length];
    if (delay === null) bench.journal.delays.set(messageId, new Promise(() => undefined));
    else if (delay !== undefined && delay > 0)
      bench.journal.delays.set(
        messageId,
        new Promise((resolve) => {
          bench.clock.after(delay, () => {
            resolve();
          });
        }),
      );
    this.own.set(messageId, own);
    this.decided.add(messageId);
    this.conversations.set(messageId, conversationId);
    bench.service.message(aMessage(messageId, { conversationId, own }));
  }

  /** The message that a toast shows, where it shows one for the first time. */
  messageOf({ body }: { body: string }): string | null {
    return body.startsWith('text of ') ? body.slice('text of '.length) : null;
  }
}

async function withRuns(check: (run: Run, steps: readonly Step[]) => Promise<void> | void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenario, async (made) => {
      await check(new Run(made), made.steps);
    }),
    { numRuns: 100 },
  );
}

describe('whatever comes, and however the desktop behaves', () => {
  it('every message has one record with one fate, and no timer is left', async () => {
    await withRuns(async (run, steps) => {
      const fates = new Map<string, AlertRecord['fate']>();
      const watch = () => {
        for (const { messageId, fate } of run.bench.service.deliveries()) {
          const before = fates.get(messageId);
          if (before !== undefined && before.kind !== 'waiting') expect(fate).toEqual(before);
          fates.set(messageId, fate);
        }
      };
      for (const next of steps) {
        await run.one(next);
        watch();
      }
      await run.rest();
      watch();
      const records = run.bench.service.deliveries();
      expect(records.map(({ messageId }) => messageId)).toEqual([...run.decided]);
      expect(records.filter(({ fate }) => fate.kind === 'waiting')).toEqual([]);
      expect(run.desktop.wrongs).toEqual([]);
      expect(run.bench.journal.unfinished).toEqual(new Set());
      expect(run.bench.serviceTimers).toBe(0);
    });
  });

  it('a fate names a toast that was really handed over, and a toast comes twice only where it says so', async () => {
    await withRuns(async (run, steps) => {
      await run.all(steps);
      await run.rest();
      for (const { messageId, fate, possiblyRepeated } of run.bench.service.deliveries()) {
        if (fate.kind === 'mergedInto' || fate.kind === 'summarized')
          expect(run.desktop.handedOver).toContain(fate.alertId);
        const shown = [...run.bench.screen.alerts.values()].filter(
          ({ body }) => body === `text of ${messageId}` || body === `late ${messageId}`,
        );
        if (fate.kind === 'handedOver') {
          const by = shown.filter(({ alertId }) => run.desktop.handedOver.has(alertId));
          expect(by.flatMap(({ alertId }) => run.desktop.shownBy.get(alertId))).toContain(fate.by);
        }
        if (fate.kind === 'heldBack') expect(shown).toEqual([]);
        for (const { alertId } of shown) {
          const showers = run.desktop.shownBy.get(alertId) ?? [];
          expect(showers.length).toBeLessThanOrEqual(2);
          if (showers.length === 2)
            expect(possiblyRepeated || run.desktop.failedInWindow.has(alertId)).toBe(true);
        }
      }
    });
  });

  it('toasts of one conversation come at least 100 ms apart, summaries two seconds', async () => {
    await withRuns(async (run, steps) => {
      await run.all(steps);
      await run.rest();
      const last = new Map<string, number>();
      for (const { what, at, alert } of run.desktop.events) {
        if (what !== 'asked' || alert.title === 'Test alert') continue;
        const place = alert.conversationId ?? 'summary';
        const least = alert.conversationId === null ? 2_000 : 100;
        expect(at - (last.get(place) ?? -Infinity)).toBeGreaterThanOrEqual(least);
        last.set(place, at);
      }
    });
  });

  it('at most five toasts of my own messages and one of queues come in ten seconds', async () => {
    await withRuns(async (run, steps) => {
      await run.all(steps);
      await run.rest();
      for (const [own, most] of [
        [true, 5],
        [false, 1],
      ] as const) {
        const times = run.desktop.events
          .filter(({ what, alert }) => what === 'asked' && run.own.get(run.messageOf(alert) ?? '') === own)
          .map(({ at }) => at);
        for (const start of times)
          expect(times.filter((at) => at >= start && at < start + 10_000).length).toBeLessThanOrEqual(most);
      }
    });
  });

  it('a conversation sounds once until it is attended to', async () => {
    await withRuns(async (run, steps) => {
      if (run.bench.settings.sound !== 'oncePerConversation') return;
      const calm = steps.filter(({ do: what }) => what !== 'attended');
      await run.all(calm);
      await run.rest();
      // A click attends to its conversation.
      for (const conversationId of new Set(run.conversations.values())) {
        const clicks = run.bench.clicked.filter((id) => id === conversationId).length;
        const sounding = [...run.desktop.handedOver].filter((alertId) => {
          const alert = run.bench.screen.alerts.get(alertId);
          return alert?.conversationId === conversationId && !alert.silent;
        });
        expect(sounding.length).toBeLessThanOrEqual(clicks + 1);
        const fates = run.bench.service
          .deliveries()
          .filter((record) => record.conversationId === conversationId)
          .map(({ fate }) => fate.kind);
        if (fates.includes('handedOver')) expect(sounding.length).toBeGreaterThan(0);
      }
    });
  });

  it('nothing happens any more after it was stopped, and what waits stays in the journal', async () => {
    await withRuns(async (run, steps) => {
      await run.all(steps);
      run.bench.service.stop();
      const calls = run.bench.screen.calls.length;
      expect(run.bench.serviceTimers).toBe(0);
      await run.rest();
      expect(run.bench.serviceTimers).toBe(0);
      expect(run.bench.screen.calls).toHaveLength(calls);
      const waiting = run.bench.service
        .deliveries()
        .filter(({ fate }) => fate.kind === 'waiting')
        .map(({ messageId }) => messageId);
      expect(run.bench.journal.unfinished).toEqual(new Set(waiting));
    });
  });
});

it('a summary says how many messages are counted in it', async () => {
  const burst = fc.array(conversation, { minLength: 1, maxLength: 25, size: 'max' });
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 4 }), async (bursts) => {
      const bench = new AlertBench();
      bench.windowAnswers();
      let count = 0;
      for (const conversations of bursts) {
        const before = count;
        for (const conversationId of conversations) {
          count += 1;
          await bench.message(`m${String(count)}`, { conversationId });
          await bench.clock.advance(count % 3);
        }
        await bench.clock.advance(15_000);
        const counted = bench.service
          .deliveries()
          .slice(before)
          .filter(({ fate }) => fate.kind === 'summarized');
        const shown = bench.screen.asked('offer').filter(({ conversationId }) => conversationId === null);
        if (counted.length === 0) continue;
        expect(Number.parseInt(shown.at(-1)?.title ?? '', 10)).toBe(counted.length);
        const places = new Set(counted.map(({ conversationId }) => conversationId)).size;
        expect(shown.at(-1)?.body).toBe(
          places === 1 ? 'In one conversation' : `In ${String(places)} conversations`,
        );
      }
    }),
    { numRuns: 30 },
  );
});
