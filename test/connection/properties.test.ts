import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../main/connection/link.ts';
import type { ConnectionEffect, ConnectionInput, ConnectionState } from '../../main/connection/state.ts';
import { happen, happenings, type Happening } from './support/chaos.ts';
import { channelTraits, directTraits, Driver } from './support/driver.ts';

/** How many lives each test lives: enough to find what was broken on purpose, within a second or two. */
const RUNS = Number(process.env['CONNECTION_LIVES'] ?? 40);

const lives = fc.record({
  list: happenings,
  traits: fc.constantFrom(channelTraits, directTraits),
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/** Lives one life and looks at every step of it. */
function live(
  { list, traits, chance }: { list: readonly Happening[]; traits: Driver['traits']; chance: number },
  look: (step: Step) => void,
): Driver {
  const driver = new Driver(traits);
  driver.chance = chance;
  const send = (input: ConnectionInput) => {
    const before = driver.state;
    const effects = driver.send(input);
    look({ driver, input, before, after: driver.state, effects });
  };
  for (const one of list) happen(driver, one, send);
  return driver;
}

interface Step {
  driver: Driver;
  input: ConnectionInput;
  before: ConnectionState;
  after: ConnectionState;
  effects: readonly ConnectionEffect[];
}

function always(look: (step: Step) => void): void {
  fc.assert(
    fc.property(lives, (life) => {
      live(life, look);
    }),
    { numRuns: RUNS },
  );
}

function linksOf(state: ConnectionState, shard: number): readonly Link[] {
  return state.links.filter((link) => link.shard === shard);
}

function isListening(link: Link): boolean {
  return link.phase.name === 'live' || link.phase.name === 'draining';
}

describe('whatever happens, in whatever order', () => {
  test('there are never more links than a move needs, and one live one a shard', () => {
    always(({ after }) => {
      after.shards.forEach((_, shard) => {
        const own = linksOf(after, shard);
        expect(own.filter(({ phase }) => phase.name === 'live').length).toBeLessThanOrEqual(1);
        expect(own.filter(({ phase }) => phase.name !== 'draining').length).toBeLessThanOrEqual(2);
      });
      expect(after.links.every(({ shard }) => shard < after.shards.length)).toBe(true);
    });
  });

  test('no socket is open that no link knows of, and no work goes on for a link that is gone', () => {
    always(({ driver, after }) => {
      const known = new Set(after.links.flatMap((link) => [link.attempt, link.previousAttempt]));
      for (const attempt of driver.sockets) expect(known).toContain(attempt);
      for (const work of driver.pending) if ('attempt' in work) expect(known).toContain(work.attempt);
    });
  });

  test('a live link has its socket, unless the service has just closed it', () => {
    always(({ driver, after }) => {
      for (const link of after.links) if (isListening(link)) expect(driver.sockets).toContain(link.attempt);
    });
  });

  test('every effect is for the current attempt of its link, and no attempt is used twice', () => {
    const fresh = (effect: ConnectionEffect) => effect.type === 'openChannel' || effect.type === 'openSocket';
    always(({ before, after, effects }) => {
      effects.forEach((effect, index) => {
        if (!('attempt' in effect) || effect.type === 'abandon') return;
        const ended = effects
          .slice(index + 1)
          .some(
            (later) =>
              later.type === 'abandonAll' || (later.type === 'abandon' && later.attempt === effect.attempt),
          );
        const link = after.links.find(({ id }) => id === effect.link);
        if (!ended) expect(link?.attempt).toBe(effect.attempt);
        if (fresh(effect) && effect.attempt < before.nextAttempt) {
          expect(before.links.find(({ id }) => id === effect.link)?.phase.name).toBe('creating');
        }
      });
    });
  });

  test('the topics of a socket are asked for once at a time', () => {
    always(({ driver }) => {
      const asking = driver.pending.filter(({ type }) => type === 'subscribe' || type === 'renewChannel');
      const attempts = asking.map((work) => ('attempt' in work ? work.attempt : null));
      expect(new Set(attempts).size).toBe(attempts.length);
    });
  });

  test('"connected" is said if and only if every part of the topics is live and has caught up', () => {
    always(({ after }) => {
      const every = after.shards.every((_, shard) =>
        linksOf(after, shard).some(
          ({ phase }) => phase.name === 'live' && phase.catchUp.name === 'done' && phase.resubscribe === null,
        ),
      );
      const connected = after.stage.name === 'running' && after.suspendedAt === null && every;
      expect(after.status.state === 'connected').toBe(connected);
      if (connected) expect(after.shards.every(({ missed }) => missed === null)).toBe(true);
    });
  });

  test('the status fits the stage, and what is told of the future lies in it', () => {
    always(({ driver, input, after }) => {
      const { status } = after;
      expect(status.state === 'signedOut').toBe(after.stage.name === 'signedOut');
      expect(status.state === 'blocked').toBe(after.stage.name === 'blocked');
      if ('attempt' in status) expect(status.attempt).toBeGreaterThanOrEqual(1);
      if (status.state === 'offline') expect(after.networkDown).toBe(true);
      if (status.state === 'reconnecting') expect(after.networkDown).toBe(false);
      if ('since' in status) expect(status.since).toBeLessThanOrEqual(driver.now);
      if (input.type === 'tick' && 'retryAt' in status && status.retryAt !== null) {
        expect(status.retryAt).toBeGreaterThan(driver.now);
      }
    });
  });

  test('where listening ends, it is known since when messages may be missed, until they have been read', () => {
    always(({ driver, input, before, after }) => {
      if (input.type === 'start' || input.type === 'stop' || input.type === 'topics') return;
      if (before.stage.name !== 'running' || after.stage.name !== 'running') return;
      after.shards.forEach((shard, index) => {
        const was = linksOf(before, index).some(({ phase }) => phase.name === 'live');
        const is = linksOf(after, index).some(({ phase }) => phase.name === 'live');
        if (was && !is) expect(shard.missed).not.toBeNull();
        if (shard.missed !== null && before.shards[index]?.missed === null) {
          expect(shard.missed.from).toBeLessThanOrEqual(driver.wall);
        }
        const read = before.shards[index]?.missed !== null && shard.missed === null;
        if (read) expect(input).toMatchObject({ type: 'reconciled', result: 'done' });
      });
    });
  });

  test('a tick leaves nothing to do at once: the machine never spins', () => {
    always(({ driver, input }) => {
      if (input.type === 'tick') expect(driver.deadline).toBeGreaterThan(driver.now);
    });
  });

  test('blocked and signed out, it is at rest', () => {
    always(({ driver, after }) => {
      if (after.stage.name !== 'blocked' && after.stage.name !== 'signedOut') return;
      expect(driver.sockets.size).toBe(0);
      expect(driver.pending).toEqual([]);
      expect(driver.deadline).toBe(Infinity);
    });
  });

  test('what has been given up is ignored: an answer to it changes nothing', () => {
    fc.assert(
      fc.property(lives, fc.nat(1_000), (life, how) => {
        const driver = live(life, () => undefined);
        const alive = new Set(driver.state.links.map(({ attempt }) => attempt));
        const before = driver.state;
        for (const effect of driver.effects) {
          if (!('attempt' in effect) || alive.has(effect.attempt)) continue;
          const { link, attempt } = effect;
          driver.send({ type: 'opened', link, attempt });
          driver.send({ type: 'eventSeen', link, attempt });
          driver.send({ type: 'reconciled', link, attempt, result: how % 2 === 0 ? 'done' : 'retry' });
          driver.send({ type: 'subscribed', link, attempt, result: { kind: 'unauthorized' } });
          driver.send({ type: 'closed', link, attempt, close: { kind: 'closed', code: how } });
        }
        expect(driver.state).toBe(before);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('when everything works again', () => {
  /** The longest wait of the backoff, the longest that the service asked for here, a sleep that does not come. */
  const PATIENCE_MS = 90_000 + 31_000 + 60_000;

  test('it is connected within the longest wait, and stays so', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const driver = live(life, () => undefined);
        driver.start();
        const end = driver.now + PATIENCE_MS;
        heal(driver, end, () => driver.status.state === 'connected');
        expect(driver.status.state).toBe('connected');
        const opened = driver.effects.length;
        heal(driver, driver.now + 30_000, () => false);
        expect(driver.status.state).toBe('connected');
        expect(driver.effects.length - opened).toBeLessThan(60);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Every answer is a good one, and every socket is heard every 10 s, until `end` or until `enough`. */
function heal(driver: Driver, end: number, enough: () => boolean): void {
  for (let turn = 0; turn < 2_000 && driver.now < end; turn += 1) {
    for (let work = driver.pending[0]; work !== undefined; work = driver.pending[0]) {
      if (work.type === 'requestToken') driver.token();
      else driver.answer(work);
    }
    for (const link of driver.state.links) {
      driver.hear(link);
      if (link.phase.name === 'subscribing') driver.frame({ kind: 'confirmed', subscriptionId: null }, link);
    }
    if (enough() && driver.pending.length === 0) return;
    if (driver.pending.length > 0) continue;
    driver.now = Math.min(Math.max(driver.now, driver.deadline), driver.now + 10_000, end);
    driver.send({ type: 'tick' });
  }
}
