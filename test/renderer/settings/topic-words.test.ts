import { expect, test } from 'vitest';
import { topicWords } from '../../../renderer/settings/topic-words.ts';

test.each([
  ['v2.users.1f-2.conversations.messages', 'Messages of mine'],
  ['v2.routing.queues.1f-2.conversations.MESSAGES', 'Messages of a queue'],
  ['v2.users.1f-2.conversations', 'Conversations of mine'],
  ['v2.users.1f-2.conversations.faxes', 'faxes of mine'],
  ['v2.users.1f-2.presence', 'v2.users.1f-2.presence'],
])('%s', (topic, words) => {
  expect(topicWords(topic)).toBe(words);
});
