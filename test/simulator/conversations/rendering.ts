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

/** The shape of `v2.….conversations.messages` and its like: the participant is the media leg (docs/genesys-cloud.md §2.2). */
export function renderMediaEvent(conversation: Conversation): Json {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => ({
      ...mediaParticipant(conversation, one),
      ...(conversation.media === 'message'
        ? { type: conversation.type, messages: one.messages.map(eventMessage) }
        : {}),
    })),
    otherMediaUris: [],
    divisions: [],
  };
}

/** The shape of `v2.….conversations`: the participant is a person, with legs. */
export function renderPersonEvent(conversation: Conversation): Json {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) =>
      personParticipant(conversation, one, (message) => ({
        messageId: message.id,
        ...messageFacts(message),
      })),
    ),
    divisions: [],
  };
}

/** `MessageConversation` of `/conversations/messages`. */
export function renderMediaEntity(conversation: Conversation): Json {
  return {
    id: conversation.id,
    participants: conversation.participants.map((one) => ({
      ...mediaParticipant(conversation, one),
      type: conversation.type,
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
    participants: conversation.participants.map((one) =>
      personParticipant(conversation, one, (message) => restMessage(conversation, message)),
    ),
    divisions: [],
    selfUri: `/api/v2/conversations/${conversation.id}`,
  };
}

function mediaParticipant(conversation: Conversation, one: Participant): Json {
  return {
    ...person(one),
    state: one.state,
    initialState: one.purpose === 'agent' ? 'alerting' : 'connected',
    direction: one.direction,
    held: one.held,
    ...time('startHoldTime', one.startHoldTime),
    ...time('parkTime', one.parkTime),
    ...(one.disconnectType === null ? {} : { disconnectType: one.disconnectType }),
    ...(one.userId === null ? {} : { user: { id: one.userId, name: one.name } }),
    ...(one.queueId === null ? {} : { queue: { id: one.queueId } }),
    ...(conversation.media === 'email' ? { subject: conversation.subject, messagesSent: 0 } : {}),
    ...(conversation.media === 'chat' ? { roomId: conversation.id } : {}),
    ...(conversation.media === 'callback' ? { callbackNumbers: ['+15550100'] } : {}),
    provider: 'PureCloud Messaging',
  };
}

function personParticipant(
  conversation: Conversation,
  one: Participant,
  renderMessage: (message: Message) => Json,
): Json {
  const leg = {
    id: one.communicationId,
    // Message legs of this shape know no "parked" (docs/genesys-cloud.md §2.2).
    state: one.state === 'parked' ? 'connected' : one.state,
    initialState: one.purpose === 'agent' ? 'alerting' : 'connected',
    direction: one.direction,
    held: one.held,
    ...time('parkTime', one.parkTime),
    ...time('connectedTime', one.connectedTime),
    ...time('disconnectedTime', one.endTime),
    ...(one.disconnectType === null ? {} : { disconnectType: one.disconnectType }),
    provider: 'PureCloud Messaging',
    ...(conversation.media === 'email' ? { subject: conversation.subject } : {}),
    ...(conversation.media === 'message'
      ? { type: conversation.type, messages: one.messages.map(renderMessage) }
      : {}),
  };
  return {
    ...person(one),
    ...(one.userId === null ? {} : { userId: one.userId }),
    ...(one.queueId === null ? {} : { queueId: one.queueId }),
    [mediaPlural[conversation.media]]: [leg],
  };
}

function person(one: Participant): Json {
  return {
    id: one.id,
    name: one.name,
    purpose: one.purpose,
    ...(one.address === null ? {} : { address: one.address }),
    startTime: iso(one.startTime),
    ...time('connectedTime', one.connectedTime),
    ...time('endTime', one.endTime),
    ...time('startAcwTime', one.startAcwTime),
    ...time('endAcwTime', one.endAcwTime),
    wrapupRequired: one.purpose === 'agent',
    attributes: {},
  };
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
