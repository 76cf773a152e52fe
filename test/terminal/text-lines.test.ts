import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionStatus, DropReason } from '../../main/connection/status.ts';
import { CURES } from '../../main/connection/words.ts';
import type { SocketHappening } from '../../main/connection/runner.ts';
import { textLines } from '../../main/terminal/text-lines.ts';
import { CONTEXT, event, message } from './support/outputs.ts';

const DIRECT = { ...CONTEXT, protocol: 'direct' } as const;

const err = (...lines: string[]) => ({ out: [], err: lines });
const out = (...lines: string[]) => ({ out: lines, err: [] });
const happening = (told: SocketHappening) => textLines({ type: 'socket', happening: told }, DIRECT);
const status = (told: ConnectionStatus) => textLines({ type: 'status', status: told }, CONTEXT);

describe('a message', () => {
  it('has a line of its own, and its text under it', () => {
    expect(textLines(message(), CONTEXT)).toEqual(
      out('[EVENT] 2026-01-05T10:00:01.000Z | Conv: C1 | Type: MessageAdded', '  >> Where is my order?'),
    );
  });

  it('that was missed says so', () => {
    expect(textLines(message({ missed: true }), CONTEXT).out[0]).toBe(
      '[EVENT] 2026-01-05T10:00:01.000Z | Conv: C1 | Type: MessageAdded (missed)',
    );
  });

  it('without a text says so; without a time it has the moment', () => {
    expect(textLines(message({ text: null, time: null }), CONTEXT)).toEqual(
      out('[EVENT] 2026-01-05T10:00:02.345Z | Conv: C1 | Type: MessageAdded', '  >> (no text)'),
    );
  });

  it('of several lines has them one under the other', () => {
    expect(textLines(message({ text: 'one\r\ntwo\n\nfour\u2028five' }), CONTEXT).out.slice(1)).toEqual([
      '  >> one',
      '     two',
      '     ',
      '     four',
      '     five',
    ]);
  });

  it('cannot forge the line of another one', () => {
    const forged = '[EVENT] 2026-01-05T10:00:01.000Z | Conv: C2 | Type: MessageAdded';
    for (const lineBreak of ['\n', '\r', '\r\n', '\u0085', '\u000b', '\u000c', '\u2028', '\u2029']) {
      const { out: lines } = textLines(
        message({ text: `x${lineBreak}${forged}`, conversationId: `C1${lineBreak}${forged}` }),
        CONTEXT,
      );
      expect(lines.join('\n').split(/[\p{Cc}\u2028\u2029]/u)).toHaveLength(lines.length);
      expect(lines.filter((line) => line.startsWith('[EVENT]'))).toHaveLength(1);
    }
  });

  it('that is very long is cut, never through a character', () => {
    const { out: lines } = textLines(message({ text: `a${'😀'.repeat(5_000)}` }), CONTEXT);
    expect(lines[1]).toBe(`  >> a${'😀'.repeat(999)}…`);
    expect(textLines(message({ text: 'x'.repeat(2_000) }), CONTEXT).out[1]).toBe(`  >> ${'x'.repeat(2_000)}`);
  });

  it('brings no control character to the terminal, and each line of its text stays indented', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\n', '\r', '\t', '\u001b[2J', '\u001b]0;x\u0007', '\u009b31m', '\u007f', '\u0000'),
        fc.constantFrom('\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u061c', '\u200f', '[EVENT] '),
        fc.string({ unit: 'grapheme', maxLength: 3 }),
      ),
    });
    fc.assert(
      fc.property(hostile, hostile, hostile, (text, conversationId, other) => {
        const lines = textLines(message({ text, conversationId, time: other }), CONTEXT).out;
        const told = textLines(event({ conversationId, eventType: other, timestamp: text }), DIRECT).out;
        for (const line of [...lines, ...told]) {
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        }
        expect(told).toHaveLength(1);
        const [first, second, ...rest] = lines;
        expect(first).toMatch(/^\[EVENT\] /);
        expect(second).toMatch(/^ {2}>> /);
        for (const line of rest) expect(line).toMatch(/^ {5}/);
      }),
    );
  });
});

describe('an event', () => {
  it.each(['ConversationUpdated', 'StatusChanged', 'SomethingNew', 'MessageAdded'])(
    'has a line, of the type %s too',
    (eventType) => {
      expect(textLines(event({ eventType }), DIRECT)).toEqual(
        out(`[EVENT] 2026-01-05T10:00:01.000Z | Conv: C1 | Type: ${eventType}`),
      );
    },
  );

  it('without a time has the moment', () => {
    expect(textLines(event({ timestamp: null }), DIRECT).out[0]).toMatch(
      /^\[EVENT\] 2026-01-05T10:00:02\.345Z /,
    );
  });
});

