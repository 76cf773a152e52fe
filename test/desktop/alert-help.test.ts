import { describe, expect, it } from 'vitest';
import { alertHelp } from '../../main/desktop/alert-help.ts';

describe('alertHelp', () => {
  it.each([
    ['win32', '', 'Focus assist'],
    ['darwin', '', 'Allow notifications'],
    ['linux', 'ubuntu:GNOME', 'clock in the top bar'],
    ['linux', 'KDE', 'Show popups'],
    ['linux', 'i3', 'notify-send test'],
    ['linux', '', 'notify-send test'],
  ] as const)('names what can be switched off on %s %s', (platform, desktop, words) => {
    const steps = alertHelp({ platform, desktop });
    expect(steps.join('\n')).toContain(words);
    expect(steps.length).toBeGreaterThanOrEqual(2);
  });
});
