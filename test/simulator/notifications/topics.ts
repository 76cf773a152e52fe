import type { Directory } from '../conversations/directory.ts';
import type { Token } from '../oauth/tokens.ts';

/** What the service says about one topic that somebody asked for. */
export type Verdict =
  | { kind: 'permitted'; names: string[] }
  | { kind: 'forbidden'; reason: string; missingPermissions: string[] }
  | { kind: 'invalid'; reason: string };

/** Topic ids are shorter than this (docs/genesys-cloud.md §1.3). */
export const topicIdLimit = 200;

const media =
  '(?:\\.(?:calls|callbacks|chats|cobrowsesessions|emails|messages|screenshares|socialexpressions|videos))?';
const ownUserTopic = new RegExp(
  `^v2\\.users\\.([^.]+)\\.(?:conversations${media}|conversationsummary|alertingleader)$`,
  'i',
);
const anyUserTopic =
  /^v2\.users\.([^.]+)\.(?:activity|geolocation|outofoffice|presence|routingstatus|station)$/i;
const queueTopic = new RegExp(`^v2\\.routing\\.queues\\.([^.]+)\\.(?:conversations${media}|users)$`, 'i');
const conversationTopic =
  /^v2\.(?:conversations\.(?:chats\.)?[^.]+\.(?:messages|transcription|recordings)|detail\.events\.conversation\.[^.]+\..+)$/i;
const systemTopic = /^(?:channel\.metadata|v2\.system(?:\..+)?)$/i;

/** The permission that topics of a queue ask for; the name is an assumption. */
export const queuePermission = 'routing:queue:view';

/** Splits a combined topic: `prefix?a&b` is `prefix.a` and `prefix.b` (docs/genesys-cloud.md §1.4). */
function topicNames(id: string): string[] {
  const [prefix = '', rest, ...more] = id.split('?');
  if (rest === undefined) return [id];
  if (more.length > 0) return [];
  return rest.split('&').map((postfix) => `${prefix}.${postfix}`);
}

/** Judges one topic, combined or not; a combined one is as good as its worst part. */
export function judgeTopic(id: string, token: Token, directory: Directory): Verdict {
  const names = topicNames(id);
  if (names.length === 0) return { kind: 'invalid', reason: `Topic ${id} has more than one question mark.` };
  for (const name of names) {
    const verdict = judgeName(name, token, directory);
    if (verdict.kind !== 'permitted') return verdict;
  }
  return { kind: 'permitted', names };
}

function judgeName(name: string, token: Token, directory: Directory): Verdict {
  const own = ownUserTopic.exec(name);
  if (own !== null) {
    if (token.userId !== null && own[1]?.toLowerCase() === token.userId) {
      return { kind: 'permitted', names: [name] };
    }
    const reason =
      token.userId === null
        ? `Topic ${name} requires a user context; client credentials have none.`
        : `Topic ${name} belongs to another user.`;
    return { kind: 'forbidden', reason, missingPermissions: [] };
  }
  const user = anyUserTopic.exec(name);
  if (user !== null && directory.agents.some(({ id }) => id === user[1]?.toLowerCase())) {
    return { kind: 'permitted', names: [name] };
  }
  const queue = queueTopic.exec(name);
  if (queue !== null && directory.queues.some(({ id }) => id === queue[1]?.toLowerCase())) {
    return needs(queuePermission, name, token);
  }
  if (conversationTopic.test(name)) return needs('conversation:communication:view', name, token);
  if (systemTopic.test(name)) return { kind: 'permitted', names: [name] };
  return { kind: 'invalid', reason: `Topic ${name} is not a valid topic.` };
}

function needs(permission: string, name: string, token: Token): Verdict {
  return token.permissions.includes(permission)
    ? { kind: 'permitted', names: [name] }
    : {
        kind: 'forbidden',
        reason: `Topic ${name} requires ${permission}.`,
        missingPermissions: [permission],
      };
}

const userTopicEndings = [
  'conversations',
  'conversations.messages',
  'conversations.emails',
  'conversations.chats',
  'conversations.callbacks',
  'conversations.calls',
];

/** The entities of `GET /api/v2/notifications/availabletopics`, in part. */
export const availableTopics = [
  ...userTopicEndings.map((ending) => ({
    id: `v2.users.{id}.${ending}`,
    description: 'Conversations of a user.',
    requiresPermissions: [],
    requiresCurrentUser: true,
    transports: ['All', 'Websocket'],
    visibility: 'Public',
  })),
  ...userTopicEndings.map((ending) => ({
    id: `v2.routing.queues.{id}.${ending}`,
    description: 'Conversations of a queue.',
    requiresPermissions: [queuePermission],
    requiresCurrentUser: false,
    transports: ['All', 'Websocket', 'EventBridge'],
    visibility: 'Public',
  })),
];
