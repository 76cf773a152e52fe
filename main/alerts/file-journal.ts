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
 * Opens a journal: one line of JSON a step, each flushed to the disk before the next thing happens. A line that was cut
 * off by a kill is passed over. Where the disk refuses, alerts go on without the journal and the log says so.
 * @throws nothing: a file that cannot be read counts as empty.
 */
export async function openFileJournal(path: string, logger: Logger): Promise<FileJournal> {
  const open_ = readUnfinished(await readFile(path, 'utf8').catch(() => ''));
  const unfinished = [...open_.values()];
  let lines = 0;
  let file: FileHandle | null = null;
  let tail: Promise<void> = Promise.resolve();

  const rewrite = async () => {
    await file?.close();
    file = null;
    const content = [...open_.values()].map((entry) => `${decidedLine(entry)}\n`).join('');
    await writeFileAtomic(path, content, { mode: 0o600 });
    file = await open(path, 'a', 0o600);
    lines = open_.size;
  };
  const append = (line: string): Promise<void> => {
    tail = tail.then(async () => {
      try {
        if (file === null || lines >= LINES_BEFORE_COMPACTION + open_.size) await rewrite();
        await file?.write(`${line}\n`);
        await file?.datasync();
        lines += 1;
      } catch (error) {
        logger.warn('The alert journal cannot be written', { code: errorCode(error) });
      }
    });
    return tail;
  };

  await append('{}');
  return {
    unfinished,
    decided(messageId, conversationId) {
      const entry = { messageId, conversationId };
      open_.set(messageId, entry);
      return append(decidedLine(entry));
    },
    finished(messageId) {
      if (!open_.delete(messageId)) return Promise.resolve();
      return append(JSON.stringify({ finished: messageId }));
    },
    async close() {
      await tail;
      await file?.close();
      file = null;
    },
  };
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
  return (
    textAt(error, 'code') ?? (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
  );
}
