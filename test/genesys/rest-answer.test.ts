import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRestAnswer, type RestAnswer } from '../../main/genesys/rest-answer.ts';

function answer(status: number, body: unknown = '', rest: Partial<RestAnswer> = {}): RestAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, contentType: 'application/json', retryAfterMs: null, text, secret: 'the-token', ...rest };
}

describe('readRestAnswer', () => {
  it('gives the value of a successful call, null where there is none', () => {
    expect(readRestAnswer(answer(200, { id: 'a' }))).toEqual({ kind: 'ok', value: { id: 'a' } });
    expect(readRestAnswer(answer(200, 'null'))).toEqual({ kind: 'ok', value: null });
    expect(readRestAnswer(answer(204))).toEqual({ kind: 'ok', value: null });
    expect(readRestAnswer(answer(202, ' \n'))).toEqual({ kind: 'ok', value: null });
  });

  it.each([
    [200, '<!doctype html><title>Sign in to the hotel</title>', null],
    [200, 'Please sign in', 'text/html; charset=utf-8'],
    [403, '<html>Blocked by your company</html>', 'application/json'],
    [401, 'Blocked', 'text/html'],
    [404, '<html></html>', null],
    [200, '{"id":', 'application/json'],
    [302, '', null],
  ])('takes %i with %j for an answer of something else', (status, text, contentType) => {
    expect(readRestAnswer(answer(status, text, { contentType }))).toMatchObject({ kind: 'transient' });
  });

  it('takes 408 and 5xx for transient, with the wait that was asked for', () => {
    for (const status of [408, 500, 502, 503, 504, 599]) {
      expect(readRestAnswer(answer(status, '{}', { retryAfterMs: 4_000 }))).toEqual({
        kind: 'transient',
        answered: true,
        reason: `status ${status}`,
        retryAfterMs: 4_000,
      });
    }
  });

  it('says nothing about a call whose answer was too long', () => {
    expect(readRestAnswer(answer(200, '', { text: null }))).toMatchObject({ kind: 'transient' });
  });

  it('tells 401, 404, 410 and 429 apart, with or without a body', () => {
    expect(readRestAnswer(answer(401))).toEqual({ kind: 'unauthorized' });
    expect(readRestAnswer(answer(404, { message: 'gone' }))).toEqual({ kind: 'notFound' });
    expect(readRestAnswer(answer(404, '', { contentType: 'text/html' }))).toEqual({ kind: 'notFound' });
    expect(readRestAnswer(answer(410))).toEqual({ kind: 'notFound' });
    expect(readRestAnswer(answer(429, '<html>', { retryAfterMs: 3_000 }))).toEqual({
      kind: 'limited',
      retryAfterMs: 3_000,
    });
  });

  it('gives the reason of any other refusal', () => {
    const body = { message: 'Topic limit\nexceeded ', code: 'too.many.topics', status: 400, contextId: 'x' };
    expect(readRestAnswer(answer(400, body))).toEqual({
      kind: 'refused',
      status: 400,
      code: 'too.many.topics',
      message: 'Topic limit exceeded',
    });
    expect(readRestAnswer(answer(409, 'plain'))).toEqual({
      kind: 'refused',
      status: 409,
      code: null,
      message: '',
    });
  });

  it.each([
    [{ missingPermissions: ['conversation:message:view'] }, 'conversation:message:view'],
    [
      {
        code: 'missing.any.permissions',
        message:
          'Unable to perform the requested action. You must have at least one of the following permissions assigned: ' +
          '[conversation:message:view, conversation:webmessaging:view]',
      },
      'conversation:message:view or conversation:webmessaging:view',
    ],
    [
      {
        message: 'You are missing the following permission(s): {permissions}',
        messageParams: { permissions: 'routing:queue:view, routing:queue:search' },
      },
      'routing:queue:view and routing:queue:search',
    ],
    [
      { message: 'No', details: [{ missingPermissions: ['analytics:conversationDetail:view'] }] },
      'analytics:conversationDetail:view',
    ],
    [{ message: 'Missing directory:user:* at 10:00:01' }, 'directory:user:*'],
    [{ message: 'Forbidden', missingPermissions: 7, messageParams: null, details: 'x' }, null],
    ['not json', null],
    ['', null],
  ])('names the missing permission: %j', (body, permission) => {
    expect(readRestAnswer(answer(403, body))).toMatchObject({ kind: 'forbidden', permission });
  });

  it('shortens a long message and leaves the token out of it', () => {
    const result = readRestAnswer(answer(400, { message: `Bad token the-token ${'x'.repeat(5_000)}` }));
    expect(JSON.stringify(result)).not.toContain('the-token');
    expect(JSON.stringify(result).length).toBeLessThan(500);
  });

  it('never throws, whatever comes', () => {
    const text = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant(null));
    const errorLike = fc
      .record({
        message: fc.jsonValue(),
        code: fc.jsonValue(),
        missingPermissions: fc.jsonValue(),
        messageParams: fc.jsonValue(),
        details: fc.jsonValue(),
      })
      .map((body) => JSON.stringify(body));
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(text, errorLike), (status, body) => {
        const { kind } = readRestAnswer(answer(status, '', { text: body }));
        if (kind === 'ok') expect(status).toBeLessThan(300);
      }),
    );
  });
});
