import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionStatus } from '../../main/connection/status.ts';
import type { EngineOutput } from '../../main/engine/output.ts';
import { jsonLine } from '../../main/terminal/json-lines.ts';
import { CONTEXT, event, message } from './support/outputs.ts';

const AT = '2026-01-05T10:00:02.345Z';
const line = (output: EngineOutput) => jsonLine(output, CONTEXT);
const status = (told: ConnectionStatus) => line({ type: 'status', status: told });

describe('the line of a connection', () => {
  it.each<[ConnectionStatus, string]>([
    [
      { state: 'connected', since: 900, attempt: 1, topics: 1, refused: [] },
      `{"type":"connection","at":"${AT}","state":"connected","attempt":1,"protocol":"channels","topics":1}`,
    ],
    [
      { state: 'reconnecting', since: 900, attempt: 2, retryAt: 4_120.4, reason: 'silence' },
      `{"type":"connection","at":"${AT}","state":"reconnecting","attempt":2,"retryInMs":3120,"reason":"silence"}`,
    ],
    [
      { state: 'offline', since: 900, attempt: 3, retryAt: 500, reason: 'network' },
      `{"type":"connection","at":"${AT}","state":"offline","attempt":3,"retryInMs":0,"reason":"network"}`,
    ],
    [
      { state: 'reconnecting', since: 900, attempt: 2, retryAt: null, reason: 'closed' },
      `{"type":"connection","at":"${AT}","state":"reconnecting","attempt":2,"retryInMs":0,"reason":"closed"}`,
    ],
    [
      { state: 'connecting', since: 900, attempt: 1 },
      `{"type":"connection","at":"${AT}","state":"connecting","attempt":1,"protocol":"channels"}`,
    ],
    [{ state: 'suspended', since: 900 }, `{"type":"connection","at":"${AT}","state":"suspended"}`],
    [
      { state: 'blocked', since: 900, code: 'credentialsRejected', message: 'Check the secret.' },
      `{"type":"connection","at":"${AT}","state":"blocked","code":"credentialsRejected","reason":"Check the secret."}`,
    ],
  ])('that is %o', (told, expected) => {
    expect(status(told)).toBe(expected);
  });

  it('that was never begun or is over: none', () => {
    expect(status({ state: 'signedOut' })).toBeNull();
  });
});

describe('the line of', () => {
  it('a message', () => {
    expect(line(message())).toBe(
      `{"type":"message","at":"${AT}","conversationId":"C1","messageId":"M1","direction":"inbound","from":"Jane","text":"Where is my order?","media":"webmessaging","missed":false}`,
    );
  });

  it('a message of which the protocol tells little: null for the rest', () => {
    const unknown = { messageId: null, direction: null, from: null, text: null, media: null, time: null };
    expect(line(message({ ...unknown, missed: true }))).toBe(
      `{"type":"message","at":"${AT}","conversationId":"C1","messageId":null,"direction":null,"from":null,"text":null,"media":null,"missed":true}`,
    );
  });

  it.each(['offered', 'connected', 'updated', 'ended'] as const)('a conversation that is %s', (change) => {
    expect(line({ type: 'conversation', conversationId: 'C1', change })).toBe(
      `{"type":"conversation","at":"${AT}","conversationId":"C1","change":"${change}"}`,
    );
  });

  it('a gap', () => {
    const gap = { from: Date.UTC(2026, 0, 5, 10, 0, 0), to: Date.UTC(2026, 0, 5, 10, 0, 1, 5), reason: 'r' };
    expect(line({ type: 'gap', gap })).toBe(
      `{"type":"gap","at":"${AT}","from":"2026-01-05T10:00:00.000Z","to":"2026-01-05T10:00:01.005Z","reason":"r"}`,
    );
  });

  it('an error, with its topic if it has one', () => {
    const error = { code: 'forbiddenTopic', message: 'No.', topic: 'v2.x' } as const;
    expect(line({ type: 'error', error })).toBe(
      `{"type":"error","at":"${AT}","code":"forbiddenTopic","message":"No.","topic":"v2.x"}`,
    );
    expect(line({ type: 'error', error: { ...error, code: 'serverError', topic: null } })).toBe(
      `{"type":"error","at":"${AT}","code":"serverError","message":"No."}`,
    );
  });

  it('what only a person reads: none', () => {
    expect(line(event())).toBeNull();
    expect(line({ type: 'socket', happening: { kind: 'opened' } })).toBeNull();
  });
});

it('a line is one line without a control character, and holds the text whole, whatever it is', () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\u001b[2J',
        '\u009b31m',
        '\u007f',
        '\u0000',
        '\u2028',
        '\u202e',
        '\u2066',
        '"',
        '\\',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
  });
  fc.assert(
    fc.property(hostile, hostile, (text, from) => {
      const written = line(message({ text, from })) ?? '';
      expect(written).not.toMatch(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(written)).toMatchObject({ text, from });
    }),
  );
});
