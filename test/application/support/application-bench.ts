import type {
  AlertOutcome,
  ConversationRow,
  DeliveryEntry,
  SignInRequest,
  ViewChange,
} from '../../../preload/contract.ts';
import type { Journal, UnfinishedAlert } from '../../../main/alerts/journal.ts';
import { Application } from '../../../main/application/application.ts';
import type { DesktopPorts } from '../../../main/application/desktop-ports.ts';
import type { TrayView } from '../../../main/application/tray-view.ts';
import { memorySecretStore } from '../../../main/auth/memory-secret-store.ts';
import type { SecretStore } from '../../../main/auth/secret-store.ts';
import { userSession } from '../../../main/auth/user-session.ts';
import type { Clock } from '../../../main/effects/clock.ts';
import type { Fetch } from '../../../main/effects/fetch.ts';
import type { OpenSocket, Socket } from '../../../main/effects/socket.ts';
import { settingsSchema, type StoredSettings } from '../../../main/settings/schema.ts';
import { foldView, openView, type WindowView } from '../../../renderer/fold-view.ts';
import { FakePresenter, KeptLog } from '../../alerts/support/alert-bench.ts';
import { visit } from '../../auth/support/visit.ts';
import { randomFrom } from '../../engine/support/simulated-engine.ts';
import { simulatorFetch, simulatorSocket } from '../../simulator/in-process.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

const LATENCY_MS = 5;

/** A journal in memory: what a kill leaves of it is there at the next start. */
export class MemoryJournal implements Journal {
  readonly entries = new Map<string, UnfinishedAlert>();
  readonly written: string[] = [];

  decided(messageId: string, conversationId: string): Promise<void> {
    this.entries.set(messageId, { messageId, conversationId });
    this.written.push(JSON.stringify({ messageId, conversationId }));
    return Promise.resolve();
  }

  finished(messageId: string): Promise<void> {
    this.entries.delete(messageId);
    return Promise.resolve();
  }
}

export interface BenchOptions {
  simulator?: Partial<SimulatorOptions>;
  stored?: Partial<StoredSettings>;
  secrets?: SecretStore;
  settingsProblem?: string;
  /** The window's wall clock at the start, ms. */
  start?: number;
}

/** The whole application against the simulator's model, with a desktop and a clock in the hands of the test. */
export class ApplicationBench {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly secrets: SecretStore;
  readonly journal = new MemoryJournal();
  readonly log = new KeptLog();
  readonly openedPages: string[] = [];
  readonly openedExternally: string[] = [];
  readonly shownConversations: (string | null)[] = [];
  readonly startItem: boolean[] = [];
  readonly trays: TrayView[] = [];
  readonly changes: ViewChange[] = [];
  /** Every settings file that was written, as text. */
  readonly files: string[] = [];
  readonly sockets = new Set<Socket>();
  /** Every token and secret that was sent. */
  readonly sent = new Set<string>();
  screen: FakePresenter;
  /** While false, every call and socket fails as if there were no network. */
  network = true;
  windowInFront = false;
  /** How far the computer's wall clock is ahead of its timers: it was set forward, or they stood still in a sleep. */
  wallAheadMs = 0;
  failStartItem = false;
  /** What the browser does with the sign-in page. */
  browse: (url: string) => Promise<void>;
  stored: StoredSettings;
  application: Application;
  window: WindowView;
  readonly #settingsProblem: string | null;
  #ids = 0;
  #browsing = 0;

  constructor(options: BenchOptions = {}) {
    this.clock = new FakeClock(options.start);
    this.simulator = new Simulator({ clock: this.clock, seed: 7, signIn: 'auto', ...options.simulator });
    this.secrets = options.secrets ?? memorySecretStore();
    this.stored = settingsSchema.parse(options.stored ?? {});
    this.screen = new FakePresenter(this.clock);
    this.browse = (url) => this.#comeBack(url);
    this.#settingsProblem = options.settingsProblem ?? null;
    this.application = this.#create();
    this.window = openView(this.application.view());
  }

