import { describe, expect, it } from 'vitest';
import { trayView } from '../../main/application/tray-state.ts';
import type { ConnectionView } from '../../preload/contract.ts';

function tray(state: ConnectionView['state'], unread: number, doNotDisturb: boolean) {
  return trayView({ state, headline: 'Headline', code: null }, unread, doNotDisturb);
}

describe('the tray', () => {
  it.each([
    ['signedOut', 'signedOut'],
    ['blocked', 'blocked'],
    ['connecting', 'reconnecting'],
    ['reconnecting', 'reconnecting'],
    ['offline', 'reconnecting'],
    ['suspended', 'reconnecting'],
  ] as const)('while %s shows that, before anything unread or do not disturb', (state, icon) => {
    for (const unread of [0, 3])
      for (const doNotDisturb of [false, true]) expect(tray(state, unread, doNotDisturb).icon).toBe(icon);
  });

  it('while connected shows do not disturb, then what is unread, then nothing', () => {
    expect(tray('connected', 3, true).icon).toBe('doNotDisturb');
    expect(tray('connected', 3, false).icon).toBe('unread');
    expect(tray('connected', 0, false).icon).toBe('idle');
  });

  it('says all of it in words', () => {
    expect(tray('connected', 0, false).tooltip).toBe('Conversation Tray: Headline');
    expect(tray('connected', 1, false).tooltip).toBe('Conversation Tray: Headline, 1 unread message');
    expect(tray('connected', 2, true).tooltip).toBe(
      'Conversation Tray: Headline, 2 unread messages, do not disturb',
    );
    expect(tray('signedOut', 0, false).signedIn).toBe(false);
    expect(tray('blocked', 0, false).signedIn).toBe(true);
  });
});
