import { Chance } from '../../simulator/chance.ts';
import { channelFrame, ConversationModel } from './conversation-model.ts';
import { streamOf, type Stream } from './stream.ts';

export const CONVERSATIONS = 500;

/** What a frame brings, as shares of all frames: most add a message or only change a status. */
const INBOUND = 0.45;
const REPLY = 0.2;
const STATUS = 0.25;
const HOLD = 0.05;
// The rest repeat what was sent before.

/** A conversation has this many messages on the average of a stream, which makes a frame of 3.8 KB. */
const AVERAGE_ENTRIES = 24;

/** Snapshots of 500 conversations of one agent, in the shape of `…conversations.messages`; the same on every call. */
export function channelsStream(count: number): Stream {
  const chance = Chance.stream(1, 'channels');
  const conversations = begin(chance, count);
  const frames: { text: string; isMessage: boolean }[] = [];
  for (let index = 0; index < count; index += 1) {
    // Each once, then at random.
    const conversation = conversations[index] ?? chance.pick(conversations);
    // By the last frame's message the engine's receiver knows that it is done.
    const isMessage = index === count - 1 || chance.happens(INBOUND);
    if (isMessage) conversation.addInbound();
    else change(conversation, chance.next() * (1 - INBOUND));
    frames.push({ text: channelFrame(conversation.picture()), isMessage });
  }
  return streamOf(frames);
}

function begin(chance: Chance, count: number): readonly ConversationModel[] {
  const added = (count * (INBOUND + REPLY)) / CONVERSATIONS;
  const entries = Math.max(2, Math.round(AVERAGE_ENTRIES - added / 2));
  return Array.from({ length: CONVERSATIONS }, () => new ConversationModel(chance, entries));
}

function change(conversation: ConversationModel, draw: number): void {
  if (draw < REPLY) conversation.addReply();
  else if (draw < REPLY + STATUS) conversation.changeStatus();
  else if (draw < REPLY + STATUS + HOLD) conversation.toggleHold();
}
