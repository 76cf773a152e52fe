import type {
  Alert,
  AlertMessage,
  AlertOutcome,
  AlertRecord,
  AlertSettings,
} from '../../../main/alerts/alert.ts';
import { AlertService } from '../../../main/alerts/alert-service.ts';
import type { Journal } from '../../../main/alerts/journal.ts';
import type { AlertPresenter } from '../../../main/alerts/presenter.ts';
import type { LogFields, Logger } from '../../../main/diagnostics/logger.ts';
import type { Clock } from '../../../main/effects/clock.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

/** One call to a presenter, with the time of it (monotonic, ms). */
export interface PresenterCall {
  at: number;
  what: 'offer' | 'showInMain' | 'closeInWindow' | 'closeInMain';
  alertId: string;
}

/** Both ways of showing a toast: it writes down what it is asked, and a test answers for the window and the system. */
export class FakePresenter {
  readonly #clock: Clock;
  readonly calls: PresenterCall[] = [];
  readonly alerts = new Map<string, Alert>();
  readonly #inMain = new Map<string, (outcome: AlertOutcome) => void>();
  hasWindow = true;
  onOffer: (alert: Alert) => void = () => undefined;
  onShowInMain: (alert: Alert, onOutcome: (outcome: AlertOutcome) => void) => void = () => undefined;
  onClose: (what: 'closeInWindow' | 'closeInMain', alertId: string) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly presenter = {
    offerToWindow: (alert: Alert) => {
      if (!this.hasWindow) return false;
      this.alerts.set(alert.alertId, alert);
      this.#note('offer', alert.alertId);
      this.onOffer(alert);
      return true;
    },
    closeInWindow: (alertId: string) => {
      this.#note('closeInWindow', alertId);
      this.onClose('closeInWindow', alertId);
    },
    showInMain: (alert: Alert, onOutcome: (outcome: AlertOutcome) => void) => {
      this.alerts.set(alert.alertId, alert);
      this.#note('showInMain', alert.alertId);
      this.#inMain.set(alert.alertId, onOutcome);
      this.onShowInMain(alert, onOutcome);
    },
    closeInMain: (alertId: string) => {
      this.#note('closeInMain', alertId);
      this.onClose('closeInMain', alertId);
    },
  } satisfies AlertPresenter;

  /** What was asked of one shower. */
  asked(what: PresenterCall['what']): readonly Alert[] {
    return this.calls
      .filter((call) => call.what === what)
      .map(({ alertId }) => this.alerts.get(alertId) ?? neverShown(alertId));
  }

  /** The toast that was offered to the window last. */
  get offered(): Alert {
    return this.asked('offer').at(-1) ?? neverShown('any');
  }

  /** The toast that the main process was asked last to show. */
  get inMain(): Alert {
    return this.asked('showInMain').at(-1) ?? neverShown('any');
  }

  /** The system says what came of a toast of the main process. */
  system(alertId: string, outcome: AlertOutcome): void {
    this.#inMain.get(alertId)?.(outcome);
  }

  #note(what: PresenterCall['what'], alertId: string): void {
    this.calls.push({ at: this.#clock.monotonic(), what, alertId });
  }
}

function neverShown(alertId: string): never {
  throw new Error(`No such toast was shown: ${alertId}`);
}

/** A journal in memory; a test says when the disk has it. */
class FakeJournal {
  readonly unfinished = new Set<string>();
  /** How long the disk takes, by message; null: it never answers. Without an entry: at once. */
  readonly delays = new Map<string, Promise<void>>();

  readonly journal = {
    decided: (messageId: string) => {
      this.unfinished.add(messageId);
      return this.delays.get(messageId) ?? Promise.resolve();
    },
    finished: (messageId: string) => {
      this.unfinished.delete(messageId);
      return Promise.resolve();
    },
  } satisfies Journal;
}

/** A logger that keeps what it is told. */
export class KeptLog {
  readonly lines: string[] = [];
  readonly #keep = (message: string, fields: LogFields = {}) => {
    this.lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  readonly logger = {
    debug: this.#keep,
    info: this.#keep,
    warn: this.#keep,
    error: this.#keep,
  } satisfies Logger;
}

/** A clock that counts the timers that were set through it and still wait. */
class CountingClock implements Clock {
  readonly #clock: Clock;
  readonly #waiting = new Set<object>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pendingTimers(): number {
    return this.#waiting.size;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, run: () => void) {
    const mark = {};
    this.#waiting.add(mark);
    const timer = this.#clock.after(ms, () => {
      this.#waiting.delete(mark);
      run();
    });
    return {
      cancel: () => {
        this.#waiting.delete(mark);
        timer.cancel();
      },
    };
  }
}

/** An alert service with everything around it in the hands of the test. */
export class AlertBench {
  readonly clock = new FakeClock();
  readonly screen = new FakePresenter(this.clock);
  readonly journal = new FakeJournal();
  readonly log = new KeptLog();
  readonly muted = new Set<string>();
  openConversation: string | null = null;
  readonly clicked: (string | null)[] = [];
  readonly #serviceClock = new CountingClock(this.clock);
  #ids = 0;
  settings: AlertSettings = { content: 'nameAndText', sound: 'oncePerConversation', offered: true };
  doNotDisturbUntil: number | null = null;
  readonly service: AlertService;

  constructor(journal?: Journal) {
    this.service = new AlertService({
      presenter: this.screen.presenter,
      journal: journal ?? this.journal.journal,
      clock: this.#serviceClock,
      logger: this.log.logger,
      newId: () => `toast-${String((this.#ids += 1))}`,
      settings: () => this.settings,
      heldBackBy: (id) => {
        if (this.muted.has(id)) return 'muted';
        return id === this.openConversation ? 'conversationOpen' : null;
      },
      doNotDisturbUntil: () => this.doNotDisturbUntil,
      onClicked: (id) => {
        this.clicked.push(id);
        if (id !== null) this.service.attended(id);
      },
    });
  }

  /** The service's own timers that wait. */
  get serviceTimers(): number {
    return this.#serviceClock.pendingTimers;
  }

  /** A new message; what is not told is ordinary. */
  async message(
    messageId: string,
    change: Partial<AlertMessage> = {},
    possiblyRepeated = false,
  ): Promise<void> {
    this.service.message(aMessage(messageId, change), possiblyRepeated);
    await settle();
  }

  record(messageId: string): AlertRecord {
    const found = this.service.deliveries().find((record) => record.messageId === messageId);
    if (found === undefined) throw new Error(`There is no record of ${messageId}`);
    return found;
  }

  fate(messageId: string): AlertRecord['fate'] {
    return this.record(messageId).fate;
  }

  /** From now on the window claims every toast at once, and the system takes it. */
  windowAnswers(): void {
    this.screen.onOffer = ({ alertId }) => {
      queueMicrotask(() => {
        if (this.service.claim(alertId)) this.service.report(alertId, 'handedOver');
      });
    };
  }

  /** The window claims the toast that was offered last, and the system takes it. @returns the toast. */
  windowShows(): Alert {
    const alert = this.screen.offered;
    if (!this.service.claim(alert.alertId)) throw new Error(`The claim was refused: ${alert.alertId}`);
    this.service.report(alert.alertId, 'handedOver');
    return alert;
  }
}

export function aMessage(messageId: string, change: Partial<AlertMessage> = {}): AlertMessage {
  return {
    messageId,
    conversationId: 'conversation-1',
    from: 'Jane',
    text: `text of ${messageId}`,
    own: true,
    missed: false,
    ...change,
  };
}
