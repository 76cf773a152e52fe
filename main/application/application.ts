import type { DoNotDisturb, View, ViewChange } from '../../preload/contract.ts';
import type { Journal, UnfinishedAlert } from '../alerts/journal.ts';
import type { SecretStore } from '../auth/secret-store.ts';
import type { Hint } from '../connection/state.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket } from '../effects/socket.ts';
import { regions } from '../genesys/regions.ts';
import type { StoredSettings } from '../settings/schema.ts';
import type { DesktopPorts } from './desktop-ports.ts';
import { createParts, type Parts } from './parts.ts';
import { requestHandlers, type RequestHandlers } from './request-handlers.ts';
import type { TrayView } from './tray-view.ts';

const SWEEP_EVERY_MS = 60_000;

export interface ApplicationDependencies {
  desktop: DesktopPorts;
  settings: { stored: StoredSettings; problem: string | null; write: (settings: StoredSettings) => void };
  secrets: SecretStore;
  journal: Journal & { unfinished: readonly UnfinishedAlert[] };
  fetch: Fetch;
  openSocket: OpenSocket;
  clock: Clock;
  random: Random;
  logger: Logger;
  newId: () => string;
  version: string;
  onChange: (change: ViewChange) => void;
  onTray: (tray: TrayView) => void;
}

/** The program behind the window: settings, sign-in, engine, alerts, and the view of it all. */
export class Application {
  readonly #dependencies: ApplicationDependencies;
  readonly #parts: Parts;
  #sweeping: Timer | null = null;

  /** What the window can ask for. */
  readonly handlers: RequestHandlers;

  constructor(dependencies: ApplicationDependencies) {
    this.#dependencies = dependencies;
    this.#parts = createParts(dependencies);
    this.handlers = requestHandlers({
      ...this.#parts,
      desktop: dependencies.desktop,
      getView: () => this.view(),
    });
  }

  /** Takes up where the last run ended. */
  start(): void {
    const { quietTime, news, settings, signIn } = this.#parts;
    quietTime.check();
    this.#sweep();
    news.tray();
    if (settings.stored.signedIn) void signIn.restore();
  }

  /** Ends every socket, request and timer. */
  stop(): void {
    const { quietTime, signIn, session, alerts } = this.#parts;
    this.#sweeping?.cancel();
    quietTime.stop();
    signIn.stop();
    session.end();
    alerts.stop();
  }

  view(): View {
    const { desktop, settings: loaded, version } = this.#dependencies;
    const { signIn, story, list, settings, quietTime } = this.#parts;
    return {
      signIn: signIn.view,
      connection: story.view,
      conversations: list.rows(),
      settings: settings.shown,
      settingsProblem: loaded.problem === null ? null : { message: loaded.problem },
      doNotDisturbUntil: quietTime.until,
      regions: regions.map(({ domain, place }) => ({ domain, place })),
      abilities: desktop.abilities,
      version,
    };
  }

  /** What the system says about itself. */
  hint(hint: Hint): void {
    if (hint === 'resume') this.#parts.quietTime.check();
    this.#parts.session.hint(hint);
  }

  /** The window crashed or was closed. */
  windowGone(): void {
    this.#parts.attention.close();
    this.#parts.alerts.windowGone();
  }

  setDoNotDisturb(choice: DoNotDisturb): void {
    this.#parts.quietTime.set(choice);
  }

  #sweep(): void {
    const { clock } = this.#dependencies;
    const { list, news, quietTime } = this.#parts;
    news.list(list.sweep(clock.now()));
    // A clock that was set forward does not wake a timer.
    quietTime.check();
    this.#sweeping = clock.after(SWEEP_EVERY_MS, () => {
      this.#sweep();
    });
  }
}
