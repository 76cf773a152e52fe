import { expect, test } from 'vitest';
import { errorWords } from '../../../renderer/ui/error-words.ts';

test('says what the main process said, without the words of the transport', () => {
  const error = new Error("Error invoking remote method 'signIn': TypeError: The address has no host.");
  expect(errorWords(error)).toBe('The address has no host.');
});

test('takes anything that can be thrown', () => {
  expect(errorWords('plain words')).toBe('plain words');
  expect(errorWords(new Error(''))).toMatch(/no reason/);
});
