import type { Logger } from '../../../main/diagnostics/logger.ts';

/** Keeps every line that is written to it. */
export function recordingLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const write: Logger['info'] = (message, fields) =>
    void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  return { lines, debug: write, info: write, warn: write, error: write };
}
