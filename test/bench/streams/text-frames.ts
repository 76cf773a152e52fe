import { ID_PREFIX } from './stream.ts';

const ROUND_DIGITS = 4;

/** The longest payloads that a WebSocket header tells in one byte and in two (RFC 6455 §5.2). */
const ONE_BYTE = 125;
const TWO_BYTES = 65_535;

/** A stream as it goes over the wire, encoded ahead of time: sending is then nothing but writing. */
export class WireFrames {
  readonly bytes: Buffer;
  /** The payloads' average, in bytes. */
  readonly frameBytes: number;
  /** Where each frame begins, and after the last one where it ends. */
  readonly #offsets: readonly number[];
  /** Where the number of the round goes. */
  readonly #roundsAt: readonly number[];

  constructor(texts: readonly string[]) {
    const parts: Buffer[] = [];
    const offsets = [0];
    const roundsAt: number[] = [];
    let end = 0;
    for (const text of texts) {
      const payload = Buffer.from(text);
      const header = headerFor(payload.length);
      parts.push(header, payload);
      roundsAt.push(end + header.length + payload.indexOf(ID_PREFIX) + ID_PREFIX.length - ROUND_DIGITS);
      end += header.length + payload.length;
      offsets.push(end);
    }
    this.bytes = Buffer.concat(parts, end);
    this.frameBytes =
      parts.reduce((sum, part, index) => sum + (index % 2 === 1 ? part.length : 0), 0) / texts.length;
    this.#offsets = offsets;
    this.#roundsAt = roundsAt;
  }

  /** Makes the conversations those of another round: to the receivers they are new ones. */
  setRound(round: number): void {
    const digits = String(round).padStart(ROUND_DIGITS, '0');
    for (const at of this.#roundsAt) this.bytes.write(digits, at, 'latin1');
  }

  /** Where the first `count` frames end, in bytes. */
  endOf(count: number): number {
    const end = this.#offsets[count];
    if (end === undefined) throw new RangeError(`There are no ${count} frames.`);
    return end;
  }
}

function headerFor(length: number): Buffer {
  const lastTextFrame = 0x81;
  if (length <= ONE_BYTE) return Buffer.from([lastTextFrame, length]);
  if (length > TWO_BYTES) throw new RangeError(`A frame of ${length} bytes is not what is measured here.`);
  const header = Buffer.from([lastTextFrame, 126, 0, 0]);
  header.writeUInt16BE(length, 2);
  return header;
}
