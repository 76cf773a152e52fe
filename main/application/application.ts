import type { DoNotDisturb, View, ViewChange } from '../../preload/contract.ts';
import { AlertService } from '../alerts/alert-service.ts';
import type { ConversationRule } from '../alerts/alert.ts';
import type { Journal, UnfinishedAlert } from '../alerts/journal.ts';
import type { SecretStore } from '../auth/secret-store.ts';
import type { Hint } from '../connection/state.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket } from '../effects/socket.ts';
import type { EngineOutput } from '../engine/output.ts';
import { regions } from '../genesys/regions.ts';
import { ServiceClock } from '../genesys/service-clock.ts';
import type { StoredSettings } from '../settings/schema.ts';
import { Attention } from './attention.ts';
import { ConnectionStory } from './connection-story.ts';
import { ConversationList, type ListChange } from './conversation-list.ts';
import type { DesktopPorts } from './desktop-ports.ts';
import { EarlierTexts } from './earlier-texts.ts';
import { EngineSession } from './engine-session.ts';
import { OutputFolding } from './output-folding.ts';
import { QuietTime } from './quiet-time.ts';
import { requestHandlers, type RequestHandlers } from './request-handlers.ts';
import { SettingsKeeper } from './settings-keeper.ts';
import { SignIn, type SignedIn } from './sign-in.ts';
import { trayView } from './tray-state.ts';
import type { TrayView } from './tray-view.ts';
import { UnfinishedAlerts } from './unfinished-alerts.ts';

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
  readonly #settings: SettingsKeeper;
  readonly #list: ConversationList;
  readonly #story: ConnectionStory;
  readonly #quietTime: QuietTime;
  readonly #alerts: AlertService;
  readonly #unfinished: UnfinishedAlerts;
  readonly #signIn: SignIn;
  readonly #session: EngineSession;
  readonly #attention: Attention;
  readonly #earlierTexts: EarlierTexts;
  readonly #folding: OutputFolding;
  #sweeping: Timer | null = null;

  /** What the window can ask for. */
  readonly handlers: RequestHandlers;

  constructor(dependencies: ApplicationDependencies) {
    const { desktop, settings, journal, clock, logger, newId, onChange } = dependencies;
    const serviceClock = new ServiceClock(clock);
    // The answers of the sign-in tell the service's time before the engine's first message asks for it.
    const fetch: Fetch = async (url, init) => {
      const response = await dependencies.fetch(url, init);
      serviceClock.learn(response.headers.get('date'));
      return response;
    };
    const onList = (change: ListChange) => {
      this.#changeList(change);
    };
    this.#dependencies = dependencies;
    this.#settings = new SettingsKeeper(settings.stored, settings.write);
    this.#list = new ConversationList(
      (id) => this.#settings.isMuted(id),
      (id) => this.#session.engine?.isPolled(id) ?? false,
    );
    this.#story = new ConnectionStory(clock);
    this.#quietTime = new QuietTime({
      settings: this.#settings,
      clock,
      onChange: () => {
        onChange({ doNotDisturbUntil: this.#quietTime.until });
        this.#tellTray();
      },
    });
    this.#alerts = new AlertService({
      presenter: desktop.presenter,
      journal,
      clock,
      logger,
      newId,
      settings: () => this.#settings.stored.alerts,
      heldBackBy: (id) => this.#heldBackBy(id),
      doNotDisturbUntil: () => this.#quietTime.until,
      onClicked: (id) => {
        if (id !== null) this.#attention.look(id);
        desktop.showConversation(id);
      },
    });
    this.#unfinished = new UnfinishedAlerts(journal.unfinished, journal);
    this.#signIn = new SignIn(this.#settings.stored.account, {
      ...dependencies,
      fetch,
      openBrowser: (url) => desktop.openBrowser(url),
      onView: (signIn) => {
        onChange({ signIn });
      },
      onSignedIn: (signedIn) => {
        this.#signedIn(signedIn);
      },
      onSignedOut: () => {
        this.#signedOut();
      },
    });
    this.#session = new EngineSession({
      ...dependencies,
      fetch,
      serviceClock,
      watch: () => this.#settings.stored.watch,
      onOutput: (output) => {
        this.#take(output);
      },
      onOtherPerson: () => {
        this.#wipe();
      },
    });
    this.#attention = new Attention({
      list: this.#list,
      alerts: this.#alerts,
      isWindowInFront: () => desktop.isWindowInFront(),
      markSeen: (id) => this.#session.engine?.markSeen(id),
      onList,
      onChange,
    });
    this.#earlierTexts = new EarlierTexts({
      list: this.#list,
      readText: (conversationId, messageId) => this.#readText(conversationId, messageId),
      onText: (conversationId, change) => {
        onList(change);
        this.#attention.showMessages(conversationId);
      },
    });
    this.#folding = new OutputFolding({
      list: this.#list,
      alerts: this.#alerts,
      settings: this.#settings,
      story: this.#story,
      signIn: this.#signIn,
      attention: this.#attention,
      clock,
      logger,
      newId,
      fetchLastText: (id) => {
        this.#earlierTexts.listed(id);
      },
      onList,
      onConnection: () => {
        this.#changeConnection();
      },
    });
    this.handlers = requestHandlers({
      desktop,
      settings: this.#settings,
      signIn: this.#signIn,
      session: this.#session,
      list: this.#list,
      alerts: this.#alerts,
      attention: this.#attention,
      earlierTexts: this.#earlierTexts,
      getView: () => this.view(),
      onWatchChange: (before) => {
        this.#watchChanged(before);
      },
      setDoNotDisturb: (choice) => {
        this.setDoNotDisturb(choice);
      },
      onSettings: () => {
        onChange({ settings: this.#settings.shown });
      },
      onList,
    });
  }

  /** Takes up where the last run ended. */
  start(): void {
    this.#quietTime.check();
    this.#sweep();
    this.#tellTray();
    if (this.#settings.stored.signedIn) void this.#signIn.restore();
  }

  /** Ends every socket, request and timer. */
  stop(): void {
    this.#sweeping?.cancel();
    this.#quietTime.stop();
    this.#signIn.stop();
    this.#session.end();
    this.#alerts.stop();
  }

  view(): View {
    const { desktop, settings, version } = this.#dependencies;
    return {
      signIn: this.#signIn.view,
      connection: this.#story.view,
      conversations: this.#list.rows(),
      settings: this.#settings.shown,
      settingsProblem: settings.problem === null ? null : { message: settings.problem },
      doNotDisturbUntil: this.#quietTime.until,
      regions: regions.map(({ domain, place }) => ({ domain, place })),
      abilities: desktop.abilities,
      version,
    };
  }

  /** What the system says about itself. */
  hint(hint: Hint): void {
    if (hint === 'resume') this.#quietTime.check();
    this.#session.hint(hint);
  }

  /** The window crashed or was closed. */
  windowGone(): void {
    this.#attention.close();
    this.#alerts.windowGone();
  }

  setDoNotDisturb(choice: DoNotDisturb): void {
    this.#quietTime.set(choice);
  }

  #signedIn(signedIn: SignedIn): void {
    const { account } = this.#settings.stored;
    const isOther =
      account.clientId !== signedIn.account.clientId || account.address !== signedIn.account.address;
    if (isOther) this.#unfinished.forget();
    this.#settings.change({ account: signedIn.account, signedIn: true });
    void this.#session.begin(signedIn);
  }

  #signedOut(): void {
    this.#session.end();
    this.#unfinished.forget();
    this.#settings.change({ signedIn: false });
    this.#wipe();
  }

  /** Nothing of what one person saw stays for the next. */
  #wipe(): void {
    this.#alerts.forget();
    this.#attention.close();
    this.#earlierTexts.forget();
    this.#story.clear();
    this.#settings.change({ muted: [], unwatched: [] });
    this.#changeList(this.#list.remove(() => true));
    this.#changeConnection();
  }

  #take(output: EngineOutput): void {
    this.#folding.take(output);
    if (output.type !== 'status' || output.status.state !== 'connected') return;
    void this.#unfinished.repeat(
      ({ conversationId, messageId }) => this.#readText(conversationId, messageId),
      ({ conversationId, messageId, text }) => {
        const from = this.#list.customerOf(conversationId);
        this.#alerts.message({ messageId, conversationId, from, text, own: true, missed: true }, true);
      },
    );
  }

  #watchChanged(before: StoredSettings['watch']): void {
    this.#story.newChoice();
    this.#dependencies.onChange({ settings: this.#settings.shown });
    const chosen = new Set(this.#settings.stored.watch.conversations);
    if (chosen.size > 0) this.#changeList(this.#list.remove(({ id }) => !chosen.has(id)));
    this.#changeConnection();
    this.#session.setWatch(before);
  }

  #heldBackBy(conversationId: string): ConversationRule | null {
    if (this.#settings.isUnwatched(conversationId)) return 'notWatched';
    if (this.#settings.isMuted(conversationId)) return 'muted';
    return this.#attention.isLookedAt(conversationId) ? 'conversationOpen' : null;
  }

  async #readText(conversationId: string, messageId: string): Promise<string | null> {
    return (await this.#session.engine?.messageText(conversationId, messageId)) ?? null;
  }

  #changeConnection(): void {
    this.#dependencies.onChange({ connection: this.#story.view });
    this.#tellTray();
  }

  #changeList(change: ListChange): void {
    if (change.changed.length === 0 && change.removed.length === 0) return;
    this.#dependencies.onChange({ conversations: change });
    this.#tellTray();
  }

  #tellTray(): void {
    this.#dependencies.onTray(trayView(this.#story.view, this.#list.unread, this.#quietTime.isOn));
  }

  #sweep(): void {
    const { clock } = this.#dependencies;
    this.#changeList(this.#list.sweep(clock.now()));
    // A clock that was set forward does not wake a timer.
    this.#quietTime.check();
    this.#sweeping = clock.after(SWEEP_EVERY_MS, () => {
      this.#sweep();
    });
  }
}
