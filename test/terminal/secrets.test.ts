import { expect, it } from 'vitest';
import { withoutSecrets } from '../../main/terminal/secrets.ts';
import { message } from './support/outputs.ts';

const SECRETS = ['s3cret-token'];

it('a sentence of the service is told without the secrets that it repeats', () => {
  const sentence = 'no such token: s3cret-token';
  expect(
    withoutSecrets(
      { type: 'error', error: { code: 'serverError', message: sentence, topic: null } },
      SECRETS,
    ),
  ).toEqual({
    type: 'error',
    error: { code: 'serverError', message: 'no such token: [removed]', topic: null },
  });
  expect(
    withoutSecrets(
      { type: 'status', status: { state: 'blocked', since: 0, code: 'refused', message: sentence } },
      SECRETS,
    ),
  ).toEqual({
    type: 'status',
    status: { state: 'blocked', since: 0, code: 'refused', message: 'no such token: [removed]' },
  });
});

it('the words of a customer stay as they are', () => {
  const words = message({ text: 'my code is ?code=1234 Bearer abc12345' });
  expect(withoutSecrets(words, SECRETS)).toBe(words);
});