  /** A bench whose agent signed in in an earlier run. */
  static async signedIn(options: BenchOptions = {}): Promise<ApplicationBench> {
    const bench = new ApplicationBench(options);
    const { apiUrl, loginUrl, clientId, accessToken } = bench.simulator.ready;
    const session = userSession(
      { apiUrl, loginUrl, clientId },
      { fetch: bench.fetch, clock: bench.clock, secrets: bench.secrets, onNotKept: () => undefined },
    );
    await session.adopt({ value: accessToken, lifetimeMs: 86_400_000 }, null);
    bench.stored = { ...bench.stored, account: bench.account(), signedIn: true };
    bench.application.stop();
    bench.application = bench.#create();
    bench.window = openView(bench.application.view());
    return bench;
  }

  /** A bench that is connected. */
  static async connected(options: BenchOptions = {}): Promise<ApplicationBench> {
    const bench = await ApplicationBench.signedIn(options);
    bench.application.start();
    await bench.untilConnected();
    return bench;
  }

  account() {
    const { apiUrl, clientId } = this.simulator.ready;
    return { address: apiUrl, clientId, method: 'browser', protocol: 'channels' } as const;
  }

  /** Asks for a sign-in; what is not told is that of the simulated agent. */
  signIn(change: Partial<SignInRequest> = {}): Promise<unknown> {
    return Promise.resolve(
      this.application.handlers.signIn({ ...this.account(), clientSecret: null, ...change }),
    );
  }

  /** Lets time and the loopback go on until something is so. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    for (let turn = 0; !isSo(); turn += 1) {
      if (turn > 3_000) throw new Error(`It never came to this: ${what}`);
      await this.clock.advance(LATENCY_MS);
      // A browser's request takes real time, in which the agent's patience must not run out.
      if (this.#browsing > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      else if (turn > 200) await this.clock.advance(500);
    }
  }

  untilConnected(): Promise<void> {
    return this.until(() => this.connection.state === 'connected', 'connected');
  }

  get connection() {
    return this.application.view().connection;
  }

  get deliveries(): readonly DeliveryEntry[] {
    const deliveries = this.application.handlers.getDeliveries(null);
    if (deliveries instanceof Promise) throw new TypeError('not at once');
    return deliveries;
  }

  get tray(): TrayView {
    const tray = this.trays.at(-1);
    if (tray === undefined) throw new Error('The tray was never told anything');
    return tray;
  }

  row(id: string): ConversationRow {
    const found = this.window.conversations.get(id);
    if (found === undefined) throw new Error(`There is no row ${id}`);
    return found;
  }

  delivery(messageId: string): DeliveryEntry {
    const found = this.deliveries.find((delivery) => delivery.messageId === messageId);
    if (found === undefined) throw new Error(`There is no record of ${messageId}`);
    return found;
  }

  /** The toasts of messages, one after the other; that a conversation is offered is not among them. */
  get toasts(): readonly string[] {
    const messages = this.screen.asked('offer').filter(({ title }) => title !== 'New conversation');
    return messages.map(({ title, body }) => `${title}: ${body}`);
  }

  /** The agent takes part in a conversation from now on. */
  async conversation(text?: string, customerName = 'Jane'): Promise<string> {
    const { userId } = this.simulator.ready;
    const { conversationId } = this.simulator.steering.start({ userId, answered: true, customerName });
    if (text !== undefined) this.simulator.steering.message(conversationId, text);
    await this.clock.advance(2_000);
    return conversationId;
  }

  /** The customer writes. @returns the message's id. */
  async message(conversationId: string, text: string | null): Promise<string> {
    const { id } = this.simulator.steering.message(conversationId, text);
    await this.clock.advance(2_000);
    return id;
  }

  /** The window claims and shows whatever it is offered; it is so from the start. */
  windowBehaves(outcome: AlertOutcome = 'handedOver'): void {
    this.screen.onOffer = ({ alertId }) => {
      queueMicrotask(() => {
        const { claimAlert, reportAlert } = this.application.handlers;
        const claim = claimAlert({ alertId });
        if (claim instanceof Promise) throw new TypeError('not at once');
        if (claim.granted) void reportAlert({ alertId, outcome });
      });
    };
  }

  windowIsSilent(): void {
    this.screen.onOffer = () => undefined;
  }

  /** The program ends, as told or killed, and starts again. */
  async restart({ killed = false } = {}): Promise<void> {
    if (!killed) this.application.stop();
    else this.network = false;
    const before = this.application;
    const text = this.files.at(-1);
    if (text !== undefined) this.stored = settingsSchema.parse(JSON.parse(text));
    this.screen = new FakePresenter(this.clock);
    this.application = this.#create();
    this.window = openView(this.application.view());
    if (killed) before.stop();
    this.network = true;
    this.application.start();
    await settle();
  }

