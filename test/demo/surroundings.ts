import { existsSync } from 'node:fs';
import { electronProgram } from '../e2e/support/electron-driver.ts';
import type { Surroundings } from './choose-mode.ts';

/** Where Debian and its relatives have Chromium; the host runs on this one. */
const CHROMIUM = '/usr/bin/chromium';

/** Looks at the machine. */
export function lookAround(environment: NodeJS.ProcessEnv): Surroundings {
  const isDesktopSystem = process.platform === 'darwin' || process.platform === 'win32';
  return {
    hasElectron: electronProgram() !== null,
    hasChromium: existsSync(CHROMIUM),
    hasDisplay: isDesktopSystem || Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']),
  };
}
