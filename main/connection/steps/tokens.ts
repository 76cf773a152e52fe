import { renewalDelay } from '../../auth/renewal-delay.ts';
import type { TokenResult } from '../../auth/token.ts';
import { backoffDelay } from '../backoff.ts';
import { emit, update, updateLink, type Draft } from '../draft.ts';
import type { DropReason } from '../status.ts';
import { attempt, replaceOutdated } from './attempts.ts';
import { block, prepare, stageReason, waitInStage } from './stages.ts';

/** Asks for a token, instead of the one that is held if that was refused. */
export function authorize(draft: Draft): void {
  const request = draft.state.request + 1;
  update(draft, { request, stage: { name: 'authorizing', retryAt: null, reason: stageReason(draft) } });
  emit(draft, { type: 'requestToken', request, refused: draft.state.token });
}

/** Asks for the next token while the present one still works. */
export function renewToken(draft: Draft): void {
  const { renewal, token } = draft.state;
  const request = draft.state.request + 1;
  const failures = renewal.name === 'due' ? renewal.failures : 0;
  update(draft, { request, renewal: { name: 'asked', failures } });
  emit(draft, { type: 'requestToken', request, refused: token });
}

/** The answer to asking for a token. */
export function onToken(draft: Draft, result: TokenResult): void {
  const { stage } = draft.state;
  const { now, random } = draft.context;
  if (stage.name !== 'authorizing' && stage.name !== 'running') return;
  switch (result.kind) {
    case 'token': {
      const life = result.token.lifetimeMs;
      update(draft, {
        token: result.token,
        tokenGeneration: draft.state.tokenGeneration + 1,
        stageFailures: 0,
        renewal:
          life === null
            ? { name: 'none' }
            : { name: 'due', at: now + renewalDelay(life, random), failures: 0 },
      });
      if (stage.name === 'running') moveToNewToken(draft);
      else prepare(draft);
      return;
    }
    case 'rejected':
      // A token that was not refused goes on working until its end: there is time to sign in again.
      if (stage.name === 'running' && draft.state.refusedGeneration !== draft.state.tokenGeneration) {
        update(draft, { renewal: { name: 'none' } });
        emit(draft, { type: 'report', report: { code: 'signInSoon', message: result.message } });
      } else {
        block(draft, result.code, result.message);
      }
      return;
    case 'transient': {
      const reason: DropReason = result.retryAfterMs === null ? 'serviceError' : 'tooManyRequests';
      if (stage.name === 'authorizing') {
        waitInStage(draft, 'authorizing', reason, result.retryAfterMs);
      } else {
        const { renewal } = draft.state;
        const failures = (renewal.name === 'none' ? 0 : renewal.failures) + 1;
        const at = now + backoffDelay(failures, random, result.retryAfterMs);
        update(draft, { renewal: { name: 'due', at, failures } });
      }
    }
  }
}

/** The service refused the token that is held: another one, once; then somebody must sign in. */
export function refuseToken(draft: Draft): void {
  const { state } = draft;
  if (state.stage.name === 'blocked' || state.refusedGeneration === state.tokenGeneration) return;
  if (state.tokenRefusals > 0) {
    block(
      draft,
      'signInAgain',
      'Genesys Cloud does not accept the token that it has just given. Sign in again.',
    );
    return;
  }
  update(draft, { tokenRefusals: 1, refusedGeneration: state.tokenGeneration });
  if (state.stage.name !== 'running') authorize(draft);
  else if (state.renewal.name !== 'asked') renewToken(draft);
}

function moveToNewToken(draft: Draft): void {
  for (const link of draft.state.links) {
    if (link.phase.name !== 'dead') continue;
    updateLink(draft, link.id, { channel: null, channelProven: false });
    if (link.phase.retryAt === null) attempt(draft, link.id);
  }
  replaceOutdated(draft);
}
