import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionView } from '../../main/application/connection-view.ts';
import type { BlockCode, ConnectionStatus, DropReason } from '../../main/connection/status.ts';

const at = { now: 1_000_000, monotonic: 5_000 };
const nothing = { gaps: [], unwatchable: [] };

const dropReasons = Object.keys({
  silence: true,
  closed: true,
  network: true,
  noConfirmation: true,
  tooManyRequests: true,
  serviceError: true,
  channelGone: true,
  tokenRefused: true,
  serviceMoves: true,
  resumed: true,
  catchingUp: true,
  moved: true,
} satisfies Record<DropReason, true>) as readonly DropReason[];

const blockCodes = Object.keys({
  credentialsRejected: true,
  signInAgain: true,
  nothingPermitted: true,
  tooManyPrograms: true,
  refused: true,
} satisfies Record<BlockCode, true>) as readonly BlockCode[];

function view(status: ConnectionStatus) {
  return connectionView(status, nothing, at);
}

/** Words of programs that no agent should have to read. */
const JARGON = /\b(?:WS|WebSocket|socket|HTTP|REST|40\d|50\d|null|undefined|error code|topic)\b/iu;

describe('what the strip says', () => {
  it.each(dropReasons)('while reconnecting because of %s', (reason) => {
    const said = view({ state: 'reconnecting', since: 1_000, attempt: 3, retryAt: 9_000, reason });
    expect(said).toMatchObject({ since: 996_000, retryAt: 1_004_000, action: 'retry', code: reason });
    expect(said.headline).toMatch(/^(?:Reconnecting|Catching up)$/u);
    expect(said.detail).toMatch(/^[A-Z].*\.$/u);
    expect(`${said.headline} ${said.detail ?? ''}`).not.toMatch(JARGON);
    expect(said.detail?.includes('Alerts are not arriving')).toBe(reason !== 'catchingUp');
  });

  it.each(dropReasons)('without a network, %s', (reason) => {
    const said = view({ state: 'offline', since: 1_000, attempt: 3, retryAt: null, reason });
    expect(said).toMatchObject({ headline: 'No network', retryAt: null, action: 'retry' });
    expect(said.detail).not.toMatch(JARGON);
  });

  it.each(blockCodes)('when it has stopped trying because of %s', (code) => {
    const message = 'The service says no';
    const said = view({ state: 'blocked', since: 1_000, code, message });
    expect(said.code).toBe(code);
    expect(said.action).toBe(code === 'credentialsRejected' || code === 'signInAgain' ? 'signIn' : 'retry');
    expect(said.detail).toContain('Alerts are not arriving. The service says no.');
    expect(said.headline).not.toMatch(JARGON);
  });

  it('of a sign-in that has ended, once', () => {
    const message = 'Your sign-in has ended. Sign in again to get alerts.';
    const { detail } = view({ state: 'blocked', since: 0, code: 'signInAgain', message });
    expect(detail).toBe(`Alerts are not arriving. ${message}`);
  });

  it('while all is well, or begins, or rests', () => {
    expect(view({ state: 'connected', since: 0, attempt: 1, topics: 4, refused: [] })).toMatchObject({
      headline: 'Connected',
      detail: null,
      action: null,
      topics: 4,
    });
    expect(view({ state: 'connecting', since: 0, attempt: 1 })).toMatchObject({ headline: 'Connecting' });
    expect(view({ state: 'suspended', since: 0 })).toMatchObject({ headline: 'Asleep', action: null });
    expect(view({ state: 'signedOut' })).toMatchObject({
      headline: 'Not signed in',
      since: null,
      action: 'signIn',
    });
  });

  it.each([1, 2])('where %i of the subscriptions is refused, with what to do', (count) => {
    const refused = { topic: 't', reason: 'no', missingPermissions: ['a:b:c'] };
    const unwatchable = Array.from({ length: count - 1 }, () => ({ ...refused, topic: 'c' }));
    const status: ConnectionStatus = {
      state: 'connected',
      since: 0,
      attempt: 1,
      topics: 3,
      refused: [refused],
    };
    const said = connectionView(status, { gaps: [], unwatchable }, at);
    expect(said.refused).toEqual([refused, ...unwatchable]);
    expect(said.detail).toContain(`${count} of the subscriptions ${count === 1 ? 'is' : 'are'} refused`);
    expect(said.detail).toContain('Ask an administrator');
  });

  it('of times is by the wall clock of this moment, whatever the monotonic clock shows', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(1_000_000), fc.nat(90_000), (now, monotonic, ago, wait) => {
        const status: ConnectionStatus = {
          state: 'reconnecting',
          since: monotonic - ago,
          attempt: 2,
          retryAt: monotonic + wait,
          reason: 'network',
        };
        const said = connectionView(status, nothing, { now, monotonic });
        expect(said.since).toBe(now - ago);
        expect(said.retryAt).toBe(now + wait);
      }),
    );
  });
});
