import type { NewMessage } from '../conversations/conversation.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import { datedMessages, matchByTime, type DatedMessage } from './match-by-time.ts';

/** Events that do not tell their messages' own times may differ from them by this much, in ms. */
const TOLERANCE_MS = 5_000;

/** A message stands in every reading that begins so long after its event, in ms. */
const SHOWN_AFTER_MS = 1_500;

/** An event of which it is not known yet which message it is about. */
export interface OpenEvent {
  /** Service time, ms; NaN where the event tells none. */
  at: number;
  /** When it came; monotonic, ms. */
  since: number;
}

/** What an event turned out to be about. */
export interface Match {
  /** Null for an event that, whatever it is about, brings no news. */
  messageId: string | null;
  /** The event can be about no other message, so that its text is the message's. */
  certain: boolean;
}

export interface Reading {
  snapshot: ConversationSnapshot;
  /** What is new in it. */
  news: readonly NewMessage[];
  /** When it was asked for; monotonic, ms. Null where that is not known. */
  begunAt: number | null;
  /** Ids of messages whose events are known already. */
  claimed: ReadonlySet<string>;
}

/**
 * Finds out which messages events are about. An event tells its message's own time, so the message of exactly this
 * time is taken. A message that is merely near may be somebody else's, while the right one is not shown yet: the
 * customer's would be lost. It is taken only from a reading that must show the right one; once that has happened the
 * service's times are known to differ, and the nearest is taken at once.
 */
export class EventMatcher {
  #timesDiffer = false;

  /** @param waiting events to match; @param reported events that were reported as they are, without their ids. */
  match<Waiting extends OpenEvent, Reported extends OpenEvent>(
    waiting: readonly Waiting[],
    reported: readonly Reported[],
    { snapshot, news, begunAt, claimed }: Reading,
  ): { waiting: ReadonlyMap<Waiting, Match>; reported: ReadonlyMap<Reported, Match> } {
    const dated = datedMessages(snapshot);
    const taken = new Set(claimed);
    const free = () => dated.filter(({ id }) => !taken.has(id));
    const isShown = ({ since }: OpenEvent) => begunAt !== null && begunAt - since >= SHOWN_AFTER_MS;
    const waitingMatches = new Map<Waiting, Match>();
    const reportedMatches = new Map<Reported, Match>();
    const note = <T extends OpenEvent>(
      matches: Map<T, Match>,
      pairs: ReadonlyMap<T, DatedMessage>,
      toleranceMs: number,
    ) => {
      const candidates = toleranceMs === 0 ? dated : free();
      for (const [event, { id }] of pairs) {
        const near = candidates.filter(({ at }) => Math.abs(at - event.at) <= toleranceMs);
        matches.set(event, { messageId: id, certain: near.length === 1 });
        taken.add(id);
      }
    };

    const exactlyWaiting = matchByTime(waiting, free(), 0);
    note(waitingMatches, exactlyWaiting, 0);
    note(reportedMatches, matchByTime(reported, free(), 0), 0);
    if (exactlyWaiting.size > 0) this.#timesDiffer = false;

    const open = waiting.filter((event) => !waitingMatches.has(event));
    const nearly = matchByTime(this.#timesDiffer ? open : open.filter(isShown), free(), TOLERANCE_MS);
    note(waitingMatches, nearly, TOLERANCE_MS);
    if (nearly.size > 0) this.#timesDiffer = true;
    if (this.#timesDiffer) {
      const left = reported.filter((event) => !reportedMatches.has(event));
      note(reportedMatches, matchByTime(left, free(), TOLERANCE_MS), TOLERANCE_MS);
    }

    const unclaimedNews = news.filter(({ id }) => !taken.has(id));
    const takeNext = <T extends OpenEvent>(matches: Map<T, Match>, event: T) => {
      const next = unclaimedNews.shift();
      if (next !== undefined) matches.set(event, { messageId: next.id, certain: false });
      return next !== undefined;
    };
    for (const event of waiting) {
      if (!Number.isNaN(event.at) || takeNext(waitingMatches, event)) continue;
      if (isShown(event)) waitingMatches.set(event, { messageId: null, certain: false });
    }
    for (const event of reported) if (Number.isNaN(event.at)) takeNext(reportedMatches, event);
    return { waiting: waitingMatches, reported: reportedMatches };
  }
}
