import { isRecord, parseJson, stringAt } from '../../genesys/json.ts';
import { readConversation } from '../../genesys/snapshot-reader.ts';
import { topicSubject, type TopicSubject } from '../../genesys/topics.ts';
import type { Frame } from '../protocol.ts';
import { unreadable } from './unreadable.ts';

/** Topics come again and again; more distinct ones than this are not worth remembering. */
const REMEMBERED_TOPICS = 5_000;

/**
 * Makes a reader of the frames of a channel's socket (docs/genesys-cloud.md §1.5, §2.1). It never throws, whatever
 * the text; topic names are compared without regard to case.
 */
export function createChannelFrameReader(): (text: string) => Frame {
  const subjects = new Map<string, TopicSubject>();
  let latest: { topic: string; subject: TopicSubject } | null = null;

  function subjectOf(topic: string): TopicSubject {
    // Most frames are of the topic of the frame before, and comparing is quicker than hashing.
    if (latest?.topic === topic) return latest.subject;
    let subject = subjects.get(topic);
    if (subject === undefined) {
      if (subjects.size >= REMEMBERED_TOPICS) subjects.clear();
      subject = topicSubject(topic);
      subjects.set(topic, subject);
    }
    latest = { topic, subject };
    return subject;
  }

  return (text) => {
    const envelope = parseJson(text);
    if (!isRecord(envelope)) return unreadable(text, envelope);
    const topic = envelope['topicName'];
    if (typeof topic !== 'string') return isAnswer(envelope) ? { kind: 'other' } : unreadable(text, envelope);
    const body = envelope['eventBody'];
    const subject = subjectOf(topic);
    if (subject.kind === 'other') {
      const system = systemFrame(topic.toLowerCase(), body);
      if (system !== null) return system;
    }
    const snapshot = readConversation(body, subject.media);
    return snapshot === null
      ? { kind: 'other' }
      : { kind: 'event', event: { type: 'snapshot', subject, snapshot } };
  };
}

/** Frames of the service about the channel itself. Their bodies are hardly documented: the names decide. */
function systemFrame(topic: string, body: unknown): Frame | null {
  if (topic === 'channel.metadata') return { kind: 'heartbeat' };
  if (!topic.startsWith('v2.system')) return null;
  const told = `${topic} ${(stringAt(body, 'systemTopicType') ?? '').toLowerCase()}`;
  if (told.includes('socket_closing')) return { kind: 'closing' };
  if (told.includes('token_revoked')) return { kind: 'tokenRevoked' };
  if (told.includes('no_longer_subscribed')) return { kind: 'subscriptionLost' };
  return { kind: 'other' };
}

/** Answers to requests over the socket have no topic: `{"result":"200","status":"subscribed"}`. */
function isAnswer(envelope: Record<string, unknown>): boolean {
  return typeof envelope['result'] === 'string' || typeof envelope['message'] === 'string';
}