describe('a conversation’s change', () => {
  it.each([
    ['offered', 'StatusChanged (offered)'],
    ['connected', 'StatusChanged (connected)'],
    ['ended', 'StatusChanged (ended)'],
    ['updated', 'ConversationUpdated'],
  ] as const)('to %s has the line of an event on channels', (change, type) => {
    expect(textLines({ type: 'conversation', conversationId: 'C1', change }, CONTEXT)).toEqual(
      out(`[EVENT] 2026-01-05T10:00:02.345Z | Conv: C1 | Type: ${type}`),
    );
  });

  it('has none on direct, where its event has one', () => {
    expect(textLines({ type: 'conversation', conversationId: 'C1', change: 'updated' }, DIRECT)).toEqual(
      out(),
    );
  });
});

describe('the connection’s story', () => {
  it.each<[SocketHappening, string]>([
    [{ kind: 'opened' }, '[OPEN] Connection established. Subscribing...'],
    [{ kind: 'confirmed', subscriptionId: 'S1' }, '[INFO] Subscription Confirmed: S1'],
    [{ kind: 'confirmed', subscriptionId: null }, '[INFO] Subscription Confirmed: without an id'],
    [{ kind: 'closed', close: { kind: 'closed', code: 1001 } }, '[CLOSE] Connection closed. Status: 1001'],
    [
      { kind: 'closed', close: { kind: 'failed', code: 'ECONNRESET' } },
      '[CLOSE] Connection closed. Status: 1006 (ECONNRESET)',
    ],
    [
      { kind: 'closed', close: { kind: 'refused', status: 429, retryAfterMs: null } },
      '[ERROR] The service refused the connection with HTTP status 429.',
    ],
  ])('goes to stderr: %o', (told, line) => {
    expect(happening(told)).toEqual(err(line));
  });

  it('tells the server’s errors, and the program’s, without control characters', () => {
    const error = (code: 'serverError' | 'forbiddenTopic', text: string) =>
      textLines({ type: 'error', error: { code, message: text, topic: null } }, DIRECT);
    expect(error('serverError', 'bad\n[EVENT] filter\u001b[2J')).toEqual(
      err('[ERROR] Server Error: bad [EVENT] filter [2J'),
    );
    expect(error('forbiddenTopic', 'v2.x may not be subscribed.')).toEqual(
      err('[ERROR] v2.x may not be subscribed. (forbiddenTopic)'),
    );
  });

  it('tells a gap', () => {
    const gap = {
      from: Date.UTC(2026, 0, 5, 10, 2, 0),
      to: Date.UTC(2026, 0, 5, 10, 3, 0),
      reason: 'the connection broke',
    };
    expect(textLines({ type: 'gap', gap }, DIRECT)).toEqual(
      err('[GAP] Messages between 10:02:00 and 10:03:00 may be missing: the connection broke.'),
    );
  });

  it.each<[ConnectionStatus, string[]]>([
    [{ state: 'signedOut' }, []],
    [{ state: 'connecting', since: 0, attempt: 1 }, []],
    [
      { state: 'connected', since: 0, attempt: 1, topics: 1, refused: [] },
      ['[INFO] Connected. Listening on 1 topic.'],
    ],
    [
      { state: 'connected', since: 0, attempt: 1, topics: 3, refused: [] },
      ['[INFO] Connected. Listening on 3 topics.'],
    ],
    [{ state: 'reconnecting', since: 0, attempt: 2, retryAt: null, reason: 'closed' }, []],
    [{ state: 'suspended', since: 0 }, ['[INFO] The computer is going to sleep.']],
    [
      { state: 'blocked', since: 0, code: 'nothingPermitted', message: 'No topic\nis permitted.' },
      [`[ERROR] No topic is permitted. ${CURES.nothingPermitted} (nothingPermitted)`],
    ],
  ])('tells the state %o', (told, lines) => {
    expect(status(told)).toEqual(err(...lines));
  });

  it.each<DropReason>([
    'silence',
    'closed',
    'network',
    'noConfirmation',
    'tooManyRequests',
    'serviceError',
    'catchingUp',
  ])('tells each retry with its reason and its delay: %s', (reason) => {
    for (const state of ['reconnecting', 'offline'] as const) {
      const { err: lines } = status({ state, since: 0, attempt: 2, retryAt: 4_120, reason });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^\[RETRY\] [A-Z][a-z ]+.* \([a-zA-Z]+\); attempt 2 in 3\.1 s\.$/);
    }
  });
});