  /** Ends everything and says what is left: nothing should be. */
  async stop(): Promise<{ timers: number; sockets: number }> {
    this.application.stop();
    this.simulator.close();
    await this.clock.advance(60_000);
    return { timers: this.clock.pendingTimers, sockets: this.sockets.size };
  }

  readonly fetch: Fetch = (url, init) => {
    const [, sent] = new Headers(init.headers).get('authorization')?.split(' ') ?? [];
    if (sent !== undefined) this.sent.add(sent);
    if (!this.network) return Promise.reject(new TypeError('fetch failed'));
    return simulatorFetch(this.simulator, { clock: this.clock, latencyMs: LATENCY_MS })(url, init);
  };

  #create(): Application {
    const { log } = this;
    const clock: Clock = {
      now: () => this.clock.now() + this.wallAheadMs,
      monotonic: () => this.clock.monotonic(),
      after: (ms, run) => this.clock.after(ms, run),
    };
    this.windowBehaves();
    const { screen } = this;
    const desktop = {
      presenter: screen.presenter,
      abilities: { startAtSignIn: true, alertSound: true },
      alertHelp: ['Look into the notification settings.'],
      isWindowInFront: () => this.windowInFront,
      openBrowser: (url) => {
        this.openedPages.push(url);
        return this.browse(url);
      },
      openExternal: (url) => {
        this.openedExternally.push(url);
        return Promise.resolve();
      },
      showConversation: (id) => {
        this.shownConversations.push(id);
      },
      setStartAtSignIn: (enabled) => {
        if (this.failStartItem) return Promise.reject(new Error('The disk is full.'));
        this.startItem.push(enabled);
        return Promise.resolve();
      },
    } satisfies DesktopPorts;
    return new Application({
      desktop,
      settings: {
        stored: this.stored,
        problem: this.#settingsProblem,
        write: (settings) => {
          this.stored = settings;
          this.files.push(JSON.stringify(settings));
        },
      },
      secrets: this.secrets,
      journal: {
        unfinished: [...this.journal.entries.values()],
        decided: (messageId, conversationId) => this.journal.decided(messageId, conversationId),
        finished: (messageId) => this.journal.finished(messageId),
      },
      fetch: (url, init) => this.fetch(url, init),
      openSocket: this.#openSocket(),
      clock,
      random: randomFrom(3),
      logger: log.logger,
      newId: () => `own-${String((this.#ids += 1))}`,
      version: '0.1.0',
      onChange: (change) => {
        this.changes.push(change);
        this.window = foldView(this.window, change);
      },
      onTray: (tray) => {
        this.trays.push(tray);
      },
    });
  }

  #openSocket(): OpenSocket {
    const open = simulatorSocket(this.simulator, { clock: this.clock, latencyMs: LATENCY_MS });
    return (url, handlers) => {
      const { pathname, searchParams } = new URL(url);
      this.sent.add(searchParams.get('access_token') ?? pathname.replace(/^.*\//u, ''));
      const socket = open(this.network ? url : 'ws://127.0.0.1:1/', {
        ...handlers,
        onClose: (close) => {
          this.sockets.delete(socket);
          handlers.onClose(close);
        },
      });
      this.sockets.add(socket);
      return socket;
    };
  }

  /** What a browser does: it asks for the sign-in page, and goes where that sends it. */
  async #comeBack(url: string): Promise<void> {
    const { pathname, search } = new URL(url);
    const answer = this.simulator.handle({
      method: 'GET',
      url: `${pathname}${search}`,
      headers: {},
      body: '',
    });
    const location = answer.headers['location'];
    if (location === undefined) throw new Error(`The sign-in page answered ${answer.status}`);
    this.#browsing += 1;
    try {
      await visit(location, { address: '127.0.0.1' });
    } finally {
      this.#browsing -= 1;
    }
  }
}

/** A keychain that refuses everything, and says why. */
export function troubledSecrets(kind: 'locked' | 'unavailable'): SecretStore {
  const trouble = { kind, message: `The keyring is ${kind}. Unlock or install it.` };
  return {
    get: () => Promise.resolve(trouble),
    set: () => Promise.resolve(trouble),
    delete: () => Promise.resolve(trouble),
  };
}
