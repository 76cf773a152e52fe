import fc from 'fast-check';
import type { TokenResult } from '../../../main/auth/token.ts';
import type {
  ChannelResult,
  LinkFailure,
  RenewResult,
  SubscribeResult,
} from '../../../main/connection/protocol.ts';
import type { ConnectionInput, ControlFrame, Hint, PrepareResult } from '../../../main/connection/state.ts';
import { HOUR_MS, type Driver, type Work } from './driver.ts';

/** Something that happens to a connection. `pick` chooses among what there is at that moment. */
export type Happening =
  | { what: 'answer'; pick: number; well: boolean; how: number }
  | { what: 'lateAnswer'; pick: number; how: number }
  | { what: 'close'; pick: number; how: number }
  | { what: 'frame'; pick: number; frame: ControlFrame }
  | { what: 'event'; pick: number }
  | { what: 'hear'; pick: number }
  | { what: 'advance'; ms: number }
  | { what: 'tick' }
  | { what: 'hint'; hint: Hint }
  | { what: 'topics'; count: number }
  | { what: 'unauthorized' }
  | { what: 'wallJumps'; ms: number }
  | { what: 'stop' }
  | { what: 'start' };

const pick = fc.nat(1_000);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ what: fc.constant('answer' as const), pick, well: fc.constant(true), how: pick }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('answer' as const), pick, well: fc.constant(false), how: pick }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('lateAnswer' as const), pick, how: pick }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('close' as const), pick, how: pick }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('frame' as const),
      pick,
      frame: fc.constantFrom<ControlFrame>(
        { kind: 'confirmed', subscriptionId: null },
        { kind: 'closing' },
        { kind: 'subscriptionLost' },
        { kind: 'tokenRevoked' },
        { kind: 'serverError', message: 'odd', limited: true },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('event' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('hear' as const), pick }) },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('advance' as const),
      ms: fc.oneof(fc.nat(3_000), fc.nat(100_000), fc.nat(25 * HOUR_MS)),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Happening>({ what: 'tick' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('hint' as const),
      hint: fc.constantFrom<Hint>('online', 'offline', 'suspend', 'resume', 'retry'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('topics' as const),
      count: fc.constantFrom(0, 1, 5, 1_001),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'unauthorized' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('wallJumps' as const),
      ms: fc.integer({ min: -HOUR_MS, max: 9 * HOUR_MS }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Happening>({ what: 'stop' }) },
  { weight: 2, arbitrary: fc.constant<Happening>({ what: 'start' }) },
);

/** A connection's life, from its start. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc
  .array(happening, { maxLength: 70, size: 'max' })
  .map((list) => [{ what: 'start' }, ...list]);

/** Lets something happen. Every input of the machine goes through `send`. */
export function happen(driver: Driver, one: Happening, send: (input: ConnectionInput) => void): void {
  switch (one.what) {
    case 'answer': {
      const work = choose(driver.pending, one.pick);
      if (work === undefined) return;
      driver.pending = driver.pending.filter((other) => other !== work);
      driver.answered.add(work);
      hearOpening(driver, work);
      send(answerTo(driver, work, one.well ? null : one.how));
      return;
    }
    case 'lateAnswer': {
      const work = choose(givenUp(driver), one.pick);
      if (work === undefined) return;
      driver.answered.add(work);
      send(answerTo(driver, work, one.how % 3 === 0 ? null : one.how));
      return;
    }
    case 'close': {
      const attempt = choose([...driver.sockets], one.pick);
      const link = driver.state.links.find(
        (other) => other.attempt === attempt || other.previousAttempt === attempt,
      );
      if (attempt === undefined || link === undefined) return;
      driver.sockets.delete(attempt);
      driver.pending = driver.pending.filter(
        (work) => work.type !== 'openSocket' || work.attempt !== attempt,
      );
      const statuses = [401, 404, 429, 503];
      const closes = [
        { kind: 'failed', code: 'ECONNRESET' },
        { kind: 'closed', code: 1006 },
        {
          kind: 'refused',
          status: statuses[one.how % 4] ?? 401,
          retryAfterMs: one.how % 3 === 0 ? 20_000 : null,
        },
      ] as const;
      const close = closes[one.how % 3];
      if (close !== undefined) send({ type: 'closed', link: link.id, attempt, close });
      return;
    }
    case 'frame':
    case 'event':
    case 'hear': {
      const link = choose(
        driver.state.links.filter(({ attempt }) => driver.sockets.has(attempt)),
        one.pick,
      );
      if (link === undefined) return;
      driver.hear(link);
      const { id, attempt } = link;
      if (one.what === 'frame') send({ type: 'frame', link: id, attempt, frame: one.frame });
      else if (one.what === 'event') send({ type: 'eventSeen', link: id, attempt });
      return;
    }
    case 'advance':
      advance(driver, one.ms, send);
      return;
    case 'tick':
      send({ type: 'tick' });
      return;
    case 'hint':
      send({ type: 'hint', hint: one.hint });
      return;
    case 'topics':
      send({ type: 'topics', topics: numbered(one.count) });
      return;
    case 'unauthorized':
      if (driver.state.token !== null) send({ type: 'unauthorized', token: driver.state.token });
      return;
    case 'wallJumps':
      driver.wallAhead += one.ms;
      return;
    case 'stop':
    case 'start':
      send({ type: one.what });
  }
}

/** Moves time on; at most a hundred ticks, so that a machine that spins is found out by its own test. */
function advance(driver: Driver, ms: number, send: (input: ConnectionInput) => void): void {
  const end = driver.now + ms;
  for (let turn = 0; turn < 100 && driver.deadline <= end; turn += 1) {
    driver.now = Math.max(driver.now, driver.deadline);
    send({ type: 'tick' });
  }
  driver.now = end;
  send({ type: 'tick' });
}

/** What is answered; `how` null for success. */
function answerTo(driver: Driver, work: Work, how: number | null): ConnectionInput {
  const failure = how === null ? null : failureOf(how);
  switch (work.type) {
    case 'requestToken':
      return { type: 'token', request: work.request, result: how === null ? tokenOf(driver) : noToken(how) };
    case 'prepare': {
      const result: PrepareResult = failure ?? {
        kind: 'ready',
        topics: numbered(driver.now % 5 === 0 ? 1_001 : 2),
      };
      return { type: 'prepared', request: work.request, result };
    }
    case 'openChannel': {
      const { link, attempt } = work;
      const life = driver.traits.oneSocket ? null : 24 * HOUR_MS;
      const result: ChannelResult = failure ?? {
        kind: 'channel',
        channel: { id: `c${attempt}`, url: 'wss://service/c', lifetimeMs: life },
      };
      return { type: 'channel', link, attempt, result };
    }
    case 'openSocket': {
      const { link, attempt } = work;
      if (how === null) return { type: 'opened', link, attempt };
      const close = {
        kind: 'refused',
        status: [401, 404, 429, 503][how % 4] ?? 401,
        retryAfterMs: null,
      } as const;
      return { type: 'closed', link, attempt, close };
    }
    case 'subscribe': {
      const { link, attempt, topics } = work;
      const good: SubscribeResult = driver.traits.oneSocket
        ? { kind: 'asked' }
        : { kind: 'acknowledged', topics: topics.length, refused: [], lifetimeMs: null };
      return { type: 'subscribed', link, attempt, result: failure ?? good };
    }
    case 'renewChannel': {
      const { link, attempt } = work;
      const bad: RenewResult | null = how !== null && how % 2 === 0 ? { kind: 'unchanged' } : failure;
      return {
        type: 'renewed',
        link,
        attempt,
        result: bad ?? { kind: 'renewed', lifetimeMs: 24 * HOUR_MS },
      };
    }
    case 'reconcile': {
      const { link, attempt } = work;
      return { type: 'reconciled', link, attempt, result: how === null ? 'done' : 'retry' };
    }
  }
}

/** The runner hears a socket when it opens. */
function hearOpening(driver: Driver, work: Work): void {
  if (work.type !== 'openSocket') return;
  const link = driver.state.links.find(({ id, attempt }) => id === work.link && attempt === work.attempt);
  if (link !== undefined) driver.hear(link);
}

function failureOf(how: number): LinkFailure {
  const failures: readonly LinkFailure[] = [
    { kind: 'transient', reason: 'network', retryAfterMs: null },
    { kind: 'unauthorized' },
    { kind: 'channelGone' },
    { kind: 'limited', retryAfterMs: 30_000 },
    { kind: 'transient', reason: 'serviceError', retryAfterMs: 0 },
    { kind: 'limited', retryAfterMs: null },
    { kind: 'forbidden', refused: [{ topic: 't', reason: 'r', missingPermissions: [] }], message: 'no' },
    { kind: 'refused', message: 'no' },
  ];
  return failures[how % (how % 5 === 0 ? 8 : 6)] ?? { kind: 'channelGone' };
}

function tokenOf(driver: Driver): TokenResult {
  const lifetimeMs = [null, 1_000, HOUR_MS, 24 * HOUR_MS][Math.floor(driver.now) % 4] ?? null;
  return { kind: 'token', token: { value: 'secret', lifetimeMs } };
}

function noToken(how: number): TokenResult {
  return how % 3 === 0
    ? { kind: 'rejected', code: 'signInAgain', message: 'no' }
    : { kind: 'transient', message: 'down', retryAfterMs: how % 2 === 0 ? 10_000 : null };
}

/** What the machine has asked for and no longer waits for: its answer may come all the same. */
function givenUp(driver: Driver): readonly Work[] {
  return driver.effects.filter(
    (effect): effect is Work =>
      !['abandon', 'abandonAll', 'report', 'probe'].includes(effect.type) &&
      !driver.answered.has(effect) &&
      !driver.pending.some((other) => other === effect),
  );
}

function choose<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)];
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `topic-${index}`);
}
