/** Media whose conversations the service reports under topics of their own (docs/genesys-cloud.md §2.2). */
export const mediaKinds = ['message', 'email', 'chat', 'callback'] as const;
export type Media = (typeof mediaKinds)[number];

export const messageTypes = [
  'webmessaging',
  'whatsapp',
  'sms',
  'facebook',
  'open',
  'instagram',
  'line',
  'telegram',
  'viber',
] as const;
export type MessageType = (typeof messageTypes)[number];

export const messageStatuses = [
  'queued',
  'sent',
  'failed',
  'received',
  'delivery-success',
  'delivery-failed',
  'read',
  'removed',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export interface Message {
  id: string;
  /** null for a picture, or an event such as typing. */
  text: string | null;
  kind: 'text' | 'picture' | 'event';
  /** ms since 1970. */
  time: number;
  status: MessageStatus;
}

type ParticipantState = 'alerting' | 'connected' | 'parked' | 'disconnected';

export interface Participant {
  id: string;
  /** The id of its media leg in the person shape. */
  communicationId: string;
  purpose: 'customer' | 'workflow' | 'acd' | 'agent';
  name: string;
  address: string | null;
  userId: string | null;
  queueId: string | null;
  state: ParticipantState;
  direction: 'inbound' | 'outbound';
  startTime: number;
  connectedTime: number | null;
  endTime: number | null;
  held: boolean;
  startHoldTime: number | null;
  parkTime: number | null;
  startAcwTime: number | null;
  endAcwTime: number | null;
  disconnectType: string | null;
  messages: Message[];
}

export interface Conversation {
  id: string;
  media: Media;
  /** The kind of messaging; of no meaning for other media. */
  type: MessageType;
  subject: string | null;
  startTime: number;
  endTime: number | null;
  participants: Participant[];
}

/** Present: offered, in conversation, on hold or parked. */
export function isLive(participant: Participant): boolean {
  return participant.state !== 'disconnected';
}

/** Present, or still in after-call work: the service goes on telling them. */
export function isConcerned(participant: Participant): boolean {
  return isLive(participant) || (participant.startAcwTime !== null && participant.endAcwTime === null);
}

export function liveUsers(conversation: Conversation): string[] {
  return unique(conversation.participants.filter(isLive).map(({ userId }) => userId));
}

export function liveQueues(conversation: Conversation): string[] {
  return unique(conversation.participants.filter(isLive).map(({ queueId }) => queueId));
}

/** The customer; every conversation has one. */
export function customerOf(conversation: Conversation): Participant {
  const customer = conversation.participants.find(({ purpose }) => purpose === 'customer');
  if (customer === undefined) throw new Error(`Conversation ${conversation.id} has no customer.`);
  return customer;
}

function unique(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
