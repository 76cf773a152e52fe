import type { Clock, Timer } from '../effects/clock.ts';
import { recordsAt, stringAt } from './json.ts';
import { readMessageText, type MessageText } from './message-text.ts';
import type { PreparedCall, RestClient } from './rest-client.ts';
import type { RestResult } from './rest.ts';
import type { TextRefusals } from './text-refusals.ts';
import { Waiters } from './waiters.ts';

/** The most message ids in one bulk call; docs/genesys-cloud.md §2.4. */
const BULK_LIMIT = 1_000;

/** The waits before the second and the third try, in ms. */
const RETRY_AFTER_MS = [1_000, 3_000];

export interface ConversationTextsOptions {
  rest: Pick<RestClient, 'sendWhenAdmitted'>;
  clock: Clock;
  refusals: TextRefusals;
  /** How long a first request waits for others, in ms. */
  gatherMs: number;
}

/** A message that somebody waits for. */
interface Wanted {
  id: string;
  waiters: Waiters<MessageText>;
  /** The call that asks for it; null while it is gathered for the next one. */
  call: AbortController | null;
  retries: number;
}

/** The texts that are wanted of one conversation: gathered for the next call, or asked for by one under way. */
export class ConversationTexts {
  readonly #conversationId: string;
  readonly #options: ConversationTextsOptions;
  readonly #gathered = new Map<string, Wanted>();
  readonly #asked = new Map<string, Wanted>();
  #timer: Timer | null = null;
  /** The call that waits for the budget: what is gathered when its turn comes goes with it. */
  #waitingCall: AbortController | null = null;

  constructor(conversationId: string, options: ConversationTextsOptions) {
    this.#conversationId = conversationId;
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#gathered.size === 0 && this.#asked.size === 0;
  }

  request(messageId: string, signal?: AbortSignal): Promise<MessageText> {
    const known = this.#gathered.get(messageId) ?? this.#asked.get(messageId);
    if (known !== undefined) return known.waiters.wait({ kind: 'unavailable' }, signal);
    const wanted: Wanted = {
      id: messageId,
      waiters: new Waiters(() => {
        this.#forget(wanted);
      }),
      call: null,
      retries: 0,
    };
    this.#gathered.set(messageId, wanted);
    if (this.#timer === null) this.#sendAfter(this.#options.gatherMs);
    return wanted.waiters.wait({ kind: 'unavailable' }, signal);
  }

  #sendAfter(ms: number): void {
    if (this.#waitingCall !== null) return;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(ms, () => {
      this.#timer = null;
      if (this.#options.refusals.isRefused(this.#conversationId)) this.#settleGathered({ kind: 'refused' });
      else void this.#send();
    });
  }

  async #send(): Promise<void> {
    const call = new AbortController();
    this.#waitingCall = call;
    let asked: Wanted[] = [];
    const prepare = () => {
      asked = this.#take(call);
      return callFor(this.#conversationId, asked);
    };
    const result = await this.#options.rest.sendWhenAdmitted('text', prepare, call.signal);
    // A call can fail before its turn, for want of a token.
    if (this.#waitingCall === call) asked = this.#take(call);
    const answered = asked.filter((wanted) => wanted.call === call && wanted.waiters.count > 0);
    for (const wanted of answered) this.#asked.delete(wanted.id);
    this.#handOut(answered, asked.length, result);
  }

  /** Moves what is gathered into a call whose turn has come; what is too much for it goes with the next. */
  #take(call: AbortController): Wanted[] {
    this.#waitingCall = null;
    const taken = [...this.#gathered.values()].slice(0, BULK_LIMIT);
    for (const wanted of taken) {
      wanted.call = call;
      this.#gathered.delete(wanted.id);
      this.#asked.set(wanted.id, wanted);
    }
    if (this.#gathered.size > 0) this.#sendAfter(0);
    return taken;
  }

  #handOut(answered: readonly Wanted[], askedFor: number, result: RestResult<unknown>): void {
    switch (result.kind) {
      case 'ok': {
        this.#options.refusals.read();
        const texts = askedFor === 1 ? null : bulkTexts(result.value);
        for (const { id, waiters } of answered) {
          waiters.settle(
            texts === null ? readMessageText(result.value) : (texts.get(id) ?? { kind: 'unavailable' }),
          );
        }
        return;
      }
      case 'forbidden':
        this.#options.refusals.refused(this.#conversationId);
        for (const { waiters } of answered) waiters.settle({ kind: 'refused' });
        this.#settleGathered({ kind: 'refused' });
        return;
      case 'notFound':
      case 'refused':
        for (const { waiters } of answered) waiters.settle({ kind: 'unavailable' });
        return;
      case 'transient':
        this.#tryAgain(answered, result.retryAfterMs ?? 0);
        return;
      case 'limited': // The budget waits as long as it was told.
      case 'unauthorized': // The token is being renewed elsewhere.
        this.#tryAgain(answered, 0);
        return;
    }
  }

  #tryAgain(failed: readonly Wanted[], atLeastMs: number): void {
    let waitMs: number | null = null;
    for (const wanted of failed) {
      const backoffMs = RETRY_AFTER_MS[wanted.retries];
      if (backoffMs === undefined) {
        wanted.waiters.settle({ kind: 'unavailable' });
        continue;
      }
      wanted.retries += 1;
      wanted.call = null;
      this.#gathered.set(wanted.id, wanted);
      waitMs = Math.max(waitMs ?? atLeastMs, backoffMs);
    }
    if (waitMs !== null) this.#sendAfter(waitMs);
  }

  #settleGathered(text: MessageText): void {
    const gathered = [...this.#gathered.values()];
    this.#gathered.clear();
    this.#stopIfNothingIsGathered();
    for (const { waiters } of gathered) waiters.settle(text);
  }

  /** Nobody waits for this message any more. */
  #forget(wanted: Wanted): void {
    const { id, call } = wanted;
    if (call === null) {
      this.#gathered.delete(id);
      this.#stopIfNothingIsGathered();
      return;
    }
    this.#asked.delete(id);
    if (![...this.#asked.values()].some((other) => other.call === call)) call.abort();
  }

  #stopIfNothingIsGathered(): void {
    if (this.#gathered.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
    this.#waitingCall?.abort();
    this.#waitingCall = null;
  }
}

function callFor(conversationId: string, asked: readonly Wanted[]): PreparedCall {
  const messages = `/api/v2/conversations/messages/${encodeURIComponent(conversationId)}/messages`;
  const [first] = asked;
  return first !== undefined && asked.length === 1
    ? { method: 'GET', path: `${messages}/${encodeURIComponent(first.id)}?useNormalizedMessage=true` }
    : { method: 'POST', path: `${messages}/bulk`, body: asked.map(({ id }) => id) };
}

function bulkTexts(value: unknown): Map<string, MessageText> {
  const texts = new Map<string, MessageText>();
  for (const message of recordsAt(value, 'entities')) {
    const id = stringAt(message, 'id');
    if (id !== null) texts.set(id, readMessageText(message));
  }
  return texts;
}
