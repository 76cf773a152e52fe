import type { Settings } from '../../preload/contract.ts';
import type { StoredSettings } from '../settings/schema.ts';

/** So many conversations stay muted, or unwatched; the oldest choice is forgotten first. */
const KEPT_CHOICES = 1_000;

/** The settings as they are now. Every change is handed over to be written. */
export class SettingsKeeper {
  readonly #write: (settings: StoredSettings) => void;
  #stored: StoredSettings;

  constructor(stored: StoredSettings, write: (settings: StoredSettings) => void) {
    this.#stored = stored;
    this.#write = write;
  }

  get stored(): StoredSettings {
    return this.#stored;
  }

  /** What the window may see of them. */
  get shown(): Settings {
    const { watch, alerts, general } = this.#stored;
    return { watch, alerts, general };
  }

  change(change: Partial<StoredSettings>): void {
    this.#stored = { ...this.#stored, ...change };
    this.#write(this.#stored);
  }

  isMuted(conversationId: string): boolean {
    return this.#stored.muted.includes(conversationId);
  }

  mute(conversationId: string, muted: boolean): void {
    const others = this.#stored.muted.filter((other) => other !== conversationId);
    this.change({ muted: muted ? [...others, conversationId].slice(-KEPT_CHOICES) : others });
  }

  /** It is not to be watched, though it is the agent's own or in a watched queue. */
  isUnwatched(conversationId: string): boolean {
    return this.#stored.unwatched.includes(conversationId);
  }

  /** Watches no longer, by whichever rule it came. */
  unwatch(conversationId: string): void {
    const isOther = (other: string) => other !== conversationId;
    const { watch, unwatched } = this.#stored;
    this.change({
      watch: { ...watch, conversations: watch.conversations.filter(isOther) },
      unwatched: [...unwatched.filter(isOther), conversationId].slice(-KEPT_CHOICES),
    });
  }

  /** Watches something else. What is chosen by its id is watched again, whatever was said of it before. */
  setWatch(watch: StoredSettings['watch']): void {
    const unwatched = this.#stored.unwatched.filter((id) => !watch.conversations.includes(id));
    this.change({ watch, unwatched });
  }
}
