import type {
  AlertOutcome,
  DoNotDisturb,
  RequestName,
  Requests,
  Settings,
  View,
  ViewChange,
} from '../../preload/contract.ts';
import { AlertService } from '../alerts/alert-service.ts';
import type { ConversationRule } from '../alerts/alert.ts';
import type { Journal, UnfinishedAlert } from '../alerts/journal.ts';
import type { SecretStore } from '../auth/secret-store.ts';
import type { Hint } from '../connection/state.ts';
import type { ConnectionStatus } from '../connection/status.ts';
import type { Logger } from '../diagnostics/logger.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket } from '../effects/socket.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineOutput, MessageReport, WatchRequest } from '../engine/output.ts';
import { conversationLink } from '../genesys/deep-links.ts';
import { regions } from '../genesys/regions.ts';
import { ServiceClock } from '../genesys/service-clock.ts';
import type { StoredSettings } from '../settings/schema.ts';
import { connectionView } from './connection-view.ts';
import { ConversationList, type ListChange } from './conversation-list.ts';
import type { DesktopPorts } from './desktop-ports.ts';
import { doNotDisturbUntil } from './do-not-disturb.ts';
import { SignIn, type SignedIn } from './sign-in.ts';
import { trayView } from './tray-state.ts';
import type { TrayView } from './tray-view.ts';

/** An alert waits so long for its text, in ms. */
const TEXT_WAIT_MS = 1_500;

const SWEEP_EVERY_MS = 60_000;
const KEPT_GAPS = 20;
const KEPT_UNWATCHED = 1_000;

/** So many conversations show their last words at once; the others when they are opened: requests are few. */
const TEXTS_FOR_THE_LIST = 20;

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

/** A handler for every request of the contract. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    request: Requests[Name]['request'],
  ) => Requests[Name]['response'] | Promise<Requests[Name]['response']>;
};

/** The program behind the window: settings, sign-in, engine, alerts, and the view of it all. */
export class Application {
  readonly #dependencies: ApplicationDependencies;
  readonly #list: ConversationList;
  readonly #alerts: AlertService;
  readonly #signIn: SignIn;
  #stored: StoredSettings;
  #engine: Engine | null = null;
  #signedIn: SignedIn | null = null;
  #status: ConnectionStatus = { state: 'signedOut' };
  #gaps: View['connection']['gaps'] = [];
  #unfinished: readonly UnfinishedAlert[];
  #sweeping: Timer | null = null;
  #disturbAgain: Timer | null = null;
  #openConversation: string | null = null;
  /** Messages of before the start whose texts were asked for. */
  readonly #asked = new Set<string>();

