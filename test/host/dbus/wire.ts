/** A value with its type, as D-Bus has them: `variant('u', 1)`. */
export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

export function variant(signature: string, value: unknown): Variant {
  return { signature, value };
}

/** Splits a signature into its complete types: `sa{sv}(iu)` -> `s`, `a{sv}`, `(iu)`. */
export function splitSignature(signature: string): string[] {
  const types: string[] = [];
  let rest = signature;
  while (rest !== '') {
    const length = typeLength(rest);
    types.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return types;
}

function typeLength(signature: string): number {
  const first = signature[0];
  if (first === 'a') return 1 + typeLength(signature.slice(1));
  if (first !== '(' && first !== '{') return 1;
  let depth = 0;
  for (const [index, character] of Array.from(signature).entries()) {
    if (character === '(' || character === '{') depth += 1;
    if (character === ')' || character === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  throw new Error(`D-Bus: the signature ${signature} has no end.`);
}

function alignment(type: string): number {
  switch (type[0]) {
    case 'n':
    case 'q':
      return 2;
    case 'b':
    case 'i':
    case 'u':
    case 'h':
    case 's':
    case 'o':
    case 'a':
      return 4;
    case 'x':
    case 't':
    case 'd':
    case '(':
    case '{':
      return 8;
    default:
      return 1;
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('D-Bus: a list is expected.');
  return value as unknown[];
}

function isVariant(value: unknown): value is Variant {
  return typeof value === 'object' && value !== null && 'signature' in value && 'value' in value;
}

/** Writes values in D-Bus's little-endian form. */
export class Writer {
  readonly #bytes: number[] = [];

  get bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }

  align(to: number): void {
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
  }

  /** @param values one for each type of the signature; a dictionary is a list of pairs. */
  writeAll(signature: string, values: readonly unknown[]): void {
    for (const [index, type] of splitSignature(signature).entries()) this.write(type, values[index]);
  }

  write(type: string, value: unknown): void {
    this.align(alignment(type));
    switch (type[0]) {
      case 'y':
        this.#bytes.push(Number(value));
        break;
      case 'b':
        this.#uint32(value === true ? 1 : 0);
        break;
      case 'i':
      case 'u':
        this.#uint32(Number(value) >>> 0);
        break;
      case 's':
      case 'o': {
        const text = Buffer.from(String(value), 'utf8');
        this.#uint32(text.length);
        this.#bytes.push(...text, 0);
        break;
      }
      case 'g': {
        const text = Buffer.from(String(value), 'ascii');
        this.#bytes.push(text.length, ...text, 0);
        break;
      }
      case 'v': {
        if (!isVariant(value)) throw new Error('D-Bus: a variant is expected.');
        this.write('g', value.signature);
        this.write(value.signature, value.value);
        break;
      }
      case 'a':
        this.#array(type.slice(1), itemsOf(value));
        break;
      case '(':
      case '{':
        this.writeAll(type.slice(1, -1), itemsOf(value));
        break;
      default:
        throw new Error(`D-Bus: the host does not write the type ${type}.`);
    }
  }

  #array(type: string, items: readonly unknown[]): void {
    const lengthAt = this.#bytes.length;
    this.#uint32(0);
    this.align(alignment(type));
    const start = this.#bytes.length;
    for (const item of items) this.write(type, item);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(this.#bytes.length - start);
    this.#bytes.splice(lengthAt, 4, ...length);
  }

  #uint32(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.#bytes.push(...bytes);
  }
}

/** Reads values in D-Bus's little-endian form. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  align(to: number): void {
    this.#at += (to - (this.#at % to)) % to;
  }

  readAll(signature: string): unknown[] {
    return splitSignature(signature).map((type) => this.read(type));
  }

  read(type: string): unknown {
    this.align(alignment(type));
    switch (type[0]) {
      case 'y':
        return this.#take(1).readUInt8();
      case 'b':
        return this.#take(4).readUInt32LE() === 1;
      case 'n':
        return this.#take(2).readInt16LE();
      case 'q':
        return this.#take(2).readUInt16LE();
      case 'i':
        return this.#take(4).readInt32LE();
      case 'u':
      case 'h':
        return this.#take(4).readUInt32LE();
      case 'x':
        return this.#take(8).readBigInt64LE();
      case 't':
        return this.#take(8).readBigUInt64LE();
      case 'd':
        return this.#take(8).readDoubleLE();
      case 's':
      case 'o':
        return this.#text(this.#take(4).readUInt32LE());
      case 'g':
        return this.#text(this.#take(1).readUInt8());
      case 'v':
        return this.read(String(this.read('g')));
      case 'a':
        return this.#array(type.slice(1));
      case '(':
      case '{':
        return this.readAll(type.slice(1, -1));
      default:
        throw new Error(`D-Bus: the type ${type} is unknown.`);
    }
  }

  #array(type: string): unknown {
    const length = this.#take(4).readUInt32LE();
    this.align(alignment(type));
    // An image is millions of bytes: one by one would take seconds.
    if (type === 'y') return Buffer.from(this.#take(length));
    const end = this.#at + length;
    const items: unknown[] = [];
    while (this.#at < end) items.push(this.read(type));
    return items;
  }

  #text(length: number): string {
    const text = this.#take(length).toString('utf8');
    this.#at += 1;
    return text;
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length < length) throw new Error('D-Bus: a message is too short.');
    this.#at += length;
    return taken;
  }
}
