import type { Directory } from '../conversations/directory.ts';
import { isFields } from '../fields.ts';
import { ApiError, badRequest, missingPermission } from '../rest/error-body.ts';
import type { Channel, Channels } from './channels.ts';
import { judgeTopic, topicIdLimit } from './topics.ts';

/** Topics per channel (docs/genesys-cloud.md §1.3). A combined topic counts as one: not confirmed. */
const topicLimit = 1_000;

export interface ChannelTopic {
  id: string;
  state: 'Permitted' | 'Rejected';
  rejectionReason?: string;
  missingPermissions?: string[];
  selfUri: string;
}

/** What channels have subscribed, and the rules for it. */
export class Subscriptions {
  readonly #channels: Channels;
  readonly #directory: Directory;

  constructor(channels: Channels, directory: Directory) {
    this.#channels = channels;
    this.#directory = directory;
  }

  list(channel: Channel): ChannelTopic[] {
    return [...channel.topics.keys()].map((id) => ({
      id,
      state: 'Permitted',
      selfUri: selfUri(channel, id),
    }));
  }

  /**
   * Replaces or adds topics, and gives the channel another 24 hours.
   * @param wanted the request's body: `[{"id":"topic"}]`
   * @param ignoreErrors true: what is not permitted is left out and reported; false: it fails the whole request.
   */
  change(channel: Channel, mode: 'replace' | 'add', wanted: unknown, ignoreErrors: boolean): ChannelTopic[] {
    const topics = new Map(mode === 'add' ? channel.topics : []);
    const rejected: ChannelTopic[] = [];
    for (const id of readTopicIds(wanted)) {
      const verdict = judgeTopic(id, channel.token, this.#directory);
      if (verdict.kind === 'permitted') {
        topics.set(id, new Set(verdict.names.map((name) => name.toLowerCase())));
      } else if (!ignoreErrors) {
        if (verdict.kind === 'invalid') throw badRequest(verdict.reason);
        throw verdict.missingPermissions.length > 0
          ? missingPermission(verdict.missingPermissions)
          : new ApiError(403, 'not.authorized', verdict.reason);
      } else {
        rejected.push({
          id,
          state: 'Rejected',
          rejectionReason: verdict.reason,
          missingPermissions: verdict.kind === 'forbidden' ? verdict.missingPermissions : [],
          selfUri: selfUri(channel, id),
        });
      }
    }
    if (topics.size > topicLimit) {
      throw badRequest(`A channel can have ${topicLimit} topics at most; these would be ${topics.size}.`);
    }
    channel.topics = topics;
    this.#channels.touch(channel);
    this.#channels.prolong(channel);
    return [...this.list(channel), ...rejected];
  }

  clear(channel: Channel): void {
    channel.topics = new Map();
    this.#channels.touch(channel);
  }
}

function readTopicIds(wanted: unknown): string[] {
  if (!Array.isArray(wanted)) throw badRequest('The request body must be a list of topics.');
  return wanted.map((topic: unknown) => {
    const id = isFields(topic) ? topic['id'] : undefined;
    if (typeof id !== 'string' || id === '') throw badRequest('Every topic must have an id.');
    if (id.length >= topicIdLimit) {
      throw badRequest(`A topic id must have fewer than ${topicIdLimit} characters; one has ${id.length}.`);
    }
    return id;
  });
}

function selfUri(channel: Channel, id: string): string {
  return `/api/v2/notifications/channels/${channel.id}/subscriptions/${encodeURIComponent(id)}`;
}
