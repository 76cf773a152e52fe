import type { ConnectionView, GapView, RefusedTopicView } from '../../preload/contract.ts';
import type { ConnectionStatus } from '../connection/status.ts';
import type { Clock } from '../effects/clock.ts';
import type { ErrorReport } from '../engine/output.ts';
import { connectionView } from './connection-view.ts';

const KEPT_GAPS = 20;

/** So many of the choices that cannot be watched are named. */
const KEPT_UNWATCHABLE = 100;

/** What there is to tell of the connection: how it is, what may be missing, and what cannot be watched. */
export class ConnectionStory {
  readonly #clock: Clock;
  #status: ConnectionStatus = { state: 'signedOut' };
  #gaps: readonly GapView[] = [];
  #unwatchable: readonly RefusedTopicView[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isConnected(): boolean {
    return this.#status.state === 'connected';
  }

  get view(): ConnectionView {
    return connectionView(
      this.#status,
      { gaps: this.#gaps, unwatchable: this.#unwatchable },
      { now: this.#clock.now(), monotonic: this.#clock.monotonic() },
    );
  }

  status(status: ConnectionStatus): void {
    this.#status = status;
  }

  gap(gap: GapView): void {
    this.#gaps = [...this.#gaps, gap].slice(-KEPT_GAPS);
  }

  /** Something that was chosen cannot be watched. */
  unwatchable({ topic, message }: Pick<ErrorReport, 'topic' | 'message'>): void {
    const named = topic ?? 'What was chosen to be watched';
    const others = this.#unwatchable.filter((other) => other.topic !== named);
    this.#unwatchable = [...others, { topic: named, reason: message, missingPermissions: [] }].slice(
      -KEPT_UNWATCHABLE,
    );
  }

  /** Something else was chosen: what could not be watched before is told anew, or no longer. */
  newChoice(): void {
    this.#unwatchable = [];
  }

  /** Back to the beginning. */
  clear(): void {
    this.#status = { state: 'signedOut' };
    this.#gaps = [];
    this.#unwatchable = [];
  }
}
