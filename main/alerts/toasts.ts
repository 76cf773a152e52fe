import type { Clock, Timer } from '../effects/clock.ts';
import type { Alert, AlertFate } from './alert.ts';
import { Claims, type ClaimResult } from './claims.ts';
import type { AlertPresenter } from './presenter.ts';

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
  onFate: (messageId: string, fate: AlertFate, possiblyTwice: boolean) => void;
  onOutcome: (toast: Toast, outcome: 'clicked' | 'dismissed') => void;
}

export interface Toast {
  alert: Alert;
  members: readonly ToastMember[];
  settled: boolean;
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

  constructor(dependencies: ToastsDependencies) {
    this.#dependencies = dependencies;
    this.#claims = new Claims({
      presenter: dependencies.presenter,
      clock: dependencies.clock,
      onSettled: (alertId, result) => {
        this.#settle(alertId, result);
      },
      onOutcome: (alertId, outcome) => {
        this.#end(alertId, outcome);
      },
    });
  }

  /** The window's side of a toast. */
  get claims(): Pick<Claims, 'claim' | 'report' | 'windowGone'> {
    return this.#claims;
  }

  /** The toast that is in a place. */
  at(place: string): Toast | null {
    return this.#places.get(place)?.current ?? null;
  }

  /** Puts a toast in a place. @param intervalMs the least time after the earlier one there. */
  show(place: string, request: ToastRequest, intervalMs: number): void {
    const { clock } = this.#dependencies;
    const there = this.#place(place);
    if (there.pending !== null) request = mergeInto(request, there.pending.members);
    there.pending = request;
    const wait = there.shownAt + intervalMs - clock.monotonic();
    if (wait <= 0) this.#showPending(place, there);
    else {
      there.timer ??= clock.after(wait, () => {
        this.#showPending(place, there);
      });
    }
  }

  /** Ends every timer. */
  stop(): void {
    for (const { timer } of this.#places.values()) timer?.cancel();
    this.#places.clear();
    this.#toasts.clear();
    this.#claims.stop();
  }

  #place(name: string): Place {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place: Place = { current: null, shownAt: -Infinity, pending: null, timer: null };
    this.#places.set(name, place);
    return place;
  }

  #showPending(name: string, place: Place): void {
    place.timer?.cancel();
    place.timer = null;
    let request = place.pending;
    if (request === null) return;
    place.pending = null;
    const earlier = place.current;
    if (earlier !== null) {
      this.#toasts.delete(earlier.alert.alertId);
      this.#claims.close(earlier.alert.alertId);
      if (!earlier.settled) request = mergeInto(request, earlier.members);
    }
    const alertId = this.#dependencies.newId();
    const alert: Alert = { alertId, conversationId: request.conversationId, ...request.words() };
    const toast: Toast = { alert, members: request.members, settled: false };
    place.current = toast;
    place.shownAt = this.#dependencies.clock.monotonic();
    this.#toasts.set(alertId, { place: name, toast });
    this.#claims.show(alert);
  }

  #settle(alertId: string, result: ClaimResult): void {
    const entry = this.#toasts.get(alertId);
    if (entry === undefined) return;
    entry.toast.settled = true;
    const possiblyTwice = result.kind === 'handedOver' && result.possiblyTwice;
    for (const { messageId, role } of entry.toast.members) {
      this.#dependencies.onFate(messageId, fateOf(role, alertId, result), possiblyTwice);
    }
  }

  #end(alertId: string, outcome: 'clicked' | 'dismissed'): void {
    const entry = this.#toasts.get(alertId);
    if (entry === undefined) return;
    this.#toasts.delete(alertId);
    const place = this.#places.get(entry.place);
    if (place?.current === entry.toast) {
      place.current = null;
      if (place.pending === null) this.#places.delete(entry.place);
    }
    this.#dependencies.onOutcome(entry.toast, outcome);
  }
}

function mergeInto(request: ToastRequest, members: readonly ToastMember[]): ToastRequest {
  const merged = members.map(({ messageId, role }): ToastMember => ({
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
