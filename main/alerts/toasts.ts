import type { Clock, Timer } from '../effects/clock.ts';
import type { Alert, AlertFate, AlertOutcome } from './alert.ts';
import { Claims, LONGEST_WAY_MS, SYSTEM_SILENT, type ClaimResult } from './claims.ts';
import type { AlertPresenter } from './presenter.ts';

/** A place without a toast is forgotten after this; longer than any interval between two toasts. */
const PLACE_KEPT_MS = 10_000;

/** A message that a toast stands for, and how. */
export interface ToastMember {
  messageId: string;
  role: 'shown' | 'merged' | 'summarized';
}

/** A toast to come. Its words are asked for when it is shown: by then it may stand for more. */
export interface ToastRequest {
  conversationId: string | null;
  members: readonly ToastMember[];
  words: () => { title: string; body: string; silent: boolean };
}

export interface ToastsDependencies {
  presenter: AlertPresenter;
  clock: Clock;
  newId: () => string;
  onFate: (messageId: string, fate: AlertFate) => void;
  /** A toast may be on the screen twice: the window claimed it and fell silent. */
  onPossiblyTwice: (toast: Toast) => void;
  /** The system took a toast. */
  onHandedOver: (place: string, alert: Alert) => void;
  onOutcome: (toast: Toast, outcome: AlertOutcome) => void;
}

export interface Toast {
  alert: Alert;
  members: readonly ToastMember[];
  /** Whether it is known that the system took it, or did not. */
  settled: boolean;
  /** Since when the first of its messages waits, monotonic ms. */
  waitingSince: number;
}

interface Place {
  current: Toast | null;
  shownAt: number;
  pending: ToastRequest | null;
  timer: Timer | null;
}

/**
 * One place on the screen for each conversation, and one for the summary: a new toast takes the place of the earlier,
 * so that it pops and sounds. In one place toasts come at intervals; what comes faster is merged into the next.
 */
export class Toasts {
  readonly #dependencies: ToastsDependencies;
  readonly #claims: Claims;
  readonly #places = new Map<string, Place>();
  readonly #toasts = new Map<string, { place: string; toast: Toast }>();
  #stopped = false;

