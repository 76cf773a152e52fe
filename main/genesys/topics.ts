import type { MediaType } from './snapshot.ts';

/** A channel takes this many topics; more are answered with 400 (docs/genesys-cloud.md §1.3). */
export const TOPICS_PER_CHANNEL = 1_000;

/** A topic id must be shorter than this (docs/genesys-cloud.md §1.3). */
const TOPIC_LENGTH = 200;

/** Whose conversations a topic tells of. */
export interface TopicSubject {
  kind: 'user' | 'queue' | 'other';
  id: string;
  /** Null for a topic that carries conversations of every medium. */
  media: MediaType | null;
}

const MEDIA: ReadonlyMap<string, MediaType> = new Map([
  ['messages', 'message'],
  ['emails', 'email'],
  ['chats', 'chat'],
  ['callbacks', 'callback'],
  ['calls', 'call'],
]);

/** The topics that show a user's own conversations: messages, and the media that are listed without alerts. */
export function ownConversationTopics(userId: string): readonly string[] {
  return ['messages', 'emails', 'chats', 'callbacks'].map(
    (media) => `v2.users.${userId}.conversations.${media}`,
  );
}

/** The topic that shows the message conversations of a queue. */
export function queueMessagesTopic(queueId: string): string {
  return `v2.routing.queues.${queueId}.conversations.messages`;
}

/** What a topic is about. Names are compared without regard to case (docs/genesys-cloud.md §2.1). */
export function topicSubject(topic: string): TopicSubject {
  const match = /^v2\.(users|routing\.queues)\.([^.?]+)\.conversations(?:\.([a-z]+))?$/i.exec(topic);
  const [, owner, id, media] = match ?? [];
  if (owner === undefined || id === undefined) return { kind: 'other', id: topic, media: null };
  return {
    kind: owner.toLowerCase() === 'users' ? 'user' : 'queue',
    id,
    media: media === undefined ? null : (MEDIA.get(media.toLowerCase()) ?? 'other'),
  };
}

/**
 * Spreads topics over as few channels as possible. Up to 1,000 stay as they are; beyond that, topics of one prefix
 * are combined (`prefix?a&b`, docs/genesys-cloud.md §1.4) and what is still too much goes to further channels.
 * @returns one list of topic ids a channel, at least one (empty) list.
 */
export function planChannels(topics: readonly string[]): readonly (readonly string[])[] {
  const unique = withoutRepetitions(topics);
  const ids = unique.length > TOPICS_PER_CHANNEL ? combineTopics(unique) : unique;
  const channels: string[][] = [];
  for (let start = 0; start < ids.length; start += TOPICS_PER_CHANNEL) {
    channels.push(ids.slice(start, start + TOPICS_PER_CHANNEL));
  }
  return channels.length === 0 ? [[]] : channels;
}

/** Joins topics that share all but their last parts behind one owner: `v2.users.U?conversations.messages&presence`. */
export function combineTopics(topics: readonly string[]): readonly string[] {
  const byOwner = new Map<string, { owner: string; rests: string[] }>();
  const alone: string[] = [];
  for (const topic of topics) {
    const match = /^(v2\.(?:users|routing\.queues)\.[^.?]+)\.([^?]+)$/i.exec(topic);
    const [, owner, rest] = match ?? [];
    if (owner === undefined || rest === undefined) {
      alone.push(topic);
      continue;
    }
    const known = byOwner.get(owner.toLowerCase());
    if (known === undefined) byOwner.set(owner.toLowerCase(), { owner, rests: [rest] });
    else known.rests.push(rest);
  }
  const combined = [...byOwner.values()].flatMap(({ owner, rests }) => joinWithinLength(owner, rests));
  return [...combined, ...alone];
}

/** The topics that a combined id stands for; a plain topic stands for itself. */
export function splitTopic(topic: string): readonly string[] {
  const mark = topic.indexOf('?');
  if (mark < 0) return [topic];
  const prefix = topic.slice(0, mark);
  return topic
    .slice(mark + 1)
    .split('&')
    .map((rest) => `${prefix}.${rest}`);
}

/** Names that differ in case only are one topic (docs/genesys-cloud.md §2.1). */
function withoutRepetitions(topics: readonly string[]): readonly string[] {
  const byName = new Map<string, string>();
  for (const topic of topics) {
    const name = topic.toLowerCase();
    if (!byName.has(name)) byName.set(name, topic);
  }
  return [...byName.values()];
}

function joinWithinLength(owner: string, rests: readonly string[]): string[] {
  const ids: string[] = [];
  let group: string[] = [];
  const flush = () => {
    const [only] = group;
    if (only === undefined) return;
    ids.push(group.length === 1 ? `${owner}.${only}` : `${owner}?${group.join('&')}`);
    group = [];
  };
  for (const rest of rests) {
    if (`${owner}?${[...group, rest].join('&')}`.length >= TOPIC_LENGTH) flush();
    group.push(rest);
  }
  flush();
  return ids;
}
