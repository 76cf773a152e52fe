import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConversationList, type ListChange } from '../../main/application/conversation-list.ts';
import type { Conversation } from '../../main/conversations/conversation.ts';
import { SeenIds } from '../../main/conversations/seen-ids.ts';
import type { MessageReport } from '../../main/engine/output.ts';
import type { ConversationRow } from '../../preload/contract.ts';

const NOW = Date.UTC(2026, 0, 5, 10);

function conversation(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    id,
    media: 'message',
    messengerType: 'webmessaging',
    customerName: 'Jane',
    state: 'connected',
    concerned: true,
    seen: SeenIds.none,
    unread: [],
    lastInbound: null,
    lastReplyId: null,
    shownLeg: null,
    answeredLegs: new Set(),
    endedLegs: new Set(),
    over: false,
    endedAt: null,
    ...change,
  };
}

function unread(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    id: `m${n}`,
    time: new Date(NOW + n * 1_000).toISOString(),
  }));
}

function report(conversationId: string, change: Partial<MessageReport> = {}): MessageReport {
  return {
    conversationId,
    messageId: 'm1',
    direction: 'inbound',
    from: 'Jane',
    text: 'Hello?',
    media: 'webmessaging',
    time: new Date(NOW).toISOString(),
    missed: false,
    own: true,
    ...change,
  };
}

function newList(muted: ReadonlySet<string> = new Set()) {
  return new ConversationList(
    (id) => muted.has(id),
    () => false,
  );
}

describe('the list', () => {
  it('tells of one row where one of 10,000 changes, and of none where nothing does', () => {
    const list = newList();
    for (let n = 0; n < 10_000; n += 1) list.know(conversation(`c${n}`), NOW);
    expect(list.rows()).toHaveLength(10_000);
    expect(list.know(conversation('c5000'), NOW)).toEqual({ changed: [], removed: [] });
    const { changed } = list.know(conversation('c5000', { unread: unread(2) }), NOW);
    expect(changed).toMatchObject([{ id: 'c5000', unread: 2, waitingSince: NOW }]);
    expect(list.unread).toBe(2);
    expect(list.message(report('c7'), 'm1', NOW).changed).toHaveLength(1);
    expect(list.sweep(NOW + 3_600_000)).toEqual({ changed: [], removed: [] });
  });

  it('takes up only what concerns the agent, and lets go of what goes on without them', () => {
    const list = newList();
    for (const state of ['waiting', 'ended', 'afterCallWork'] as const)
      expect(list.know(conversation('c', { concerned: false, state }), NOW).changed).toEqual([]);
    expect(list.rows()).toEqual([]);
    list.know(conversation('c', { unread: unread(1) }), NOW);
    expect(list.know(conversation('c', { concerned: false, state: 'connected' }), NOW).removed).toEqual([
      'c',
    ]);
    expect(list.unread).toBe(0);
    list.know(conversation('d'), NOW);
    for (const state of ['afterCallWork', 'ended'] as const)
      expect(list.know(conversation('d', { concerned: false, state }), NOW).changed).toMatchObject([
        { state },
      ]);
  });

  it.each([
    ['message', true],
    ['other', true],
    ['email', false],
    ['chat', false],
    ['callback', false],
    ['call', false],
  ] as const)('says whether a new message alerts: %s, %s', (media, alerts) => {
    expect(newList().know(conversation('c', { media }), NOW).changed).toMatchObject([{ media, alerts }]);
  });

  it('keeps the last 50 messages in the order of their times, and a text that comes late in its place', () => {
    const list = newList();
    for (let n = 59; n >= 0; n -= 1) {
      const time = new Date(NOW + n * 1_000).toISOString();
      list.message(
        report('c', { messageId: `m${n}`, time, text: n === 30 ? null : `text ${n}` }),
        `m${n}`,
        NOW,
      );
    }
    const kept = () => list.detail('c')?.messages ?? [];
    expect(kept().map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, n) => `m${n + 10}`));
    // It is no longer kept, and does not come back.
    list.lateText('c', 'm5', 'late');
    expect(list.lateText('c', 'm30', 'late').changed).toEqual([]);
    expect(kept()).toHaveLength(50);
    expect(kept().find(({ id }) => id === 'm30')?.text).toBe('late');
    expect(list.lateText('c', 'm59', 'the last').changed).toMatchObject([{ lastText: 'the last' }]);
    expect(list.lateText('elsewhere', 'm1', 'late')).toEqual({ changed: [], removed: [] });
  });

  it('counts what only events tell of as unread, once each, until it is looked at', () => {
    const list = newList();
    list.message(report('c', { messageId: null }), 'own-1', NOW);
    list.message(report('c', { messageId: null, time: 'no time at all' }), 'own-2', NOW + 5_000);
    expect(list.rows()).toMatchObject([{ unread: 2, customer: null, state: 'waiting', lastAt: NOW + 5_000 }]);
    list.seen('c');
    expect(list.rows()).toMatchObject([{ unread: 0, waitingSince: null }]);
  });

  it('is what its changes say, whatever happens, and counts what is unread and not muted', () => {
    const ids = fc.constantFrom('a', 'b', 'c');
    const states = fc.constantFrom('waiting', 'connected', 'ended', 'afterCallWork');
    const step = fc.oneof(
      fc.record({
        what: fc.constant('know' as const),
        id: ids,
        state: states,
        count: fc.nat(3),
        concerned: fc.boolean(),
      }),
      fc.record({ what: fc.constant('message' as const), id: ids, known: fc.boolean(), n: fc.nat(5) }),
      fc.record({ what: fc.constantFrom('seen' as const, 'mute' as const, 'remove' as const), id: ids }),
      fc.record({ what: fc.constant('sweep' as const), hours: fc.nat(30) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const muted = new Set<string>();
        const list = newList(muted);
        const folded = new Map<string, ConversationRow>();
        let now = NOW;
        const fold = ({ changed, removed }: ListChange) => {
          for (const id of removed) folded.delete(id);
          for (const row of changed) folded.set(row.id, row);
        };
        for (const one of steps) {
          switch (one.what) {
            case 'know': {
              const { id, state, concerned } = one;
              fold(list.know(conversation(id, { state, concerned, unread: unread(one.count) }), now));
              break;
            }
            case 'message': {
              const messageId = `m${one.n}`;
              fold(list.message(report(one.id, { messageId: one.known ? messageId : null }), messageId, now));
              break;
            }
            case 'seen':
              fold(list.seen(one.id));
              expect(folded.get(one.id)?.unread ?? 0).toBe(0);
              break;
            case 'mute':
              if (!muted.delete(one.id)) muted.add(one.id);
              fold(list.refresh(one.id));
              break;
            case 'remove':
              fold(list.remove(({ id }) => id === one.id));
              break;
            case 'sweep': {
              now += one.hours * 3_600_000;
              const { removed } = list.sweep(now);
              for (const id of removed) expect(folded.get(id)?.unread).toBe(0);
              fold({ changed: [], removed });
            }
          }
          expect(new Map(list.rows().map((row) => [row.id, row]))).toEqual(folded);
          const counted = [...folded.values()].filter((row) => !row.muted);
          expect(list.unread).toBe(counted.reduce((sum, row) => sum + row.unread, 0));
        }
      }),
    );
  });
});
