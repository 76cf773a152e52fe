import { backoffDelay } from '../backoff.ts';
import { emit, update, type Draft } from '../draft.ts';
import { noteMissed } from './link-set.ts';
import type { BlockCode, DropReason } from '../status.ts';

/** Finds out what to subscribe. */
export function prepare(draft: Draft): void {
  const request = draft.state.request + 1;
  update(draft, { request, stage: { name: 'preparing', retryAt: null, reason: stageReason(draft) } });
  emit(draft, { type: 'prepare', request });
}

/** Stops everything until somebody does something about it. */
export function block(draft: Draft, code: BlockCode, message: string): void {
  emit(draft, { type: 'abandonAll' });
  keepUnheard(draft);
  update(draft, {
    stage: { name: 'blocked', code, message },
    links: [],
    renewal: { name: 'none' },
    request: draft.state.request + 1,
  });
}

/** What is missed from now on, until somebody starts again, must still be read then. */
function keepUnheard(draft: Draft): void {
  for (const link of draft.state.links) noteMissed(draft, link, 'tokenRefused');
  const gaps = draft.state.shards.flatMap(({ missed }) => (missed === null ? [] : [missed]));
  const [first] = [...gaps, ...(draft.state.unheard === null ? [] : [draft.state.unheard])].sort(
    (a, b) => a.from - b.from,
  );
  update(draft, { unheard: first ?? null });
}

/** Waits, then does the stage's work again. */
export function waitInStage(
  draft: Draft,
  name: 'authorizing' | 'preparing',
  reason: DropReason,
  retryAfterMs: number | null,
): void {
  const stageFailures = draft.state.stageFailures + 1;
  const retryAt = draft.context.now + backoffDelay(stageFailures, draft.context.random, retryAfterMs);
  update(draft, { stageFailures, stage: { name, retryAt, reason } });
}

/** Why the stage is not over yet, as far as that is known. */
export function stageReason(draft: Draft): DropReason {
  const { stage } = draft.state;
  return stage.name === 'authorizing' || stage.name === 'preparing' ? stage.reason : 'network';
}
