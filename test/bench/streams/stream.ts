/** Every conversation's id begins with it; the sender puts the number of the round into its last four digits. */
export const ID_PREFIX = 'cafe0000';

/** Frames as the service would send them, with what a receiver must make of them. */
export interface Stream {
  frames: readonly string[];
  /** How many of the first `count` frames hold a message that is news: the oracle of every measurement. */
  messagesIn(count: number): number;
}

/** Counts as it goes, so that any beginning of a stream has its number of messages. */
export function streamOf(frames: readonly { text: string; isMessage: boolean }[]): Stream {
  const messages = [0];
  for (const { isMessage } of frames) messages.push((messages.at(-1) ?? 0) + (isMessage ? 1 : 0));
  return {
    frames: frames.map(({ text }) => text),
    messagesIn(count) {
      const expected = messages[count];
      if (expected === undefined)
        throw new RangeError(`The stream has ${frames.length} frames, not ${count}.`);
      return expected;
    },
  };
}