  constructor(dependencies: ToastsDependencies) {
    this.#dependencies = dependencies;
    this.#claims = new Claims({
      presenter: dependencies.presenter,
      clock: dependencies.clock,
      onSettled: (alertId, result) => {
        this.#settle(alertId, result);
      },
      onPossiblyTwice: (alertId) => {
        const entry = this.#toasts.get(alertId);
        if (entry !== undefined) dependencies.onPossiblyTwice(entry.toast);
      },
      onOutcome: (alertId, outcome) => {
        this.#outcome(alertId, outcome);
      },
    });
  }

  /** The window's side of a toast. */
  get claims(): Pick<Claims, 'claim' | 'report' | 'windowGone'> {
    return this.#claims;
  }

  /** The messages of the latest toast in a place, whether it is there or comes next; the latest message last. */
  membersAt(place: string): readonly ToastMember[] {
    const there = this.#places.get(place);
    return there?.pending?.members ?? there?.current?.members ?? [];
  }

  /** Whether a toast is on its way to a place. */
  isWaiting(place: string): boolean {
    const there = this.#places.get(place);
    return there !== undefined && (there.pending !== null || there.current?.settled === false);
  }

  /** Puts a toast in a place. @param intervalMs the least time after the earlier one there. */
  show(place: string, request: ToastRequest, intervalMs: number): void {
    if (this.#stopped) return;
    const { clock } = this.#dependencies;
    const there = this.#place(place);
    there.pending = there.pending === null ? request : mergeInto(request, there.pending.members);
    const wait = there.shownAt + intervalMs - clock.monotonic();
    if (wait <= 0) this.#showPending(place, there);
    else {
      there.timer ??= clock.after(wait, () => {
        this.#showPending(place, there);
      });
    }
  }

  /** Takes every toast off the screen, and shows none of those that were to come. */
  clear(): void {
    for (const { timer } of this.#places.values()) timer?.cancel();
    this.#places.clear();
    for (const alertId of this.#toasts.keys()) this.#claims.close(alertId);
    this.#toasts.clear();
  }

  /** Ends every timer; nothing is shown any more. */
  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#places.values()) timer?.cancel();
    this.#places.clear();
    this.#toasts.clear();
    this.#claims.stop();
  }

  #place(name: string): Place {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const now = this.#dependencies.clock.monotonic();
    for (const [other, { current, pending, shownAt }] of this.#places) {
      if (current === null && pending === null && now - shownAt > PLACE_KEPT_MS) this.#places.delete(other);
    }
    const place: Place = { current: null, shownAt: -Infinity, pending: null, timer: null };
    this.#places.set(name, place);
    return place;
  }

  #showPending(name: string, place: Place): void {
    place.timer?.cancel();
    place.timer = null;
    const { pending } = place;
    if (pending === null) return;
    place.pending = null;
    const now = this.#dependencies.clock.monotonic();
    const earlier = this.#takeAway(place, now);
    const request = earlier === null ? pending : mergeInto(pending, earlier.members);
    const alertId = this.#dependencies.newId();
    const alert: Alert = { alertId, conversationId: request.conversationId, ...request.words() };
    const waitingSince = earlier?.waitingSince ?? now;
    const toast: Toast = { alert, members: request.members, settled: false, waitingSince };
    place.current = toast;
    place.shownAt = now;
    this.#toasts.set(alertId, { place: name, toast });
    this.#claims.show(alert, now - waitingSince);
  }

  /** Takes the toast of a place off the screen. @returns it where its messages still wait and go with the next. */
  #takeAway(place: Place, now: number): Toast | null {
    const toast = place.current;
    if (toast === null) return null;
    place.current = null;
    this.#toasts.delete(toast.alert.alertId);
    this.#claims.close(toast.alert.alertId);
    if (toast.settled || toast.members.length === 0) return null;
    if (now - toast.waitingSince < LONGEST_WAY_MS) return toast;
    // One toast after the other was replaced before the system answered: it does not.
    for (const { messageId } of toast.members)
      this.#dependencies.onFate(messageId, { kind: 'failed', reason: SYSTEM_SILENT });
    return null;
  }

  #settle(alertId: string, result: ClaimResult): void {
    const entry = this.#toasts.get(alertId);
    if (entry === undefined) return;
    entry.toast.settled = true;
    if (result.kind === 'failed') this.#forget(alertId);
    else this.#dependencies.onHandedOver(entry.place, entry.toast.alert);
    for (const { messageId, role } of entry.toast.members) {
      this.#dependencies.onFate(messageId, fateOf(role, alertId, result));
    }
  }

  #outcome(alertId: string, outcome: AlertOutcome): void {
    const entry = this.#toasts.get(alertId);
    if (entry === undefined) return;
    if (outcome !== 'handedOver') this.#forget(alertId);
    this.#dependencies.onOutcome(entry.toast, outcome);
  }

  /** The toast is no longer on the screen. */
  #forget(alertId: string): void {
    const entry = this.#toasts.get(alertId);
    if (entry === undefined) return;
    this.#toasts.delete(alertId);
    const place = this.#places.get(entry.place);
    if (place?.current === entry.toast) place.current = null;
  }
}

function mergeInto(request: ToastRequest, members: readonly ToastMember[]): ToastRequest {
  const merged = members
    .filter(({ messageId }) => !request.members.some((member) => member.messageId === messageId))
    .map(({ messageId, role }): ToastMember => ({
      messageId,
      role: role === 'shown' ? 'merged' : role,
    }));
  return { ...request, members: [...merged, ...request.members] };
}

function fateOf(role: ToastMember['role'], alertId: string, result: ClaimResult): AlertFate {
  if (result.kind === 'failed') return { kind: 'failed', reason: result.reason };
  switch (role) {
    case 'shown':
      return { kind: 'handedOver', by: result.by };
    case 'merged':
      return { kind: 'mergedInto', alertId };
    case 'summarized':
      return { kind: 'summarized', alertId };
  }
}
