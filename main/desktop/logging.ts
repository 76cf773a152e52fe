import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import log from 'electron-log/node.js';
import { createLineLog, type LogLevel } from '../diagnostics/line-log.ts';
import type { Logger } from '../diagnostics/logger.ts';

export interface FileLogOptions {
  /** Absolute path; it is created where it is missing. */
  folder: string;
  level: LogLevel;
  /** Values that must not appear; asked for at every line, since tokens change. */
  secrets: () => Iterable<string>;
  /** Gets every line as well; null for the file alone. */
  echo: ((line: string) => void) | null;
  /** A larger file is put aside, in bytes; 1 MiB where left out. */
  maxBytes?: number;
}

const FILE = 'main.log';

/** How many files are kept beside the current one. */
const OLD_FILES = 3;

const MAX_BYTES = 1_048_576;

/** The program's log: one redacted line an entry, in files that do not grow without end. */
export function createFileLog({
  folder,
  level,
  secrets,
  echo,
  maxBytes = MAX_BYTES,
}: FileLogOptions): Logger {
  const file = join(folder, FILE);
  const writer = log.create({ logId: file });
  writer.transports.console.level = false;
  writer.transports.file.level = 'silly';
  writer.transports.file.resolvePathFn = () => file;
  writer.transports.file.format = ({ data }) => data.map(String);
  writer.transports.file.maxSize = maxBytes;
  writer.transports.file.archiveLogFn = () => {
    rotate(folder);
  };
  return createLineLog(
    'desktop',
    level,
    (line) => {
      writer.info(line);
      echo?.(line);
    },
    secrets,
  );
}

/** main.log becomes main.1.log, that one main.2.log, and the last one goes. */
function rotate(folder: string): void {
  for (let number = OLD_FILES; number >= 1; number -= 1) {
    const newer = join(folder, number === 1 ? FILE : `main.${number - 1}.log`);
    if (existsSync(newer)) renameSync(newer, join(folder, `main.${number}.log`));
  }
}
