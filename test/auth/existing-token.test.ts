import { describe, expect, it } from 'vitest';
import { existingToken } from '../../main/auth/existing-token.ts';

const never = new AbortController().signal;

describe('an existing token', () => {
  it('is given until the service refuses it, and never after', async () => {
    const source = existingToken('the-token');
    const given = { kind: 'token', token: { value: 'the-token', lifetimeMs: null } };
    expect(await source.request(null, never)).toEqual(given);
    expect(await source.request({ value: 'another', lifetimeMs: null }, never)).toEqual(given);

    const refusal = await source.request({ value: 'the-token', lifetimeMs: null }, never);
    expect(refusal).toMatchObject({ kind: 'rejected', code: 'signInAgain' });
    expect(JSON.stringify(refusal)).not.toContain('the-token');
    expect(await source.request(null, never)).toEqual(refusal);
  });

  it.each(['', 'two words', 'line\n', 'Bearer x', 'ünïcode'])('cannot be %j', (value) => {
    expect(() => existingToken(value)).toThrow(/Copy it again/);
    try {
      existingToken(value);
    } catch (error) {
      if (value !== '') expect(String(error)).not.toContain(value);
    }
  });
});
