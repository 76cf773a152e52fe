import type { Logger } from '../diagnostics/logger.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type {
  AlertMessage,
  AlertOutcome,
  AlertRecord,
  AlertSettings,
  ConversationRule,
  HoldRule,
} from './alert.ts';
import { DeliveryLog } from './delivery-log.ts';
import type { Journal } from './journal.ts';
import type { AlertPresenter } from './presenter.ts';
import { mayShowToast, noToasts, withToast, type ToastHistory } from './toast-limit.ts';
import { messageToast, offeredToast, summaryToast } from './toast-text.ts';
import { Toasts } from './toasts.ts';

/** In one place toasts come this far apart: with less, an orphan stays on the screen of some systems. */
const CONVERSATION_INTERVAL_MS = 100;

/** The summary counts on, and is shown anew no more often than this. */
const SUMMARY_INTERVAL_MS = 2_000;

/** A summary that nothing was added to for this long is over; the next one counts from the start. */
const SUMMARY_ENDS_AFTER_MS = 10_000;

/** A disk that has not taken a decision by then is not waited for: an alert is worth more than its entry. */
const JOURNAL_WITHIN_MS = 1_000;

const SUMMARY = 'summary';
const TEST = 'test';

export interface AlertServiceDependencies {
  presenter: AlertPresenter;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  /** Makes an id that was never used before. */
  newId: () => string;
  settings: () => AlertSettings;
  /** Why a conversation does not alert; null if it does. */
  heldBackBy: (conversationId: string) => ConversationRule | null;
  /** Until when nothing alerts; wall clock, ms. */
  doNotDisturbUntil: () => number | null;
  /** A toast was clicked; null for one that stands for several conversations. */
  onClicked: (conversationId: string | null) => void;
}

/** A message that was decided about and waits until the journal has it. */
interface Decided {
  message: AlertMessage;
  isWritten: boolean;
  timer: Timer | null;
}

/** Decides for every message whether and how it alerts, and follows each decision to its end. */
export class AlertService {
  readonly #dependencies: AlertServiceDependencies;
  #log = new DeliveryLog();
  readonly #toasts: Toasts;
  /** In the order of their decision, which the journal need not keep. */
  readonly #decided: Decided[] = [];
  /** Conversations that have sounded since they were last answered or looked at. */
  readonly #sounded = new Set<string>();
  #history: ToastHistory = noToasts;
  #stopped = false;
  #summary = { messages: 0, conversations: new Set<string>(), lastAt: -Infinity };

