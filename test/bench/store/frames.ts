import { createChannelFrameReader } from '../../../main/connection/protocols/channel-frames.ts';
import type { FoldContext } from '../../../main/conversations/fold.ts';
import { nothingWatched } from '../../../main/conversations/watch-rules.ts';
import type { ConversationSnapshot } from '../../../main/genesys/snapshot.ts';
import { Chance } from '../../simulator/chance.ts';
import { channelFrame, ConversationModel, ME } from '../streams/conversation-model.ts';

const ENTRIES = 24;

export const baseline: FoldContext = {
  rules: { ...nothingWatched, mine: ME },
  start: { since: null, newFrom: null },
  baseline: true,
  now: 0,
};

/** After the baseline: what comes now may be news. */
export const watching: FoldContext = { ...baseline, baseline: false };

/** Conversations of 24 messages, different ones for each `purpose`. */
export function conversationsOf24(purpose: string): () => ConversationModel {
  const chance = Chance.stream(1, purpose);
  return () => new ConversationModel(chance, ENTRIES);
}

/** The bytes of a frame: a text made from them is flat, and shares nothing, as on the wire. */
export function frameBytes(conversation: ConversationModel, padding = ''): Buffer {
  const frame = channelFrame({ ...conversation.picture(), address: padding });
  return Buffer.from(frame);
}

/** Decodes as the protocol does. @throws Error for what is no snapshot. */
export function snapshotDecoder(): (bytes: Buffer) => ConversationSnapshot {
  const read = createChannelFrameReader();
  return (bytes) => {
    const frame = read(bytes.toString('latin1'));
    if (frame.kind !== 'event' || frame.event.type !== 'snapshot')
      throw new Error('A frame holds no snapshot.');
    return frame.event.snapshot;
  };
}
