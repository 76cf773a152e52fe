import type { Aim, Fault } from './fault-list.ts';

type WaitingKind =
  | 'refuseUpgrade'
  | 'hangUpgrade'
  | 'connectThenDrop'
  | 'duplicateFrames'
  | 'reorderFrames'
  | 'delayFrames'
  | 'restStatus'
  | 'restHang'
  | 'restDelay'
  | 'restDrop'
  | 'rejectCredentials'
  | 'tokenStatus'
  | 'noConfirmation';

/** A fault that waits for its next occasion, a number of times. */
export type WaitingFault = Extract<Fault, { kind: WaitingKind }>;
export type UpgradeFault = Extract<Fault, { kind: 'refuseUpgrade' | 'hangUpgrade' | 'connectThenDrop' }>;
export type FrameFault = Extract<Fault, { kind: 'duplicateFrames' | 'reorderFrames' | 'delayFrames' }>;
export type RestFault = Extract<Fault, { kind: `rest${string}` }>;
export type TokenFault = Extract<Fault, { kind: 'rejectCredentials' | 'tokenStatus' }>;

interface RateHeaders {
  count: number;
  allowed: number;
  reset: number;
}

/** The faults that wait for their occasion or last. Those that act at once are not kept here. */
export class Faults {
  #waiting: { fault: WaitingFault; left: number }[] = [];
  heartbeats = true;
  rateHeaders: RateHeaders | null = null;

  wait(fault: WaitingFault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#waiting = [];
    this.heartbeats = true;
    this.rateHeaders = null;
  }

  takeUpgrade(kind: 'channel' | 'direct', channelId: string | null): UpgradeFault | null {
    return this.#take(
      (fault): fault is UpgradeFault =>
        (fault.kind === 'refuseUpgrade' ||
          fault.kind === 'hangUpgrade' ||
          fault.kind === 'connectThenDrop') &&
        isAimedAt(fault.only, kind, channelId),
    );
  }

  takeFrame(): FrameFault | null {
    return this.#take(
      (fault): fault is FrameFault =>
        fault.kind === 'duplicateFrames' || fault.kind === 'reorderFrames' || fault.kind === 'delayFrames',
    );
  }

  takeRest(path: string): RestFault | null {
    return this.#take(
      (fault): fault is RestFault =>
        (fault.kind === 'restStatus' ||
          fault.kind === 'restHang' ||
          fault.kind === 'restDelay' ||
          fault.kind === 'restDrop') &&
        (fault.path === '*' ? path.startsWith('/api/') : path.includes(fault.path)),
    );
  }

  takeToken(): TokenFault | null {
    return this.#take(
      (fault): fault is TokenFault => fault.kind === 'rejectCredentials' || fault.kind === 'tokenStatus',
    );
  }

  takeNoConfirmation(): boolean {
    return this.#take((fault): fault is WaitingFault => fault.kind === 'noConfirmation') !== null;
  }

  #take<T extends WaitingFault>(fits: (fault: WaitingFault) => fault is T): T | null {
    for (const entry of this.#waiting) {
      const { fault } = entry;
      if (!fits(fault)) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
      return fault;
    }
    return null;
  }
}

/** Whether a socket is among those that a fault is for. */
export function isAimedAt(only: Aim, kind: 'channel' | 'direct', channelId: string | null): boolean {
  switch (only) {
    case 'all':
      return true;
    case 'channels':
      return kind === 'channel';
    case 'direct':
      return kind === 'direct';
    default:
      return channelId === only;
  }
}
