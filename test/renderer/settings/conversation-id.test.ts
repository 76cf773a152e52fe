import { expect, test } from 'vitest';
import { parseConversationId } from '../../../renderer/settings/conversation-id.ts';

const ID = '8f2d1e54-6b0a-4a7c-9c1d-2e3f4a5b6c7d';
const OTHER = '11111111-2222-4333-8444-555555555555';

test.each([
  ['the id', ID],
  ['the id with space around it', `  ${ID}\n`],
  ['the id in capitals', ID.toUpperCase()],
  ['the older address', `https://apps.mypurecloud.de/directory/#/engage/admin/interactions/${ID}`],
  [
    'the newer address',
    `https://apps.usw2.pure.cloud/directory/#/analytics/interactions/${ID}/admin/details`,
  ],
  [
    'an address with another id in front',
    `https://apps.mypurecloud.de/directory/#/org/${OTHER}/analytics/interactions/${ID}`,
  ],
  ['an address of the API', `https://api.mypurecloud.de/api/v2/conversations/messages/${ID}`],
])('finds the conversation in %s', (_name, pasted) => {
  expect(parseConversationId(pasted)).toBe(ID);
});

test.each([
  ['nothing', ''],
  ['words', 'my conversation'],
  ['an id that is cut off', ID.slice(0, -1)],
  ['two ids', `${ID} ${OTHER}`],
])('finds none in %s', (_name, pasted) => {
  expect(parseConversationId(pasted)).toBeNull();
});
