import { open, readFile, type FileHandle } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Logger } from '../diagnostics/logger.ts';
import { parseJson, textAt } from '../genesys/json.ts';
import type { Journal, UnfinishedAlert } from './journal.ts';

/** A journal that is longer than this many lines is written anew with what is unfinished. */
const LINES_BEFORE_COMPACTION = 2_000;

export interface FileJournal extends Journal {
  /** What was unfinished when the journal was opened. */
  unfinished: readonly UnfinishedAlert[];
  /** Waits for what is being written, and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a journal: one line of JSON a step. What comes while the disk is busy is flushed together, and nobody is told
 * before it is. A line that was cut off by a kill is passed over. Where the disk refuses, alerts go on without the
 * journal, the log says so, and the whole is written anew once the disk takes it.
 * @throws nothing: a file that cannot be read counts as empty.
 */
export async function openFileJournal(path: string, logger: Logger): Promise<FileJournal> {
  const waiting = readUnfinished(await readJournal(path, logger));
  const unfinished = [...waiting.values()];
  let lines = 0;
  let file: FileHandle | null = null;
  let queue: string[] = [];
  let isFailing = false;
  let isClosed = false;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  const closeFile = async () => {
    const closing = file;
    file = null;
    await closing?.close();
  };
  const rewrite = async () => {
    await closeFile();
    const entries = [...waiting.values()];
    await writeFileAtomic(path, linesOf(entries.map(decidedLine)), { mode: 0o600 });
    file = await open(path, 'a', 0o600);
    lines = entries.length;
  };
  const flush = async () => {
    next = null;
    const batch = queue;
    queue = [];
    try {
      // Whatever is in the batch is in what is written anew.
      if (file === null || lines >= LINES_BEFORE_COMPACTION + waiting.size) await rewrite();
      else {
        await file.write(linesOf(batch));
        await file.datasync();
        lines += batch.length;
      }
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.warn('The alert journal cannot be written', { code: errorCode(error) });
      isFailing = true;
      // It may end in half a line.
      await closeFile().catch(() => undefined);
    }
  };
  const flushed = (): Promise<void> => {
    next ??= last.then(flush);
    last = next;
    return next;
  };
  const append = (line: string): Promise<void> => {
    if (isClosed) return Promise.resolve();
    queue.push(line);
    return flushed();
  };

  await flushed();
  return {
    unfinished,
    decided(messageId, conversationId) {
      const entry = { messageId, conversationId };
      waiting.set(messageId, entry);
      return append(decidedLine(entry));
    },
    finished(messageId) {
      if (!waiting.delete(messageId)) return Promise.resolve();
      return append(JSON.stringify({ finished: messageId }));
    },
    async close() {
      isClosed = true;
      await last;
      await closeFile().catch(() => undefined);
    },
  };
}

/** The journal of the run before; empty where there is none. */
async function readJournal(path: string, logger: Logger): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT') logger.warn('The alert journal cannot be read', { code });
    return '';
  }
}

function linesOf(entries: readonly string[]): string {
  return entries.map((line) => `${line}\n`).join('');
}

function decidedLine({ messageId, conversationId }: UnfinishedAlert): string {
  return JSON.stringify({ decided: messageId, conversation: conversationId });
}

function readUnfinished(content: string): Map<string, UnfinishedAlert> {
  const unfinished = new Map<string, UnfinishedAlert>();
  for (const line of content.split('\n')) {
    const entry = parseJson(line);
    const decided = textAt(entry, 'decided');
    const conversationId = textAt(entry, 'conversation');
    const finished = textAt(entry, 'finished');
    if (decided !== null && conversationId !== null)
      unfinished.set(decided, { messageId: decided, conversationId });
    if (finished !== null) unfinished.delete(finished);
  }
  return unfinished;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
