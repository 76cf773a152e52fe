import { readFile, rename } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock } from '../effects/clock.ts';
import { numberAt, parseJson } from '../genesys/json.ts';
import { defaultSettings, SETTINGS_VERSION, settingsSchema, type StoredSettings } from './schema.ts';

export interface LoadedSettings {
  settings: StoredSettings;
  /** What was wrong with the file, for the person; null if nothing was. */
  problem: string | null;
}

/**
 * Reads the settings file. One that is not there gives the defaults. One that cannot be used is put aside under another
 * name, never overwritten, and the person is told. Never rejects.
 */
export async function loadSettings(path: string, clock: Clock, logger: Logger): Promise<LoadedSettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return { settings: defaultSettings, problem: null };
    return putAside(path, 'unreadable', clock, logger);
  }
  // Some editors put a mark in front.
  const value = parseJson(text.replace(/^\uFEFF/, ''));
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return { settings: parsed.data, problem: null };
  const isNewer = (numberAt(value, 'version') ?? 0) > SETTINGS_VERSION;
  return putAside(path, isNewer ? 'newer' : 'unreadable', clock, logger);
}

async function putAside(
  path: string,
  why: 'unreadable' | 'newer',
  clock: Clock,
  logger: Logger,
): Promise<LoadedSettings> {
  const words = why === 'newer' ? 'was written by a newer version of this program' : 'could not be read';
  const aside = `${path}.${why}-${clock.now()}`;
  try {
    await rename(path, aside);
  } catch {
    logger.error('The settings file cannot be used, and not be put aside', { why });
    const problem = `The settings file ${words}. The defaults are used, and what you change may not be kept.`;
    return { settings: defaultSettings, problem };
  }
  logger.warn('The settings file was put aside', { why });
  const problem = `The settings file ${words}. The defaults are used. It was put aside as ${aside}.`;
  return { settings: defaultSettings, problem };
}

/** Writes settings to their file, whole or not at all, one after the other; what is overtaken is not written. */
export class SettingsWriter {
  readonly #path: string;
  readonly #logger: Logger;
  #next: StoredSettings | null = null;
  #writing: Promise<void> | null = null;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Writes soon. A disk that refuses is logged; the settings hold for this run. */
  write(settings: StoredSettings): void {
    this.#next = settings;
    this.#writing ??= this.#writeAll();
  }

  /** Waits until everything is written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#next; next !== null; next = this.#next) {
      this.#next = null;
      // What could not be read again would cost the person all of their settings.
      if (!settingsSchema.safeParse(next).success) {
        this.#logger.error('The settings are not written: they could not be read again');
        continue;
      }
      try {
        await writeFileAtomic(this.#path, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
      } catch {
        this.#logger.error('The settings cannot be written');
      }
    }
    this.#writing = null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
