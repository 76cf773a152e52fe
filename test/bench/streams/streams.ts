import { channelsStream } from './channels-stream.ts';
import { directStream } from './direct-stream.ts';
import type { Stream } from './stream.ts';

export type StreamName = 'channels' | 'direct';

/** One of the streams that are measured, `count` frames long. */
export function streamNamed(name: StreamName, count: number): Stream {
  switch (name) {
    case 'channels':
      return channelsStream(count);
    case 'direct':
      return directStream(count);
  }
}

export function isStreamName(name: string): name is StreamName {
  return name === 'channels' || name === 'direct';
}
