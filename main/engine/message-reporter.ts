import { newSession } from './session.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { MessageTexts } from '../genesys/message-texts.ts';
import type { MessageReport } from './output.ts';

interface Waiting {
  report: MessageReport;
  ready: boolean;
  deadline: Timer | null;
}

export interface MessageReporterDependencies {
  texts: MessageTexts;
  clock: Clock;
  /** How long a message waits for its text before it is reported without, in ms. */
  textWaitMs: number;
  report: (message: MessageReport) => void;
  /** The text of a message that was reported without it. */
  reportLateText: (message: MessageReport) => void;
}

/**
 * Reports messages in the order of their conversation, each as soon as its text is there, or without it when that
 * takes too long: the text is not in the event and must be fetched (docs/genesys-cloud.md §2.4).
 */
export class MessageReporter {
  readonly #dependencies: MessageReporterDependencies;
  readonly #waiting = new Map<string, Waiting[]>();
  #session = newSession();

  constructor(dependencies: MessageReporterDependencies) {
    this.#dependencies = dependencies;
  }

  /** Takes a message to report. One with an id and no text waits for its text. */
  add(report: MessageReport): void {
    const { conversationId, messageId } = report;
    const needsText =
      messageId !== null && report.text === null && !this.#dependencies.texts.isRefused(conversationId);
    const line = this.#waiting.get(conversationId);
    if (!needsText && line === undefined) {
      this.#dependencies.report(report);
      return;
    }
    const waiting: Waiting = { report, ready: !needsText, deadline: null };
    if (line === undefined) this.#waiting.set(conversationId, [waiting]);
    else line.push(waiting);
    if (needsText) this.#fetchText(waiting, messageId);
  }

  /** Reports at once whatever still waits, and asks for no more texts. */
  flush(): void {
    this.#session.abort();
    this.#session = newSession();
    // Settling a message takes it out of its line.
    for (const line of [...this.#waiting.values()])
      for (const waiting of [...line]) this.#settle(waiting, null);
  }

  #fetchText(waiting: Waiting, messageId: string): void {
    const { texts, clock, textWaitMs } = this.#dependencies;
    const { conversationId } = waiting.report;
    void texts.request(conversationId, messageId, this.#session.signal).then((result) => {
      const text = result.kind === 'text' ? result.text : null;
      if (!waiting.ready) this.#settle(waiting, text);
      else if (text !== null) this.#dependencies.reportLateText({ ...waiting.report, text });
    });
    // Where texts may not be read the answer is there by now, and no timer is needed.
    void Promise.resolve().then(() => {
      if (waiting.ready) return;
      waiting.deadline = clock.after(textWaitMs, () => {
        this.#settle(waiting, null);
      });
    });
  }

  #settle(waiting: Waiting, text: string | null): void {
    if (waiting.ready) return;
    waiting.ready = true;
    waiting.deadline?.cancel();
    if (text !== null) waiting.report = { ...waiting.report, text };
    this.#release(waiting.report.conversationId);
  }

  #release(conversationId: string): void {
    const line = this.#waiting.get(conversationId);
    if (line === undefined) return;
    for (let first = line[0]; first?.ready === true; first = line[0]) {
      line.shift();
      this.#dependencies.report(first.report);
    }
    if (line.length === 0) this.#waiting.delete(conversationId);
  }
}
