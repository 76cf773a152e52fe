import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDirectFrame } from '../../../main/connection/protocols/direct-frames.ts';
import type { Frame } from '../../../main/connection/protocol.ts';

const nothing: ReadonlySet<string> = new Set();

function frame(value: unknown, only: string | null = null, excluded = nothing): Frame {
  return readDirectFrame(JSON.stringify(value), only, excluded);
}

const added = {
  type: 'ConversationEvent',
  payload: {
    conversationId: 'C1',
    eventType: 'MessageAdded',
    timestamp: '2026-01-05T10:00:01.000Z',
    message: { text: 'Where is my order?' },
  },
};

describe('the frames of the document', () => {
  test('a confirmation', () => {
    expect(frame({ type: 'SubscriptionConfirmation', subscriptionId: 's-1' })).toEqual({
      kind: 'confirmed',
      subscriptionId: 's-1',
    });
    expect(frame({ type: 'SubscriptionConfirmation' })).toEqual({ kind: 'confirmed', subscriptionId: null });
  });

  test('a message', () => {
    expect(frame(added)).toEqual({
      kind: 'event',
      event: {
        type: 'direct',
        eventId: null,
        conversationId: 'C1',
        eventType: 'MessageAdded',
        timestamp: '2026-01-05T10:00:01.000Z',
        text: 'Where is my order?',
      },
    });
  });

  test('an event with an id of its own', () => {
    expect(frame({ ...added, id: 'e-1' })).toMatchObject({ event: { eventId: 'e-1' } });
  });

  test.each(['ConversationUpdated', 'StatusChanged', 'SomethingNew'])('a %s has no text', (eventType) => {
    const { conversationId, timestamp } = added.payload;
    expect(
      frame({ type: 'ConversationEvent', payload: { conversationId, timestamp, eventType } }),
    ).toMatchObject({
      kind: 'event',
      event: { eventType, text: null },
    });
  });

  test('an error, about rate or not', () => {
    expect(frame({ type: 'Error', message: 'Filter unknown' })).toEqual({
      kind: 'serverError',
      message: 'Filter unknown',
      limited: false,
    });
    for (const message of ['Rate limit exceeded', 'Too many requests', 'HTTP 429']) {
      expect(frame({ type: 'Error', message })).toMatchObject({ limited: true });
    }
    expect(frame({ type: 'Error' })).toMatchObject({ kind: 'serverError', message: 'no reason given' });
  });
});

describe('fields that were not asked for', () => {
  test('a missing conversation is the one that was subscribed; if there are several, nobody knows', () => {
    const { eventType, message } = added.payload;
    const bare = { type: 'ConversationEvent', payload: { eventType, message } };
    expect(frame(bare, 'C9')).toMatchObject({ event: { conversationId: 'C9', timestamp: null } });
    expect(frame(bare)).toMatchObject({ kind: 'unreadable' });
  });

  test('a missing type is that of a message where there is one', () => {
    const payload = { conversationId: 'C1', message: { text: 'Hello' } };
    expect(frame({ type: 'ConversationEvent', payload })).toMatchObject({
      event: { eventType: 'MessageAdded' },
    });
    expect(frame({ type: 'ConversationEvent', payload: { conversationId: 'C1' } })).toMatchObject({
      event: { eventType: 'Unknown' },
    });
  });
});

describe('excluded types', () => {
  test('are filtered here as well, without regard to case', () => {
    const excluded = new Set(['messageadded']);
    expect(frame(added, null, excluded)).toEqual({ kind: 'other' });
    expect(
      frame({ ...added, payload: { ...added.payload, eventType: 'StatusChanged' } }, null, excluded).kind,
    ).toBe('event');
  });
});

describe('hostile frames', () => {
  test('an error text is one short line without control characters', () => {
    const message = `\u001b[31mred\u0007\r\nfake log line\u202e ${'x'.repeat(10_000)}`;
    const result = frame({ type: 'Error', message });
    if (result.kind !== 'serverError') throw new Error(result.kind);
    expect(result.message.length).toBeLessThanOrEqual(300);
    expect(result.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(result.message).toContain('red');
  });

  test.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['array of 0', '[]'],
    ['object of 1: number', '{"type":5}'],
    ['object of 1: string', '{"type":"ConversationEvent"}'],
    ['object of 2: string, array', '{"type":"ConversationEvent","payload":[]}'],
  ])('%s cannot be read: %s', (shape, text) => {
    expect(readDirectFrame(text, 'C1', nothing)).toEqual({ kind: 'unreadable', length: text.length, shape });
  });

  test('a type that nobody knows yet breaks nothing', () => {
    expect(frame({ type: 'Heartbeat' })).toEqual({ kind: 'other' });
    expect(frame({ type: '__proto__' })).toEqual({ kind: 'other' });
  });

  test('whatever comes, nothing is thrown, and nothing of what cannot be read is kept', () => {
    const secret = 'hunter2';
    const values = fc.oneof(
      fc.string().map((text) => text + secret),
      fc.jsonValue().map((value) => JSON.stringify({ [secret]: value, text: secret })),
      fc
        .record({
          type: fc.constantFrom('ConversationEvent', 'Error', 'SubscriptionConfirmation', secret),
          payload: fc.oneof(
            fc.jsonValue(),
            fc.record({ conversationId: fc.jsonValue(), message: fc.jsonValue(), eventType: fc.jsonValue() }),
          ),
          message: fc.jsonValue(),
        })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(values, (text) => {
        const result = readDirectFrame(text, null, nothing);
        if (result.kind === 'unreadable') expect(JSON.stringify(result)).not.toContain(secret);
      }),
    );
  });
});
