/** What the demo found on this machine. */
export interface Surroundings {
  /** Electron's own program has been downloaded. */
  hasElectron: boolean;
  hasChromium: boolean;
  /** There is a screen to show a window on. */
  hasDisplay: boolean;
}

export const DEMO_MODES = ['electron', 'window', 'headless', 'terminal'] as const;

export type DemoMode = (typeof DEMO_MODES)[number];

/** How the demo is shown, and why so, in a sentence. */
export function chooseMode({ hasElectron, hasChromium, hasDisplay }: Surroundings): {
  mode: DemoMode;
  why: string;
} {
  if (hasElectron && hasDisplay) {
    return { mode: 'electron', why: 'Electron is installed: the program runs as it will on a desktop.' };
  }
  const without = hasElectron
    ? 'There is no display'
    : 'Electron’s program is not downloaded (npx install-electron)';
  if (hasChromium && hasDisplay) {
    return { mode: 'window', why: `${without}: the program runs on this machine’s Chromium, in a window.` };
  }
  if (hasChromium) {
    const why = hasElectron ? without : `${without}, and there is no display`;
    return { mode: 'headless', why: `${why}: the program runs on this machine’s Chromium without a window.` };
  }
  const why = hasElectron ? without : `${without}, and there is no Chromium`;
  return { mode: 'terminal', why: `${why}: the listener shows the messages here.` };
}
