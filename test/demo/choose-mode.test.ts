import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMode, type Surroundings } from './choose-mode.ts';

describe('how the demo is shown', () => {
  it.each<[Surroundings, string, RegExp]>([
    [{ hasElectron: true, hasChromium: true, hasDisplay: true }, 'electron', /Electron is installed/],
    [{ hasElectron: true, hasChromium: false, hasDisplay: true }, 'electron', /Electron is installed/],
    [
      { hasElectron: false, hasChromium: true, hasDisplay: true },
      'window',
      /npx install-electron.*Chromium, in a window/,
    ],
    [
      { hasElectron: false, hasChromium: true, hasDisplay: false },
      'headless',
      /npx install-electron.*no display.*without a window/,
    ],
    [{ hasElectron: true, hasChromium: true, hasDisplay: false }, 'headless', /no display.*without a window/],
    [
      { hasElectron: false, hasChromium: false, hasDisplay: true },
      'terminal',
      /npx install-electron.*no Chromium.*listener/,
    ],
    [{ hasElectron: true, hasChromium: false, hasDisplay: false }, 'terminal', /no display.*listener/],
  ])('%j: %s', (surroundings, mode, why) => {
    const chosen = chooseMode(surroundings);
    expect(chosen.mode).toBe(mode);
    expect(chosen.why).toMatch(why);
  });

  it('never needs what is not there, and says why', () => {
    const surroundings = fc.record({
      hasElectron: fc.boolean(),
      hasChromium: fc.boolean(),
      hasDisplay: fc.boolean(),
    });
    fc.assert(
      fc.property(surroundings, (found) => {
        const { mode, why } = chooseMode(found);
        if (mode === 'electron') expect(found.hasElectron && found.hasDisplay).toBe(true);
        if (mode === 'window') expect(found.hasChromium && found.hasDisplay).toBe(true);
        if (mode === 'headless') expect(found.hasChromium).toBe(true);
        expect(why).toMatch(/\.$/);
      }),
    );
  });
});
