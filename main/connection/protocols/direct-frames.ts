import { isRecord, parseJson, textAt } from '../../genesys/json.ts';
import type { Frame } from '../protocol.ts';
import { unreadable } from './unreadable.ts';

const LONGEST_SERVER_MESSAGE = 300;

/**
 * Reads a frame of the direct protocol (docs/direct-protocol.md §3). Never throws, whatever the text.
 * @param onlyConversation the conversation that events without an id are about; null if that cannot be known.
 * @param excluded event types to pass over, lower-cased: filtered again here, whatever the server sends.
 */
export function readDirectFrame(
  text: string,
  onlyConversation: string | null,
  excluded: ReadonlySet<string>,
): Frame {
  const envelope = parseJson(text);
  if (!isRecord(envelope)) return unreadable(text, envelope);
  switch (envelope['type']) {
    case 'SubscriptionConfirmation':
      return { kind: 'confirmed', subscriptionId: textAt(envelope, 'subscriptionId') };
    case 'ConversationEvent':
      return readEvent(text, envelope, onlyConversation, excluded);
    case 'Error': {
      const message = printable(textAt(envelope, 'message') ?? 'no reason given');
      return { kind: 'serverError', message, limited: /rate|too many|429/i.test(message) };
    }
    default:
      return typeof envelope['type'] === 'string' ? { kind: 'other' } : unreadable(text, envelope);
  }
}

function readEvent(
  text: string,
  envelope: Record<string, unknown>,
  onlyConversation: string | null,
  excluded: ReadonlySet<string>,
): Frame {
  const payload = envelope['payload'];
  if (!isRecord(payload)) return unreadable(text, envelope);
  const conversationId = told(payload['conversationId']) ?? onlyConversation;
  if (conversationId === null) return unreadable(text, envelope);
  const message = payload['message'];
  // Whoever leaves `eventType` out of the fields to send still wants to be told of messages.
  const eventType = told(payload['eventType']) ?? (isRecord(message) ? 'MessageAdded' : 'Unknown');
  if (excluded.size > 0 && excluded.has(eventType.toLowerCase())) return { kind: 'other' };
  return {
    kind: 'event',
    event: {
      type: 'direct',
      eventId: told(envelope['id']),
      conversationId,
      eventType,
      timestamp: told(payload['timestamp']),
      text: isRecord(message) ? told(message['text']) : null,
    },
  };
}

/** A string that says something; null for anything else. */
function told(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What a server says is shown to people: one line, no control characters, not endless. */
function printable(message: string): string {
  return message
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SERVER_MESSAGE);
}
