import { Reader, variant, Writer } from './wire.ts';

type MessageKind = 'call' | 'return' | 'error' | 'signal';
const kinds: readonly MessageKind[] = ['call', 'return', 'error', 'signal'];

/** A D-Bus message: D-Bus specification, "Message Protocol". */
export interface Message {
  kind: MessageKind;
  serial: number;
  path?: string;
  interface?: string;
  member?: string;
  errorName?: string;
  replySerial?: number;
  destination?: string;
  sender?: string;
  signature?: string;
  body: readonly unknown[];
}

export function encodeMessage(message: Message): Buffer {
  const body = new Writer();
  body.writeAll(message.signature ?? '', message.body);
  const fields: unknown[] = [];
  const add = (code: number, signature: string, value: unknown) => {
    if (value !== undefined) fields.push([code, variant(signature, value)]);
  };
  add(1, 'o', message.path);
  add(2, 's', message.interface);
  add(3, 's', message.member);
  add(5, 'u', message.replySerial);
  add(6, 's', message.destination);
  add(8, 'g', message.signature);
  const header = new Writer();
  header.writeAll('yyyyuua(yv)', [
    'l'.charCodeAt(0),
    kinds.indexOf(message.kind) + 1,
    0,
    1,
    body.bytes.length,
    message.serial,
    fields,
  ]);
  header.align(8);
  return Buffer.concat([header.bytes, body.bytes]);
}

/** Takes the first message off the bytes; null while it is not there whole. */
export function decodeMessage(bytes: Buffer): { message: Message; length: number } | null {
  if (bytes.length < 16) return null;
  if (bytes[0] !== 'l'.charCodeAt(0)) throw new Error('D-Bus: only little-endian messages are read.');
  const bodyLength = bytes.readUInt32LE(4);
  const headerLength = Math.ceil((16 + bytes.readUInt32LE(12)) / 8) * 8;
  const length = headerLength + bodyLength;
  if (bytes.length < length) return null;
  const [, type, , , , serial, fields] = new Reader(bytes.subarray(0, headerLength)).readAll('yyyyuua(yv)');
  const found = new Map<unknown, unknown>(Array.isArray(fields) ? (fields as [unknown, unknown][]) : []);
  const text = (code: number): string | undefined => {
    const value = found.get(code);
    return typeof value === 'string' ? value : undefined;
  };
  const optional = (name: string, value: string | undefined): object =>
    value === undefined ? {} : { [name]: value };
  const signature = text(8);
  const replySerial = found.get(5);
  const message: Message = {
    kind: kinds[Number(type) - 1] ?? 'signal',
    serial: Number(serial),
    ...optional('path', text(1)),
    ...optional('interface', text(2)),
    ...optional('member', text(3)),
    ...optional('errorName', text(4)),
    ...(typeof replySerial === 'number' ? { replySerial } : {}),
    ...optional('destination', text(6)),
    ...optional('sender', text(7)),
    ...optional('signature', signature),
    body: new Reader(bytes.subarray(headerLength, length)).readAll(signature ?? ''),
  };
  return { message, length };
}