  constructor(dependencies: AlertServiceDependencies) {
    this.#dependencies = dependencies;
    this.#toasts = new Toasts({
      presenter: dependencies.presenter,
      clock: dependencies.clock,
      newId: dependencies.newId,
      onPossiblyTwice: ({ members }) => {
        for (const { messageId } of members) this.#log.markPossiblyRepeated(messageId);
        dependencies.logger.warn('An alert was possibly shown twice: the window claimed it and fell silent');
      },
      onFate: (messageId, fate) => {
        this.#log.settle(messageId, fate);
        if (fate.kind === 'failed')
          dependencies.logger.warn('An alert could not be shown', { reason: fate.reason });
        void dependencies.journal.finished(messageId);
      },
      onHandedOver: (place, { silent }) => {
        if (!silent) this.#sounded.add(place);
      },
      onOutcome: ({ alert, members }, outcome) => {
        for (const { messageId } of members) this.#log.note(messageId, outcome);
        if (outcome === 'clicked') dependencies.onClicked(alert.conversationId);
      },
    });
  }

  /** The last decisions, the newest last. */
  deliveries(): readonly AlertRecord[] {
    return this.#log.all();
  }

  /** Decides about a message. One that was decided about before is passed over. */
  message(message: AlertMessage, possiblyRepeated = false): void {
    const { messageId, conversationId, missed } = message;
    const decidedAt = this.#dependencies.clock.now();
    const isNew = this.#log.add({
      messageId,
      conversationId,
      decidedAt,
      fate: { kind: 'waiting' },
      outcome: null,
      missed,
      possiblyRepeated,
    });
    if (!isNew) return;
    const rule = this.#holdRule(conversationId);
    if (rule !== null) {
      this.#log.settle(messageId, { kind: 'heldBack', rule });
      // It may be there from the last run.
      void this.#dependencies.journal.finished(messageId);
      return;
    }
    this.#writeDown(message);
  }

  /** A conversation is offered to the agent: a silent toast, if the person wants it. Counts no message. */
  offered(conversationId: string, customer: string | null): void {
    const settings = this.#dependencies.settings();
    if (!settings.offered || this.#holdRule(conversationId) !== null) return;
    // A message on the screen says more than this.
    if (this.#toasts.membersAt(conversationId).length > 0) return;
    const words = () => ({ ...offeredToast(customer, settings), silent: true });
    this.#toasts.show(conversationId, { conversationId, members: [], words }, CONVERSATION_INTERVAL_MS);
  }

  /** A message's text came after its toast: changes the toast silently, if it still is its conversation's latest. */
  lateText(message: AlertMessage): void {
    const { conversationId, messageId } = message;
    const members = this.#toasts.membersAt(conversationId);
    if (members.at(-1)?.messageId !== messageId) return;
    if (this.#dependencies.settings().content !== 'nameAndText' || this.#holdRule(conversationId) !== null)
      return;
    const words = () => ({
      ...messageToast(message, this.#dependencies.settings()),
      silent: !this.#log.isWaiting(messageId) || this.#isSilent(conversationId),
    });
    this.#toasts.show(conversationId, { conversationId, members, words }, CONVERSATION_INTERVAL_MS);
  }

  /** The agent has answered or looked: the conversation's next message sounds again. */
  attended(conversationId: string): void {
    this.#sounded.delete(conversationId);
  }

  /** Shows a toast for the person to say whether they saw it. */
  test(): void {
    const words = () => ({
      title: 'Test alert',
      body: 'This is how a new customer message will look.',
      silent: this.#dependencies.settings().sound === 'off',
    });
    this.#toasts.show(TEST, { conversationId: null, members: [], words }, CONVERSATION_INTERVAL_MS);
  }

  /** The window asks for a toast. @returns whether it may show it. */
  claim(alertId: string): boolean {
    return this.#toasts.claims.claim(alertId);
  }

  /** The window says what came of a toast. */
  report(alertId: string, outcome: AlertOutcome): void {
    this.#toasts.claims.report(alertId, outcome);
  }

  /** The window crashed or was closed: what it was to show is shown from the main process. */
  windowGone(): void {
    this.#toasts.claims.windowGone();
  }

  /** Somebody signs out: nothing stays on the screen or in the log, and what is on its way is not shown, now or later. */
  forget(): void {
    for (const { timer } of this.#decided.splice(0)) timer?.cancel();
    this.#toasts.clear();
    for (const { messageId, fate } of this.#log.all())
      if (fate.kind === 'waiting') void this.#dependencies.journal.finished(messageId);
    this.#log = new DeliveryLog();
    this.#sounded.clear();
    this.#history = noToasts;
    this.#summary = { messages: 0, conversations: new Set(), lastAt: -Infinity };
  }

  /** Ends every timer. What is decided and not shown stays in the journal for the next run. */
  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#decided.splice(0)) timer?.cancel();
    this.#toasts.stop();
  }

  #holdRule(conversationId: string): HoldRule | null {
    const { heldBackBy, doNotDisturbUntil, clock } = this.#dependencies;
    const rule = heldBackBy(conversationId);
    if (rule !== null) return rule;
    const until = doNotDisturbUntil();
    return until !== null && clock.now() < until ? 'doNotDisturb' : null;
  }

  /** A message is shown only once a kill can no longer lose it. */
  #writeDown(message: AlertMessage): void {
    const { clock, journal, logger } = this.#dependencies;
    const written = journal.decided(message.messageId, message.conversationId);
    if (this.#stopped) return;
    const decided: Decided = { message, isWritten: false, timer: null };
    const goOn = () => {
      decided.timer?.cancel();
      decided.isWritten = true;
      this.#presentWritten();
    };
    decided.timer = clock.after(JOURNAL_WITHIN_MS, () => {
      logger.warn('The alert journal does not answer; the alert is shown without it');
      goOn();
    });
    this.#decided.push(decided);
    void written.then(goOn);
  }

  #presentWritten(): void {
    for (let first = this.#decided[0]; first?.isWritten === true; first = this.#decided[0]) {
      this.#decided.shift();
      this.#present(first.message);
    }
  }

  #present(message: AlertMessage): void {
    const { clock, settings } = this.#dependencies;
    const { conversationId, messageId, own } = message;
    const now = clock.monotonic();
    const kind = own ? 'own' : 'queue';
    if (!mayShowToast(this.#history, kind, now)) {
      this.#summarize(message, now);
      return;
    }
    this.#history = withToast(this.#history, kind, now);
    const words = () => ({ ...messageToast(message, settings()), silent: this.#isSilent(conversationId) });
    const members = [{ messageId, role: 'shown' as const }];
    this.#toasts.show(conversationId, { conversationId, members, words }, CONVERSATION_INTERVAL_MS);
  }

  #summarize({ messageId, conversationId }: AlertMessage, now: number): void {
    // One that is on its way takes along what was counted in it.
    if (now - this.#summary.lastAt > SUMMARY_ENDS_AFTER_MS && !this.#toasts.isWaiting(SUMMARY)) {
      this.#summary = { messages: 0, conversations: new Set(), lastAt: now };
      this.#sounded.delete(SUMMARY);
    }
    const summary = this.#summary;
    summary.messages += 1;
    summary.conversations.add(conversationId);
    summary.lastAt = now;
    const words = () => ({
      ...summaryToast(summary.messages, summary.conversations.size),
      silent: this.#isSilent(SUMMARY),
    });
    const members = [{ messageId, role: 'summarized' as const }];
    this.#toasts.show(SUMMARY, { conversationId: null, members, words }, SUMMARY_INTERVAL_MS);
  }

  #isSilent(conversationId: string): boolean {
    switch (this.#dependencies.settings().sound) {
      case 'off':
        return true;
      case 'everyMessage':
        return false;
      case 'oncePerConversation':
        return this.#sounded.has(conversationId);
    }
  }
}
