import log from 'electron-log/node.js';
import type { LogFields, Logger } from './logger.ts';
import { redact } from './redaction.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'off'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What would end a line, or steer the terminal that shows it. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * A log of one line an entry, redacted.
 * @param name tells this log's settings from another's in the same process.
 * @param secrets values that must not appear in it; asked for at every line, since tokens change.
 */
export function createLineLog(
  name: string,
  level: LogLevel,
  write: (line: string) => void,
  secrets: () => Iterable<string>,
): Logger {
  const logger = log.create({ logId: name });
  logger.transports.file.level = false;
  logger.transports.console.level = level === 'off' ? false : level;
  logger.transports.console.transforms = [];
  logger.transports.console.writeFn = ({ message }) => {
    const line = redact(
      `${message.date.toISOString()} ${message.level} ${message.data.join(' ')}`,
      secrets(),
    );
    write(line.replace(BREAKS, ' '));
  };
  const entry = (message: string, fields: LogFields = {}) =>
    [message, ...Object.entries(fields).map(([key, value]) => `${key}=${String(value)}`)].join(' ');
  return {
    debug: (message, fields) => {
      logger.debug(entry(message, fields));
    },
    info: (message, fields) => {
      logger.info(entry(message, fields));
    },
    warn: (message, fields) => {
      logger.warn(entry(message, fields));
    },
    error: (message, fields) => {
      logger.error(entry(message, fields));
    },
  };
}
