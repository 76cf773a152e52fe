import type { ConversationSnapshot, MediaType, MessageEntry, ParticipantSnapshot } from './snapshot.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: readonly unknown[] = [];

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
  const items = (list as readonly unknown[]).filter(isObject);
  return new Conversation(id, media ?? mediaOfAll(items), items);
}

/** The id of a raw message of a participant; null for what is no message: a receipt, typing, presence (§2.3). */
export function messageIdOf(raw: unknown): string | null {
  if (!isObject(raw) || isEvent(raw['messageMetadata'])) return null;
  const reference = raw['message'];
  return (isObject(reference) ? text(reference['id']) : null) ?? text(raw['messageId']);
}

/** Reads a raw message of a participant; null where `messageIdOf` is. */
export function readMessage(raw: unknown): MessageEntry | null {
  const id = messageIdOf(raw);
  return id === null || !isObject(raw) ? null : { id, time: text(raw['messageTime']) };
}

class Conversation implements ConversationSnapshot {
  readonly id: string;
  readonly media: MediaType;
  readonly participants: readonly ParticipantSnapshot[];

  constructor(id: string, media: MediaType, items: readonly JsonObject[]) {
    this.id = id;
    this.media = media;
    this.participants = items.map((item, place) => new Participant(item, place));
  }
}

/**
 * A participant as it was read. A class, because V8 puts object literals of a place whose objects once lived long (a
 * list of conversations that is read at the start) into the old generation for good, and all that they refer to with
 * them: a whole parsed frame for each event.
 */
class Participant implements ParticipantSnapshot {
  readonly id: string;
  readonly purpose: string;
  readonly state: string | null;
  readonly held: boolean;
  readonly userId: string | null;
  readonly queueId: string | null;
  readonly name: string | null;
  readonly address: string | null;
  readonly messengerType: string | null;
  readonly startTime: string | null;
  readonly connectedTime: string | null;
  readonly endTime: string | null;
  readonly inAfterCallWork: boolean;
  readonly messages: readonly unknown[];

  /** @param place where it stands in the list: what it is known by if it has no id. */
  constructor(item: JsonObject, place: number) {
    const user = item['user'];
    const queue = item['queue'];
    const entries = arrayOf(item['messages']);
    const legs = isLeg(entries.find(isObject)) ? entries : null;
    // A participant with a state of its own is a leg itself, and has none below it.
    const leg = currentLeg(legs ?? (typeof item['state'] === 'string' ? NOTHING : otherLegs(item)));
    const state = leg ?? item;
    const type = text(state['type']);
    this.id = text(item['id']) ?? `#${place}`;
    this.purpose = lowerCased(text(item['purpose']) ?? '');
    this.state = leg !== null && isParked(leg) ? 'parked' : text(state['state']);
    this.held = state['held'] === true;
    this.userId = (isObject(user) ? text(user['id']) : null) ?? text(item['userId']);
    this.queueId = (isObject(queue) ? text(queue['id']) : null) ?? text(item['queueId']);
    this.name = text(item['name']);
    this.address = text(item['address']);
    this.messengerType = type === 'unknown' ? null : type;
    this.startTime = text(item['startTime']);
    this.connectedTime = text(item['connectedTime']) ?? text(state['connectedTime']);
    this.endTime = text(item['endTime']) ?? text(state['disconnectedTime']);
    this.inAfterCallWork = text(item['startAcwTime']) !== null && text(item['endAcwTime']) === null;
    this.messages = legs === null ? entries : messagesOfLegs(legs);
  }
}

/** In the person shape `messages` holds legs, each with messages of its own. */
function isLeg(first: JsonObject | undefined): boolean {
  return first !== undefined && (Array.isArray(first['messages']) || typeof first['state'] === 'string');
}

/** The leg that says where a person stands: the newest that goes on, or else the newest. */
function currentLeg(legs: readonly unknown[]): JsonObject | null {
  let newest: JsonObject | null = null;
  for (let index = legs.length - 1; index >= 0; index -= 1) {
    const leg = legs[index];
    if (!isObject(leg)) continue;
    newest ??= leg;
    if (leg['state'] !== 'disconnected' && leg['state'] !== 'terminated') return leg;
  }
  return newest;
}

/** Legs of the person shape have no state for it: a parked one is connected, with a time (docs/genesys-cloud.md §2.2). */
function isParked(leg: JsonObject): boolean {
  const parked = text(leg['parkTime']);
  const resumed = text(leg['resumeTime']);
  return leg['state'] === 'connected' && parked !== null && (resumed === null || resumed < parked);
}

function messagesOfLegs(legs: readonly unknown[]): readonly unknown[] {
  const lists = legs.map((leg) => (isObject(leg) ? arrayOf(leg['messages']) : NOTHING));
  return lists.length === 1 ? (lists[0] ?? NOTHING) : lists.flat();
}

function otherLegs(item: JsonObject): readonly unknown[] {
  return (
    filledList(item['emails']) ??
    filledList(item['chats']) ??
    filledList(item['callbacks']) ??
    filledList(item['calls']) ??
    NOTHING
  );
}

/** A conversation of several media is known by its messages: they are what alerts are for. */
function mediaOfAll(items: readonly JsonObject[]): MediaType {
  let found: MediaType | null = null;
  for (const item of items) if (found !== 'message') found = mediaOf(item) ?? found;
  return found ?? 'other';
}

function mediaOf(item: JsonObject): MediaType | null {
  if (filledList(item['messages']) !== null) return 'message';
  if (filledList(item['emails']) !== null) return 'email';
  if (filledList(item['chats']) !== null) return 'chat';
  if (filledList(item['callbacks']) !== null) return 'callback';
  return filledList(item['calls']) === null ? null : 'call';
}

function filledList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) && value.length > 0 ? value : null;
}

/** The values of `messageMetadata.type` are not documented; these two are never a customer's words. */
function isEvent(metadata: unknown): boolean {
  if (!isObject(metadata)) return false;
  const type = metadata['type'];
  // Asked of every message of every picture: the length settles nearly all of them.
  return (
    typeof type === 'string' && (type.length === 5 || type.length === 7) && /^(event|receipt)$/i.test(type)
  );
}

/** Nearly all are lower case already, and comparing costs less than converting. */
function lowerCased(purpose: string): string {
  switch (purpose) {
    case 'customer':
    case 'agent':
    case 'acd':
    case 'workflow':
      return purpose;
    default:
      return purpose.toLowerCase();
  }
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
