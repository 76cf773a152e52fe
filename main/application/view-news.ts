import type { ConversationDetail, SignInView, ViewChange } from '../../preload/contract.ts';
import type { ConnectionStory } from './connection-story.ts';
import type { ConversationList, ListChange } from './conversation-list.ts';
import type { QuietTime } from './quiet-time.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import { trayView } from './tray-state.ts';
import type { TrayView } from './tray-view.ts';

export interface ViewNewsDependencies {
  list: ConversationList;
  story: ConnectionStory;
  settings: SettingsKeeper;
  quietTime: () => QuietTime;
  onChange: (change: ViewChange) => void;
  onTray: (tray: TrayView) => void;
}

/** Tells the window what has changed, and the tray with it. */
export class ViewNews {
  readonly #dependencies: ViewNewsDependencies;

  constructor(dependencies: ViewNewsDependencies) {
    this.#dependencies = dependencies;
  }

  connection(): void {
    this.#dependencies.onChange({ connection: this.#dependencies.story.view });
    this.tray();
  }

  list(change: ListChange): void {
    if (change.changed.length === 0 && change.removed.length === 0) return;
    this.#dependencies.onChange({ conversations: change });
    this.tray();
  }

  /** The messages of the conversation that the window shows. */
  openMessages(openMessages: ConversationDetail | null): void {
    this.#dependencies.onChange({ openMessages });
  }

  signIn(signIn: SignInView): void {
    this.#dependencies.onChange({ signIn });
  }

  settings(): void {
    this.#dependencies.onChange({ settings: this.#dependencies.settings.shown });
  }

  quietTime(): void {
    this.#dependencies.onChange({ doNotDisturbUntil: this.#dependencies.quietTime().until });
    this.tray();
  }

  tray(): void {
    const { list, story, quietTime, onTray } = this.#dependencies;
    onTray(trayView(story.view, list.unread, quietTime().isOn));
  }
}
