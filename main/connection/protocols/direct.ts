import type { ChannelResult, Protocol, RenewResult, SubscribeResult } from '../protocol.ts';
import { readDirectFrame } from './direct-frames.ts';

/** A WebSocket ping after this long without a word (docs/direct-protocol.md §6). */
const SILENCE_MS = 30_000;

/** The fields that the program cannot do without. */
const NEEDED_FIELDS = ['conversationId', 'eventType', 'timestamp'] as const;

export interface DirectOptions {
  /** The socket's address without the token: `wss://api…/api/v2/notifications`. */
  socketUrl: string;
  /** Payload fields to ask for, as given; empty for what the program needs and the text. */
  include: readonly string[];
  /** Event types to leave out. */
  exclude: readonly string[];
}

/** A topic of the direct protocol: one conversation, or all of them. */
const TOPIC_PREFIX = 'conversation:';

/** The topics of the direct protocol that stand for some conversations; for none, one that stands for all. */
export function directTopics(conversationIds: readonly string[]): readonly string[] {
  return conversationIds.length === 0
    ? [`${TOPIC_PREFIX}*`]
    : conversationIds.map((id) => `${TOPIC_PREFIX}${id}`);
}

/**
 * The direct subscription protocol (docs/direct-protocol.md).
 * @throws TypeError if `socketUrl` is not a URL.
 */
export function createDirectProtocol({ socketUrl, include, exclude }: DirectOptions): Protocol {
  const excluded = new Set(exclude.map((type) => type.toLowerCase()));
  const address = new URL(socketUrl);
  let onlyConversation: string | null = null;

  return {
    name: 'direct',
    traits: {
      silenceMs: SILENCE_MS,
      oneSocket: true,
      refusedUpgrade: (status) => (status === 401 || status === 403 ? 'unauthorized' : 'serviceError'),
    },

    openChannel(token): Promise<ChannelResult> {
      const url = new URL(address);
      url.searchParams.set('access_token', token.value);
      return Promise.resolve({ kind: 'channel', channel: { id: 'direct', url: url.href, lifetimeMs: null } });
    },

    subscribe(_channel, topics, socket): Promise<SubscribeResult> {
      const ids = topics.map((topic) => topic.slice(TOPIC_PREFIX.length));
      const [first] = ids;
      onlyConversation = ids.length === 1 && first !== '*' ? (first ?? null) : null;
      socket.send(JSON.stringify(subscriptionRequest(ids, include, exclude)));
      return Promise.resolve({ kind: 'asked' });
    },

    renew: (): Promise<RenewResult> => Promise.resolve({ kind: 'unchanged' }),

    decode: (text) => readDirectFrame(text, onlyConversation, excluded),

    probe(socket) {
      socket.ping();
    },
  };
}

/** The first frame on a socket; a later one replaces what was subscribed before. */
function subscriptionRequest(ids: readonly string[], include: readonly string[], exclude: readonly string[]) {
  return {
    type: 'SubscriptionRequest',
    topics: ids.map((id) => ({
      type: 'ConversationEvent',
      filter: {
        ...(id === '*' ? {} : { conversationId: id }),
        include: include.length === 0 ? [...NEEDED_FIELDS, 'message'] : include,
        ...(exclude.length === 0 ? {} : { exclude }),
      },
    })),
  };
}
