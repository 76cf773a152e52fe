import { readFileSync } from 'node:fs';
import { numberAt, parseJson, recordAt, stringAt } from '../../../main/genesys/json.ts';

/** A file in the archive. */
export interface ArchivedFile {
  bytes: number;
  /** Its content; null where it lies beside the archive, in app.asar.unpacked. */
  content: Buffer | null;
}

/** The header's length stands after three numbers of four bytes that enclose it. */
const JSON_LENGTH_AT = 12;
const JSON_AT = 16;
const HEADER_SIZE_AT = 4;
const CONTENT_AFTER = 8;

/**
 * Reads an asar archive: a header in JSON that says where each file begins, then all files.
 * @returns the files by their paths.
 * @throws Error where it is none.
 */
export function readAsar(path: string): ReadonlyMap<string, ArchivedFile> {
  const archive = readFileSync(path);
  const header: unknown = parseJson(
    archive.toString('utf8', JSON_AT, JSON_AT + archive.readUInt32LE(JSON_LENGTH_AT)),
  );
  const contents = archive.subarray(CONTENT_AFTER + archive.readUInt32LE(HEADER_SIZE_AT));
  const files = new Map<string, ArchivedFile>();
  const visit = (folder: unknown, prefix: string) => {
    const entries = recordAt(folder, 'files');
    if (entries === null) throw new Error(`${path} is no archive of this kind.`);
    for (const [name, entry] of Object.entries(entries)) {
      const bytes = numberAt(entry, 'size');
      if (bytes === null) {
        visit(entry, `${prefix}${name}/`);
        continue;
      }
      const offset = Number(stringAt(entry, 'offset') ?? Number.NaN);
      const content = Number.isNaN(offset) ? null : contents.subarray(offset, offset + bytes);
      files.set(`${prefix}${name}`, { bytes, content });
    }
  };
  visit(header, '');
  return files;
}