  constructor(dependencies: ApplicationDependencies) {
    this.#dependencies = dependencies;
    this.#stored = dependencies.settings.stored;
    this.#unfinished = dependencies.journal.unfinished;
    this.#list = new ConversationList(
      (id) => this.#stored.muted.includes(id),
      (id) => this.#engine?.isPolled(id) ?? false,
    );
    this.#alerts = new AlertService({
      presenter: dependencies.desktop.presenter,
      journal: dependencies.journal,
      clock: dependencies.clock,
      logger: dependencies.logger,
      newId: dependencies.newId,
      settings: () => this.#stored.alerts,
      heldBackBy: (id) => this.#heldBackBy(id),
      doNotDisturbUntil: () => this.#stored.doNotDisturbUntil,
      onClicked: (id) => {
        if (id !== null) this.#look(id);
        dependencies.desktop.showConversation(id);
      },
    });
    this.#signIn = new SignIn(this.#stored.account, {
      fetch: dependencies.fetch,
      clock: dependencies.clock,
      secrets: dependencies.secrets,
      logger: dependencies.logger,
      openBrowser: (url) => dependencies.desktop.openBrowser(url),
      onView: (signIn) => {
        this.#change({ signIn });
      },
      onSignedIn: (signedIn) => {
        this.#begin(signedIn);
      },
      onSignedOut: () => {
        this.#signOut();
      },
    });
  }

  /** Takes up where the last run ended. */
  start(): void {
    this.#watchDoNotDisturb();
    this.#sweep();
    this.#tellTray();
    if (this.#stored.signedIn) void this.#signIn.restore();
  }

  /** Ends every socket, request and timer. */
  stop(): void {
    this.#sweeping?.cancel();
    this.#disturbAgain?.cancel();
    this.#signIn.stop();
    this.#engine?.stop();
    this.#engine = null;
    this.#alerts.stop();
  }

  view(): View {
    const { desktop, settings, version } = this.#dependencies;
    return {
      signIn: this.#signIn.view,
      connection: this.#connection(),
      conversations: this.#list.rows(),
      settings: this.#settings(),
      settingsProblem: settings.problem === null ? null : { message: settings.problem },
      doNotDisturbUntil: this.#stored.doNotDisturbUntil,
      regions: regions.map(({ domain, place }) => ({ domain, place })),
      abilities: desktop.abilities,
      version,
    };
  }

  /** What the system says about itself. */
  hint(hint: Hint): void {
    this.#engine?.hint(hint);
  }

  /** The window crashed or was closed. */
  windowGone(): void {
    this.#openConversation = null;
    this.#alerts.windowGone();
  }

  setDoNotDisturb(choice: DoNotDisturb): void {
    this.#store({ doNotDisturbUntil: doNotDisturbUntil(choice, this.#dependencies.clock.now()) });
    this.#watchDoNotDisturb();
    this.#change({ doNotDisturbUntil: this.#stored.doNotDisturbUntil });
    this.#tellTray();
  }

  readonly handlers: RequestHandlers = {
    getView: () => this.view(),
    signIn: async (request) => {
      await this.#signIn.signIn(request);
      return null;
    },
    cancelSignIn: () => {
      this.#signIn.cancel();
      return null;
    },
    signOut: async () => {
      await this.#signIn.signOut();
      return null;
    },
    retryConnection: () => {
      this.#engine?.hint('retry');
      return null;
    },
    openConversation: ({ id }) => {
      this.#openConversation = id;
      this.#look(id);
      void this.#fetchLastText(id);
      return this.#list.detail(id);
    },
    closeConversation: () => {
      this.#openConversation = null;
      return null;
    },
    markSeen: ({ id }) => {
      this.#look(id);
      return null;
    },
    muteConversation: ({ id, muted }) => {
      const others = this.#stored.muted.filter((other) => other !== id);
      this.#store({ muted: muted ? [...others, id] : others });
      this.#changeList(this.#list.refresh(id));
      return null;
    },
    stopWatching: ({ id }) => {
      const { watch, unwatched } = this.#stored;
      if (watch.conversations.includes(id)) {
        this.#setWatch({ ...watch, conversations: watch.conversations.filter((other) => other !== id) });
      } else {
        this.#store({ unwatched: [...unwatched, id].slice(-KEPT_UNWATCHED) });
      }
      this.#changeList(this.#list.remove((row) => row.id === id));
      return null;
    },
    openInGenesys: async ({ id }) => {
      const appsUrl = this.#signedIn?.endpoints.appsUrl;
      if (appsUrl !== undefined) await this.#dependencies.desktop.openExternal(conversationLink(appsUrl, id));
      return null;
    },
    setWatch: (watch) => {
      this.#setWatch({
        mine: watch.mine,
        queues: [...watch.queues],
        conversations: [...watch.conversations],
        excludedEvents: [...watch.excludedEvents],
      });
      return null;
    },
    setAlerts: (alerts) => {
      this.#store({ alerts });
      this.#change({ settings: this.#settings() });
      return null;
    },
    setGeneral: async (general) => {
      const before = this.#stored.general;
      this.#store({ general });
      this.#change({ settings: this.#settings() });
      if (before.startAtSignIn !== general.startAtSignIn) {
        await this.#dependencies.desktop.setStartAtSignIn(general.startAtSignIn);
      }
      return null;
    },
    searchQueues: async ({ name }) => {
      if (this.#engine === null) return { queues: [], problem: 'Sign in first.' };
      const result = await this.#engine.searchQueues(name);
      switch (result.kind) {
        case 'ok':
          return { queues: result.value, problem: null };
        case 'forbidden':
          return {
            queues: [],
            problem: `Queues may not be listed with this sign-in; the permission ${result.permission ?? 'routing:queue:view'} is missing.`,
          };
        case 'unauthorized':
        case 'notFound':
        case 'limited':
        case 'refused':
        case 'transient':
          return { queues: [], problem: 'The queues cannot be searched at the moment. Try again.' };
      }
    },
    setDoNotDisturb: ({ choice }) => {
      this.setDoNotDisturb(choice);
      return null;
    },
    claimAlert: ({ alertId }) => ({ granted: this.#alerts.claim(alertId) }),
    reportAlert: ({ alertId, outcome }: { alertId: string; outcome: AlertOutcome }) => {
      this.#alerts.report(alertId, outcome);
      return null;
    },
    sendTestAlert: () => {
      this.#alerts.test();
      return null;
    },
    getAlertHelp: () => ({ steps: this.#dependencies.desktop.alertHelp }),
    getDeliveries: () => this.#alerts.deliveries(),
  };

  #begin(signedIn: SignedIn): void {
    this.#engine?.stop();
    this.#signedIn = signedIn;
    this.#store({ account: signedIn.account, signedIn: true });
    this.#engine = this.#createEngine(signedIn);
    this.#engine.start();
  }

  #createEngine({ account, endpoints, tokens }: SignedIn): Engine {
    const { fetch, openSocket, clock, random, logger } = this.#dependencies;
    const serviceClock = new ServiceClock(clock);
    const engine = createEngine(
      {
        apiUrl: endpoints.apiUrl,
        protocol:
          account.protocol === 'channels'
            ? { name: 'channels' }
            : {
                name: 'direct',
                socketUrl: `${endpoints.apiUrl.replace(/^http/, 'ws')}/api/v2/notifications`,
                include: [],
                exclude: this.#stored.watch.excludedEvents,
              },
        watch: this.#watchRequest(account.method === 'browser'),
        textWaitMs: TEXT_WAIT_MS,
      },
      { tokens, fetch, openSocket, clock, random, serviceClock, logger },
      (output) => {
        if (this.#engine === engine) this.#onOutput(output);
      },
    );
    return engine;
  }

  #watchRequest(hasUser: boolean): WatchRequest {
    const { mine, queues, conversations } = this.#stored.watch;
    return { mine: mine && hasUser, queues: queues.map(({ id }) => id), conversations, topics: [] };
  }

  #onOutput(output: EngineOutput): void {
    const { clock, logger } = this.#dependencies;
    switch (output.type) {
      case 'status':
        this.#status = output.status;
        this.#change({ connection: this.#connection() });
        this.#tellTray();
        if (output.status.state === 'connected') void this.#finishUnfinished();
        return;
      case 'message':
        this.#onMessage(output.message);
        return;
      case 'lateText': {
        const { message } = output;
        if (message.messageId === null) return;
        this.#changeList(this.#list.message(message, message.messageId, clock.now()));
        this.#alerts.lateText({ ...message, messageId: message.messageId });
        return;
      }
      case 'known': {
        const { conversation } = output;
        if (this.#isUnwatched(conversation.id)) return;
        if (conversation.unread.length === 0) this.#alerts.attended(conversation.id);
        this.#changeList(this.#list.know(conversation, clock.now()));
        if (this.#asked.size < TEXTS_FOR_THE_LIST) void this.#fetchLastText(conversation.id);
        return;
      }
      case 'conversation':
        if (output.change === 'offered') {
          this.#alerts.offered(output.conversationId, this.#list.customerOf(output.conversationId));
        }
        return;
      case 'gap':
        this.#gaps = [...this.#gaps, output.gap].slice(-KEPT_GAPS);
        this.#change({ connection: this.#connection() });
        return;
      case 'user':
        this.#signIn.named(output.user.name);
        return;
      case 'error':
        logger.warn('The engine reports an error', { code: output.error.code });
        if (output.error.code === 'signInSoon') this.#signIn.endsSoon(output.error.message);
        return;
      case 'event':
      case 'socket':
        return;
    }
  }

  #onMessage(message: MessageReport): void {
    // Where the protocol tells no id, each report stands for itself: the engine has made sure that it comes once.
    const messageId = message.messageId ?? this.#dependencies.newId();
    if (!this.#isUnwatched(message.conversationId)) {
      this.#changeList(this.#list.message(message, messageId, this.#dependencies.clock.now()));
    }
    this.#alerts.message({ ...message, messageId });
    this.#showOpenMessages(message.conversationId);
    if (this.#isLookedAt(message.conversationId)) this.#look(message.conversationId);
  }

  /** What was decided before the program was killed, and may not have been on the screen, alerts again. */
  async #finishUnfinished(): Promise<void> {
    const unfinished = this.#unfinished;
    this.#unfinished = [];
    for (const { messageId, conversationId } of unfinished) {
      const text = (await this.#engine?.messageText(conversationId, messageId)) ?? null;
      this.#alerts.message(
        {
          messageId,
          conversationId,
          from: this.#list.customerOf(conversationId),
          text,
          own: true,
          missed: true,
        },
        true,
      );
    }
  }

  #heldBackBy(id: string): ConversationRule | null {
    if (this.#isUnwatched(id)) return 'notWatched';
    if (this.#stored.muted.includes(id)) return 'muted';
    return this.#isLookedAt(id) ? 'conversationOpen' : null;
  }

  /** What the page says it shows counts only while its window is in front. */
  #isLookedAt(id: string): boolean {
    return this.#openConversation === id && this.#dependencies.desktop.isWindowInFront();
  }

  #isUnwatched(id: string): boolean {
    return this.#stored.unwatched.includes(id);
  }

  #showOpenMessages(id: string): void {
    if (this.#openConversation === id) this.#change({ openMessages: this.#list.detail(id) });
  }

  /** What was written before the program started has not come by: its text is fetched once it is of interest. */
  async #fetchLastText(id: string): Promise<void> {
    const last = this.#list.lastWithoutText(id);
    if (last === null || this.#asked.has(last.id)) return;
    this.#asked.add(last.id);
    const text = (await this.#engine?.messageText(id, last.id)) ?? null;
    if (text === null) return;
    this.#changeList(this.#list.earlier(id, last, text));
    this.#showOpenMessages(id);
  }

  #look(id: string): void {
    this.#engine?.markSeen(id);
    this.#alerts.attended(id);
    this.#changeList(this.#list.seen(id));
  }

  #setWatch(watch: StoredSettings['watch']): void {
    const before = this.#stored.watch;
    this.#store({ watch });
    this.#change({ settings: this.#settings() });
    const signedIn = this.#signedIn;
    if (signedIn === null) return;
    const excludedOthers = before.excludedEvents.join('\n') !== watch.excludedEvents.join('\n');
    // What the direct protocol leaves out is part of its subscription from the start.
    if (signedIn.account.protocol === 'direct' && excludedOthers) this.#begin(signedIn);
    else this.#engine?.setWatch(this.#watchRequest(signedIn.account.method === 'browser'));
  }

  #signOut(): void {
    this.#engine?.stop();
    this.#engine = null;
    this.#signedIn = null;
    this.#status = { state: 'signedOut' };
    this.#gaps = [];
    this.#unfinished = [];
    this.#asked.clear();
    this.#store({ signedIn: false, muted: [], unwatched: [] });
    this.#changeList(this.#list.remove(() => true));
    this.#change({ connection: this.#connection() });
    this.#tellTray();
  }

  #store(change: Partial<StoredSettings>): void {
    this.#stored = { ...this.#stored, ...change };
    this.#dependencies.settings.write(this.#stored);
  }

  #settings(): Settings {
    const { watch, alerts, general } = this.#stored;
    return { watch, alerts, general };
  }

  #connection(): View['connection'] {
    const { clock } = this.#dependencies;
    return connectionView(this.#status, this.#gaps, { now: clock.now(), monotonic: clock.monotonic() });
  }

  #change(change: ViewChange): void {
    this.#dependencies.onChange(change);
  }

  #changeList(change: ListChange): void {
    if (change.changed.length === 0 && change.removed.length === 0) return;
    this.#change({ conversations: change });
    this.#tellTray();
  }

  #tellTray(): void {
    const until = this.#stored.doNotDisturbUntil;
    const quiet = until !== null && this.#dependencies.clock.now() < until;
    this.#dependencies.onTray(trayView(this.#connection(), this.#list.unread(), quiet));
  }

  /** Do not disturb ends by itself. */
  #watchDoNotDisturb(): void {
    const { clock } = this.#dependencies;
    this.#disturbAgain?.cancel();
    const until = this.#stored.doNotDisturbUntil;
    if (until === null) return;
    this.#disturbAgain = clock.after(until - clock.now(), () => {
      if (clock.now() < until) this.#watchDoNotDisturb();
      else this.setDoNotDisturb('off');
    });
  }

  #sweep(): void {
    const { clock } = this.#dependencies;
    this.#changeList(this.#list.sweep(clock.now()));
    this.#sweeping = clock.after(SWEEP_EVERY_MS, () => {
      this.#sweep();
    });
  }
}
