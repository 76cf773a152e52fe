import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldView, openView } from '../../renderer/fold-view.ts';
import { reconnecting, sampleRow, sampleView } from './support/sample-view.ts';

test('a change replaces what it names and leaves the rest as it was', () => {
  const view = openView(sampleView());
  const changed = foldView(view, { connection: reconnecting });
  expect(changed.connection).toBe(reconnecting);
  expect(changed.conversations).toBe(view.conversations);
  expect(changed.settings).toBe(view.settings);
});

test('rows come, change and go by their ids', () => {
  const view = openView(sampleView({ conversations: [sampleRow('a'), sampleRow('b')] }));
  const changed = foldView(view, {
    conversations: { changed: [sampleRow('b', { unread: 4 }), sampleRow('c')], removed: ['a', 'unknown'] },
  });
  expect([...changed.conversations.keys()]).toEqual(['b', 'c']);
  expect(changed.conversations.get('b')?.unread).toBe(4);
  expect([...view.conversations.keys()]).toEqual(['a', 'b']);
});

test('the messages of the open conversation are replaced, or stay', () => {
  const view = openView(sampleView());
  const opened = foldView(view, { openMessages: { id: 'a', messages: [] } });
  expect(opened.openMessages?.id).toBe('a');
  expect(foldView(opened, {}).openMessages?.id).toBe('a');
  expect(foldView(opened, { openMessages: null }).openMessages).toBeNull();
});

test('changes that had come before the view leave it as it is', () => {
  // What the main process sends before its answer is in the answer already.
  const change = fc.record({
    removed: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
    changed: fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3)).map(([id, unread]) => sampleRow(id, { unread })),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (conversations) => {
      const changes = conversations.map((part) => ({ conversations: part }));
      const answer = changes.reduce(foldView, openView(sampleView({ conversations: [] })));
      const again = changes.reduce(foldView, answer);
      expect(Object.fromEntries(again.conversations)).toEqual(Object.fromEntries(answer.conversations));
    }),
  );
});
