import type { PrepareResult } from '../connection/state.ts';
import { isLive } from '../conversations/watch-rules.ts';
import type { Clock, Timer } from '../effects/clock.ts';
import type { SignedInUser } from '../genesys/conversations-api.ts';
import type { Rest } from '../genesys/rest.ts';
import type { ConversationSnapshot } from '../genesys/snapshot.ts';
import type { ErrorReport, WatchRequest } from './output.ts';
import { planChannels, planDirect, type PlanResult, type WatchPlan } from './prepare.ts';
import { newSession } from './session.ts';

/** Changes that come together are one change of the subscription. */
const GATHER_MS = 150;

/** A change that could not be carried out for now is tried again after this. */
const RETRY_MS = 5_000;

export interface WatchPlannerDependencies {
  protocol: 'channels' | 'direct';
  rest: Rest;
  clock: Clock;
  onUser: (user: SignedInUser) => void;
  /** A plan to go by. `isChange`: what it brings that is not known yet was there before it was watched. */
  apply: (plan: WatchPlan, isChange: boolean) => void;
  /** Other topics for the connection that is up. */
  subscribe: (topics: readonly string[]) => void;
  report: (error: ErrorReport) => void;
}

/** Turns what is to be watched into topics and rules: before the connection is made, and whenever it changes. */
export class WatchPlanner {
  readonly #dependencies: WatchPlannerDependencies;
  #request: WatchRequest;
  /** Who had the chosen conversations when the plan was made. */
  #holders = new Map<string, string>();
  #prepared = false;
  #change = newSession();
  #timer: Timer | null = null;

  constructor(request: WatchRequest, dependencies: WatchPlannerDependencies) {
    this.#request = request;
    this.#dependencies = dependencies;
  }

  get request(): WatchRequest {
    return this.#request;
  }

  /** What to subscribe. Never rejects. */
  async prepare(signal: AbortSignal): Promise<PrepareResult> {
    const request = this.#request;
    const result = await this.#plan(request, signal);
    if (result.kind !== 'plan') return result;
    if (request !== this.#request) return this.prepare(signal);
    const { plan } = result;
    this.#apply(plan, false);
    this.#prepared = true;
    if (plan.topics.length === 0 && plan.polled.length === 0) {
      const message = plan.problems[0]?.message ?? 'There is nothing to watch.';
      return { kind: 'forbidden', refused: [], message };
    }
    return { kind: 'ready', topics: plan.topics };
  }

  /** Watches something else from now on, without reconnecting. */
  change(request: WatchRequest): void {
    this.#request = request;
    this.stop();
    if (this.#prepared) this.#schedule(GATHER_MS);
  }

  /**
   * A conversation has changed. If it is a chosen one that is with somebody else now, the topic that brought it may not
   * bring it any longer: the plan is made anew.
   */
  noticed(snapshot: ConversationSnapshot): void {
    if (this.#request.conversations.length === 0) return;
    const before = this.#holders.get(snapshot.id);
    if (before === undefined || before === holdersOf(snapshot)) return;
    this.#holders.set(snapshot.id, holdersOf(snapshot));
    this.change(this.#request);
  }

  /** Ends what is under way. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#change.abort();
    this.#change = newSession();
  }

  #schedule(ms: number): void {
    const { signal } = this.#change;
    this.#timer = this.#dependencies.clock.after(ms, () => {
      void this.#carryOut(signal);
    });
  }

  async #carryOut(signal: AbortSignal): Promise<void> {
    const result = await this.#plan(this.#request, signal);
    if (signal.aborted) return;
    switch (result.kind) {
      case 'plan':
        this.#apply(result.plan, true);
        this.#dependencies.subscribe(result.plan.topics);
        return;
      case 'forbidden':
      case 'refused':
        this.#dependencies.report({ code: 'forbiddenConversation', message: result.message, topic: null });
        return;
      case 'unauthorized':
      case 'channelGone':
      case 'limited':
      case 'transient':
        this.#schedule(RETRY_MS);
    }
  }

  #apply(plan: WatchPlan, isChange: boolean): void {
    for (const problem of plan.problems) this.#dependencies.report(problem);
    const chosen = new Set(this.#request.conversations);
    const known = plan.baseline.filter(({ id }) => chosen.has(id));
    this.#holders = new Map(known.map((snapshot) => [snapshot.id, holdersOf(snapshot)]));
    this.#dependencies.apply(plan, isChange);
  }

  #plan(request: WatchRequest, signal: AbortSignal): Promise<PlanResult> {
    const { protocol, rest, onUser } = this.#dependencies;
    switch (protocol) {
      case 'direct':
        return Promise.resolve({ kind: 'plan', plan: planDirect(request) });
      case 'channels':
        return planChannels(request, rest, onUser, signal);
    }
  }
}

/** Which users and queues have a conversation now. */
function holdersOf({ participants }: ConversationSnapshot): string {
  const live = participants.filter(
    (participant) => participant.purpose !== 'customer' && isLive(participant),
  );
  const holders = live.flatMap(({ userId, queueId }) => [userId, queueId]).filter((id) => id !== null);
  return [...new Set(holders)].sort().join(' ');
}
