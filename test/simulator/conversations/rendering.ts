import { iso } from '../service-time.ts';
import type { Conversation, Media, Message, Participant } from './conversation.ts';

/** What `messages`, `emails`, … are called in topics and in the person shape. */
export const mediaPlural = {
  message: 'messages',
  email: 'emails',
  chat: 'chats',
  callback: 'callbacks',
} as const satisfies Record<Media, string>;

type Json = Record<string, unknown>;

/**
 * The shape of `v2.….conversations.messages` and its like: the participant is the media leg.
 * The fields of each shape are those of the vendor's models (docs/genesys-cloud.md §2.2), and no others.
 */
export function renderMediaEvent(conversation: Conversation): Json {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => ({
      ...mediaParticipant(conversation, one),
      initialState: initialState(one),
      ...(conversation.media === 'message' ? { messages: one.messages.map(eventMessage) } : {}),
    })),
    otherMediaUris: [],
    divisions: [],
  };
}

/** The shape of `v2.….conversations`: the participant is a person, with legs. It does not say when they joined. */
export function renderPersonEvent(conversation: Conversation): Json {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => ({
      ...person(one),
      ...time('startAcwTime', one.startAcwTime),
      ...time('endAcwTime', one.endAcwTime),
      ...legs(conversation, one, (message) => ({ messageId: message.id, ...messageFacts(message) })),
    })),
    divisions: [],
  };
}

/** `MessageConversation` of `/conversations/messages`. */
export function renderMediaEntity(conversation: Conversation): Json {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => ({
      ...mediaParticipant(conversation, one),
      messages: one.messages.map((message) => restMessage(conversation, message)),
    })),
    otherMediaUris: [],
    selfUri: `/api/v2/conversations/messages/${conversation.id}`,
  };
}

/** `Conversation` of `/conversations`. */
export function renderPersonEntity(conversation: Conversation): Json {
  return {
    id: conversation.id,
    startTime: iso(conversation.startTime),
    ...time('endTime', conversation.endTime),
    participants: conversation.participants.map((one) => ({
      ...person(one),
      startTime: iso(one.startTime),
      ...legs(conversation, one, (message) => restMessage(conversation, message)),
    })),
    divisions: [],
    selfUri: `/api/v2/conversations/${conversation.id}`,
  };
}

function mediaParticipant(conversation: Conversation, one: Participant): Json {
  return {
    ...person(one),
    startTime: iso(one.startTime),
    state: one.state,
    direction: one.direction,
    held: one.held,
    ...time('startHoldTime', one.startHoldTime),
    ...time('parkTime', one.parkTime),
    ...time('startAcwTime', one.startAcwTime),
    ...time('endAcwTime', one.endAcwTime),
    ...(one.disconnectType === null ? {} : { disconnectType: one.disconnectType }),
    ...(one.userId === null ? {} : { user: { id: one.userId, name: one.name } }),
    ...(one.queueId === null ? {} : { queue: { id: one.queueId } }),
    ...mediaFacts(conversation),
    provider: 'PureCloud Messaging',
  };
}

function mediaFacts({ id, media, type, subject }: Conversation): Json {
  switch (media) {
    case 'message':
      return { type };
    case 'email':
      return { subject, messagesSent: 0 };
    case 'chat':
      return { roomId: id };
    case 'callback':
      return { callbackNumbers: ['+15550100'] };
  }
}

function legs(conversation: Conversation, one: Participant, renderMessage: (message: Message) => Json): Json {
  const { media } = conversation;
  const leg = {
    id: one.communicationId,
    // Message legs of this shape know no "parked" (docs/genesys-cloud.md §2.2).
    state: one.state === 'parked' ? 'connected' : one.state,
    initialState: initialState(one),
    direction: one.direction,
    held: one.held,
    ...time('startHoldTime', one.startHoldTime),
    ...time('parkTime', one.parkTime),
    ...time('connectedTime', one.connectedTime),
    ...time('disconnectedTime', one.endTime),
    ...(one.disconnectType === null ? {} : { disconnectType: one.disconnectType }),
    provider: 'PureCloud Messaging',
    ...mediaFacts(conversation),
    ...(media === 'message' ? { messages: one.messages.map(renderMessage) } : {}),
  };
  return {
    ...(one.userId === null ? {} : { userId: one.userId }),
    ...(one.queueId === null ? {} : { queueId: one.queueId }),
    [mediaPlural[media]]: [leg],
  };
}

function person(one: Participant): Json {
  return {
    id: one.id,
    name: one.name,
    purpose: one.purpose,
    ...(one.address === null ? {} : { address: one.address }),
    ...time('connectedTime', one.connectedTime),
    ...time('endTime', one.endTime),
    wrapupRequired: one.purpose === 'agent',
    attributes: {},
  };
}

function initialState(one: Participant): string {
  return one.purpose === 'agent' ? 'alerting' : 'connected';
}

function eventMessage(message: Message): Json {
  return { message: { id: message.id }, ...messageFacts(message) };
}

function restMessage(conversation: Conversation, message: Message): Json {
  return {
    messageId: message.id,
    messageURI: `/api/v2/conversations/messages/${conversation.id}/messages/${message.id}`,
    ...messageFacts(message),
  };
}

/** No text: the service does not put it into events (docs/genesys-cloud.md §2.4). */
function messageFacts(message: Message): Json {
  return {
    messageTime: iso(message.time),
    messageStatus: message.status,
    messageSegmentCount: 1,
    ...(message.kind === 'picture'
      ? { media: [{ id: message.id, url: 'https://media.simulator.example/1', mediaType: 'image/png' }] }
      : {}),
    messageMetadata:
      message.kind === 'event'
        ? { type: 'Event', events: [{ eventType: 'Typing', subType: 'On' }] }
        : {
            type: 'Text',
            ...(message.kind === 'picture' ? { content: [{ contentType: 'Attachment' }] } : {}),
          },
  };
}

function time(name: string, ms: number | null): Json {
  return ms === null ? {} : { [name]: iso(ms) };
}
