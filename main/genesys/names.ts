import type { Clock } from '../effects/clock.ts';
import { textAt } from './json.ts';
import type { Rest, RestResult } from './rest.ts';
import { Waiters } from './waiters.ts';

/** The most names that are kept; the longest unused one goes first. */
const KEPT_NAMES = 1_000;

/** How long it is remembered that a name cannot be had, in ms. */
const REFUSAL_REMEMBERED_MS = 60 * 60_000;

/** Names for the ids of agents and queues. A name is for people only, so whatever goes wrong, the id stands in for it. */
export interface Names {
  /** The name of a user, or the id where it cannot be had or `signal` is aborted. Never rejects. */
  agent(id: string, signal?: AbortSignal): Promise<string>;
  /** The name of a queue, or the id where it cannot be had or `signal` is aborted. Never rejects. */
  queue(id: string, signal?: AbortSignal): Promise<string>;
}

interface KnownName {
  name: string;
  /** When it is asked for again: the monotonic clock, in ms. */
  until: number;
}

export function createNames({ rest, clock }: { rest: Rest; clock: Clock }): Names {
  /** By path, the longest unused first. */
  const known = new Map<string, KnownName>();
  const asked = new Map<string, Waiters<string>>();

  const remember = (path: string, name: string, forMs: number) => {
    known.delete(path);
    known.set(path, { name, until: clock.monotonic() + forMs });
    const [oldest] = known.keys();
    if (known.size > KEPT_NAMES && oldest !== undefined) known.delete(oldest);
  };

  const recall = (path: string): string | null => {
    const entry = known.get(path);
    if (entry === undefined || entry.until <= clock.monotonic()) return null;
    known.delete(path);
    known.set(path, entry);
    return entry.name;
  };

  const ask = (path: string, id: string): Waiters<string> => {
    const abort = new AbortController();
    const waiters = new Waiters<string>(() => {
      asked.delete(path);
      abort.abort();
    });
    asked.set(path, waiters);
    void rest.send({ method: 'GET', path, priority: 'background' }, abort.signal).then((result) => {
      if (asked.get(path) === waiters) asked.delete(path);
      const answer = nameIn(result);
      if (answer.kind === 'name') remember(path, answer.name, Infinity);
      if (answer.kind === 'none') remember(path, id, REFUSAL_REMEMBERED_MS);
      waiters.settle(answer.kind === 'name' ? answer.name : id);
    });
    return waiters;
  };

  const nameAt = (path: string, id: string, signal?: AbortSignal): Promise<string> => {
    const name = recall(path);
    if (name !== null || signal?.aborted === true) return Promise.resolve(name ?? id);
    return (asked.get(path) ?? ask(path, id)).wait(id, signal);
  };

  return {
    agent: (id, signal) => nameAt(`/api/v2/users/${encodeURIComponent(id)}`, id, signal),
    queue: (id, signal) => nameAt(`/api/v2/routing/queues/${encodeURIComponent(id)}`, id, signal),
  };
}

function nameIn(
  result: RestResult<unknown>,
): { kind: 'name'; name: string } | { kind: 'none' } | { kind: 'unavailable' } {
  switch (result.kind) {
    case 'ok': {
      const name = textAt(result.value, 'name');
      return name === null ? { kind: 'none' } : { kind: 'name', name };
    }
    case 'forbidden':
    case 'notFound':
    case 'refused':
      return { kind: 'none' };
    case 'unauthorized':
    case 'limited':
    case 'transient':
      return { kind: 'unavailable' };
  }
}
