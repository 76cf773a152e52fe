import { createContext, untrack } from 'svelte';
import type { Api, ViewChange } from '../preload/contract.ts';
import { foldView, openView, type WindowView } from './fold-view.ts';
import { errorWords } from './ui/error-words.ts';

/** What the window shows under the strip. */
export type Screen =
  | { kind: 'list' }
  | { kind: 'conversation'; id: string }
  | { kind: 'settings' }
  | { kind: 'deliveries' }
  | { kind: 'signIn' };

/** What the window knows: the view that the main process gave it, and which part of it is looked at. */
export class WindowState {
  readonly api: Api;
  /** Null until the main process has answered. */
  view: WindowView | null = $state.raw(null);
  screen: Screen = $state.raw({ kind: 'list' });
  /** Whether the person has the window before them: it is shown, and has the focus. */
  inFront = $state(false);
  /** ms since 1970, told anew by the ticking clock. */
  now = $state(Date.now());
  /** Something that was asked for and did not work, for the person to read. */
  failure: string | null = $state(null);
  /** What a screen reader says next. */
  announcement = $state('');

  readonly #early: ViewChange[] = [];

  constructor(api: Api) {
    this.api = api;
  }

  /** Follows what the main process tells, and fetches the view. */
  async start(): Promise<void> {
    this.api.onViewChanged((change) => {
      if (this.view === null) this.#early.push(change);
      else this.view = foldView(this.view, change);
    });
    this.api.onShowConversation(({ id }) => {
      this.show({ kind: 'conversation', id });
    });
    await this.fill();
  }

  /** Fetches the view. What was told before it came is folded into it: the later word holds. */
  async fill(): Promise<void> {
    await this.attempt('The window could not be filled', async () => {
      const view = openView(await this.api.getView());
      this.view = this.#early.splice(0).reduce(foldView, view);
    });
  }

  show(screen: Screen): void {
    this.screen = screen;
  }

  /** Tells the main process that a conversation is looked at, and brings its messages. */
  async openConversation(id: string): Promise<void> {
    await this.attempt('The messages could not be read', async () => {
      const openMessages = await this.api.openConversation({ id });
      if (this.view !== null) this.view = foldView(this.view, { openMessages });
    });
  }

  announce(text: string): void {
    // The same words twice are not spoken twice, unless they differ. An effect that announces must not depend on it.
    const before = untrack(() => this.announcement);
    this.announcement = before === text ? `${text}\u00a0` : text;
  }

  /**
   * Asks for something and tells the person when it did not work.
   * @param failed what is said in front of the reason, `Not saved`.
   * @returns whether it worked.
   */
  async attempt(failed: string, ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch (error) {
      this.failure = `${failed}: ${errorWords(error)}`;
      return false;
    }
  }

  /** Applies a setting at once, and says so. */
  async save(ask: () => Promise<unknown>): Promise<boolean> {
    const saved = await this.attempt('Not saved', ask);
    if (saved) this.announce('Saved');
    return saved;
  }
}

export const [getWindowState, provideWindowState] = createContext<WindowState>();
