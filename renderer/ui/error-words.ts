import { safeLine } from './safe-text.ts';

const LENGTH = 300;

/** Electron puts this in front of what the main process said. */
const INVOKE_PREFIX = /^Error invoking remote method '[^']*': (?:[A-Za-z]*Error: )?/;

/** The reason of a failed request, as the main process gave it. */
export function errorWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = safeLine(message.replace(INVOKE_PREFIX, ''), LENGTH);
  return words === '' ? 'the program gave no reason. Try again.' : words;
}
