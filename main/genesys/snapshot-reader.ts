import type { ConversationSnapshot, MediaType, MessageEntry, ParticipantSnapshot } from './snapshot.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: readonly unknown[] = [];

/** Where each medium's legs stand in the person shape, and what the medium is called. */
const LEGS: readonly (readonly [string, MediaType])[] = [
  ['messages', 'message'],
  ['emails', 'email'],
  ['chats', 'chat'],
  ['callbacks', 'callback'],
  ['calls', 'call'],
];

/**
 * Reads a conversation out of an event's body or a REST answer, in any of the shapes of docs/genesys-cloud.md §2.2.
 * Unknown fields are passed over; a missing one is null.
 * @param media what the topic or the call says the medium is; null to tell it from the legs.
 * @returns null where there is no conversation in it.
 */
export function readConversation(body: unknown, media: MediaType | null): ConversationSnapshot | null {
  if (!isObject(body)) return null;
  const id = text(body['id']);
  const list = body['participants'];
  if (id === null || !Array.isArray(list)) return null;
  const participants: ParticipantSnapshot[] = [];
  let found = media;
  for (const item of list as readonly unknown[]) {
    if (!isObject(item)) continue;
    found ??= mediaOf(item);
    participants.push(readParticipant(item));
  }
  return { id, media: found ?? 'other', participants };
}

/** The id of a raw message of a participant; null for what is no message: a receipt, typing, presence (§2.3). */
export function messageIdOf(raw: unknown): string | null {
  if (!isObject(raw) || isEvent(raw['messageMetadata'])) return null;
  const reference = raw['message'];
  if (isObject(reference) && typeof reference['id'] === 'string') return reference['id'];
  return text(raw['messageId']);
}

/** Reads a raw message of a participant; null where `messageIdOf` is. */
export function readMessage(raw: unknown): MessageEntry | null {
  const id = messageIdOf(raw);
  return id === null || !isObject(raw) ? null : { id, time: text(raw['messageTime']) };
}

function readParticipant(item: JsonObject): ParticipantSnapshot {
  const user = item['user'];
  const queue = item['queue'];
  const entries = arrayOf(item['messages']);
  const legs = isLeg(entries[0]) ? entries : null;
  const leg = legs === null ? otherLeg(item) : legs[legs.length - 1];
  const state = isObject(leg) ? leg : item;
  return {
    id: text(item['id']) ?? '',
    purpose: (text(item['purpose']) ?? '').toLowerCase(),
    state: text(state['state']),
    held: state['held'] === true,
    userId: (isObject(user) ? text(user['id']) : null) ?? text(item['userId']),
    queueId: (isObject(queue) ? text(queue['id']) : null) ?? text(item['queueId']),
    name: text(item['name']),
    address: text(item['address']),
    messengerType: text(state['type']),
    startTime: text(item['startTime']),
    connectedTime: text(item['connectedTime']),
    endTime: text(item['endTime']),
    inAfterCallWork: typeof state['startAcwTime'] === 'string' && typeof state['endAcwTime'] !== 'string',
    messages: legs === null ? entries : messagesOfLegs(legs),
  };
}

/** In the person shape `messages` holds legs, each with messages of its own. */
function isLeg(first: unknown): boolean {
  return isObject(first) && (Array.isArray(first['messages']) || typeof first['state'] === 'string');
}

function messagesOfLegs(legs: readonly unknown[]): readonly unknown[] {
  const lists = legs.map((leg) => (isObject(leg) ? arrayOf(leg['messages']) : NOTHING));
  return lists.length === 1 ? (lists[0] ?? NOTHING) : lists.flat();
}

function otherLeg(item: JsonObject): unknown {
  for (const [name] of LEGS) {
    if (name === 'messages') continue;
    const legs = arrayOf(item[name]);
    if (legs.length > 0) return legs[legs.length - 1];
  }
  return undefined;
}

function mediaOf(item: JsonObject): MediaType | null {
  for (const [name, media] of LEGS) {
    if (arrayOf(item[name]).length > 0) return media;
  }
  return null;
}

/** The values of `messageMetadata.type` are not documented; these two are never a customer's words. */
function isEvent(metadata: unknown): boolean {
  if (!isObject(metadata)) return false;
  const type = metadata['type'];
  return typeof type === 'string' && /^(event|receipt)$/i.test(type);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NOTHING;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
