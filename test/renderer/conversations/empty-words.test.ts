import { expect, test } from 'vitest';
import { emptyWords } from '../../../renderer/conversations/empty-words.ts';
import { blocked, connected, sampleView } from '../support/sample-view.ts';

const { settings } = sampleView();

test('an empty list of somebody who watches nothing says so', () => {
  const watch = { mine: false, queues: [], conversations: [], excludedEvents: [] };
  expect(emptyWords({ connection: connected, settings: { ...settings, watch } }).title).toBe(
    'Nothing is watched',
  );
  expect(emptyWords({ connection: connected, settings }).title).toBe('No conversations');
});

test('an empty list never hides that alerts do not arrive', () => {
  expect(emptyWords({ connection: blocked, settings }).text).toContain('Alerts do not arrive');
});
