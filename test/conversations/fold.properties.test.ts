import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../main/conversations/conversation.ts';
import type { ConversationSnapshot } from '../../main/genesys/snapshot.ts';
import { shapes, Story, type Shape } from './support/story.ts';
import { ME, mine, OTHER, QUEUE, Watcher } from './support/watcher.ts';

const steps = ['customer', 'agent', 'bot', 'typing', 'status', 'hold', 'unhold', 'park', 'resume'] as const;
type Step = (typeof steps)[number];

interface Told {
  /** The story after each step. */
  pictures: readonly ConversationSnapshot[];
  /** The customer's messages up to the watcher's end, in order. */
  inbound: readonly string[];
  /** The state when the story stops. */
  last: ConversationSnapshot;
}

const plots = fc.record({
  waiting: fc.array(fc.constantFrom<Step>('customer', 'bot', 'typing'), { maxLength: 4 }),
  declined: fc.boolean(),
  ringing: fc.array(fc.constantFrom<Step>('customer', 'typing', 'status'), { maxLength: 3 }),
  talking: fc.array(fc.constantFrom(...steps), { maxLength: 12 }),
  end: fc.constantFrom('goes on', 'left', 'wrapping up', 'wrapped up'),
  shape: fc.constantFrom(...shapes),
});

/** A conversation that came to the watcher and was never with another agent. */
function tell(plot: typeof plots extends fc.Arbitrary<infer T> ? T : never): Told {
  const story = new Story();
  const inbound: string[] = [];
  const pictures: ConversationSnapshot[] = [];
  const show = () => pictures.push(story.snapshot(plot.shape));
  const take = (step: Step) => {
    const newest = inbound.at(-1);
    if (step === 'customer') inbound.push(story.customerWrites());
    else if (step === 'agent') story.agentWrites(ME);
    else if (step === 'bot') story.botWrites();
    else if (step === 'typing') story.customerSends('Event');
    else if (step === 'hold' || step === 'unhold') story.held(ME, step === 'hold');
    else if (step === 'park') story.parked(ME);
    else if (step === 'resume') story.resumed(ME);
    else if (newest !== undefined) story.setStatus(newest, 'read');
    show();
  };
  show();
  plot.waiting.forEach(take);
  story.waitsIn(QUEUE);
  show();
  if (plot.declined) {
    story.offeredTo(OTHER, QUEUE);
    show();
    story.leftBy(OTHER);
    show();
  }
  story.offeredTo(ME, QUEUE);
  show();
  plot.ringing.forEach(take);
  story.acceptedBy(ME);
  show();
  plot.talking.forEach(take);
  if (plot.end !== 'goes on') {
    story.leftBy(ME, plot.end === 'left' ? 'done' : 'wrapping up').customerLeaves();
    show();
  }
  if (plot.end === 'wrapped up') {
    story.wrappedUp(ME);
    show();
  }
  return { pictures, inbound, last: story.snapshot(plot.shape) };
}

/** What arrives of a story: in any order, some lost, some twice; the last picture always comes, at any place. */
const deliveries = plots.chain((plot) => {
  const told = tell(plot);
  const places = fc.array(fc.nat(told.pictures.length - 1), { maxLength: 2 * told.pictures.length });
  return fc.record({ told: fc.constant(told), places, lastAt: fc.nat(2 * told.pictures.length) });
});

function arrivals(told: Told, places: readonly number[], lastAt: number): readonly ConversationSnapshot[] {
  const arriving = places.flatMap((place) => told.pictures[place] ?? []);
  return arriving.toSpliced(lastAt, 0, told.last);
}

function after(arriving: readonly ConversationSnapshot[], visit?: (known: Conversation) => void): Watcher {
  const me = new Watcher(mine);
  for (const picture of arriving) {
    me.fold(picture);
    visit?.(me.known);
  }
  return me;
}

describe('for any story of a conversation, and any order, loss and repetition of its pictures', () => {
  it('every message of the customer is reported exactly once', () => {
    fc.assert(
      fc.property(deliveries, ({ told, places, lastAt }) => {
        const me = after(arrivals(told, places, lastAt));
        expect(me.reported.toSorted()).toEqual(told.inbound.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  it('the ids that are known do not depend on it, and unread ones are among them', () => {
    fc.assert(
      fc.property(deliveries, ({ told, places, lastAt }) => {
        const { seen } = after(arrivals(told, places, lastAt), ({ unread, seen: known }) => {
          expect(unread.filter(({ id }) => !known.has(id))).toEqual([]);
        }).known;
        expect([...seen].toSorted()).toEqual(told.inbound.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  it('the end is known once the last picture came, and stays', () => {
    fc.assert(
      fc.property(deliveries, ({ told, places, lastAt }) => {
        const inOrder = after(told.pictures).known;
        const { state, concerned, over } = after(arrivals(told, places, lastAt)).known;
        expect({ concerned, over }).toEqual({ concerned: inOrder.concerned, over: inOrder.over });
        if (inOrder.state === 'ended') expect(state).toBe('ended');
        expect(state === 'offered' || state === 'waiting').toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('it is offered at most once, and ends at most once', () => {
    fc.assert(
      fc.property(deliveries, ({ told, places, lastAt }) => {
        const { changes } = after(arrivals(told, places, lastAt));
        expect(changes.filter((change) => change === 'offered').length).toBeLessThanOrEqual(1);
        expect(changes.filter((change) => change === 'ended').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('a picture that comes twice in a row gives the same object back', () => {
    fc.assert(
      fc.property(deliveries, ({ told, places, lastAt }) => {
        const me = new Watcher(mine);
        for (const picture of arrivals(told, places, lastAt)) {
          me.fold(picture);
          const before = me.known;
          expect(me.fold(picture)).toEqual({ conversation: before, messages: [], change: null });
          expect(me.known).toBe(before);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('who has answered and who has left only grows', () => {
    fc.assert(
      fc.property(deliveries, ({ told, places, lastAt }) => {
        let answered: ReadonlySet<string> = new Set();
        let ended: ReadonlySet<string> = new Set();
        after(arrivals(told, places, lastAt), ({ answeredLegs, endedLegs }) => {
          expect([...answered].filter((id) => !answeredLegs.has(id))).toEqual([]);
          expect([...ended].filter((id) => !endedLegs.has(id))).toEqual([]);
          answered = answeredLegs;
          ended = endedLegs;
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('for any story', () => {
  it('each shape tells the same', () => {
    const without = (shape: Shape) => shapes.filter((other) => other !== shape);
    fc.assert(
      fc.property(plots, (plot) => {
        const expected = after(tell({ ...plot, shape: 'mediaEvent' }).pictures);
        for (const shape of without('mediaEvent')) {
          const me = after(tell({ ...plot, shape }).pictures);
          expect(me.reported).toEqual(expected.reported);
          expect(me.changes).toEqual(expected.changes);
          expect(me.known).toEqual(expected.known);
        }
      }),
      { numRuns: 150 },
    );
  });
});
