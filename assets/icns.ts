/** The kinds of picture that macOS looks for, by the pixels of their side. */
const KINDS = [
  { type: 'ic11', size: 32 },
  { type: 'ic12', size: 64 },
  { type: 'ic07', size: 128 },
  { type: 'ic13', size: 256 },
  { type: 'ic08', size: 256 },
  { type: 'ic14', size: 512 },
  { type: 'ic09', size: 512 },
  { type: 'ic10', size: 1024 },
] as const;

const HEADER_BYTES = 8;

/**
 * An icon file of macOS: one PNG picture after another, each behind its type and length.
 * @param png gives the picture whose side has that many pixels.
 */
export function icns(png: (size: number) => Buffer): Buffer {
  const pictures = new Map<number, Buffer>();
  for (const { size } of KINDS) if (!pictures.has(size)) pictures.set(size, png(size));
  const blocks = KINDS.flatMap(({ type, size }) => {
    const picture = pictures.get(size);
    return picture === undefined ? [] : [block(type, picture)];
  });
  return block('icns', Buffer.concat(blocks));
}

function block(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 'latin1');
  header.writeUInt32BE(HEADER_BYTES + content.length, 4);
  return Buffer.concat([header, content]);
}
