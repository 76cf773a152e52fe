import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { renderIcons } from '../../assets/icon-set.ts';
import type { TrayView } from '../../main/application/tray-view.ts';
import { appImageFile, overlayImageFile, trayImageFile } from '../../main/desktop/icons.ts';

const ICONS = join(import.meta.dirname, '..', '..', 'assets', 'icons');
const SOURCES = join(ICONS, '..', 'sources');

const STATES = Object.keys({
  idle: true,
  unread: true,
  reconnecting: true,
  blocked: true,
  signedOut: true,
  doNotDisturb: true,
} satisfies Record<TrayView['icon'], true>) as TrayView['icon'][];

const PLATFORMS = ['linux', 'win32', 'darwin'] as const;

/** Which of 16 × 16 pixels are mostly covered: what is left of an icon without its colours. */
function shape(state: string): readonly boolean[] {
  const svg = readFileSync(join(SOURCES, `tray-${state}.svg`), 'utf8');
  const { pixels } = new Resvg(svg, {
    fitTo: { mode: 'width', value: 16 },
    font: { loadSystemFonts: false },
  }).render();
  return Array.from({ length: 256 }, (_, index) => (pixels[index * 4 + 3] ?? 0) > 127);
}

describe('the icons', () => {
  it('are what their sources say; npm run icons renders them', async () => {
    const rendered = await renderIcons();
    const files = readdirSync(ICONS, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(ICONS.length + 1)
          .replaceAll('\\', '/'),
      );
    expect(files.sort()).toEqual([...rendered.keys()].sort());
    const outdated = [...rendered].filter(
      ([path, content]) => !content.equals(readFileSync(join(ICONS, path))),
    );
    expect(outdated.map(([path]) => path)).toEqual([]);
  });

  it('are there for every state on every system', () => {
    for (const platform of PLATFORMS) {
      for (const state of STATES)
        expect(readFileSync(trayImageFile(ICONS, platform, state)).length).toBeGreaterThan(100);
      expect(readFileSync(appImageFile(ICONS, platform)).length).toBeGreaterThan(1_000);
    }
    expect(readFileSync(overlayImageFile(ICONS)).length).toBeGreaterThan(100);
  });

  it('are told apart by shape alone, in 16 pixels', () => {
    const shapes = STATES.map((state) => ({ state, pixels: shape(state) }));
    for (const one of shapes) {
      for (const other of shapes) {
        if (one.state >= other.state) continue;
        const differing = one.pixels.filter((covered, index) => covered !== other.pixels[index]).length;
        expect.soft(differing, `${one.state} and ${other.state}`).toBeGreaterThanOrEqual(12);
      }
    }
  });

  it('stand out from light and from dark panels', () => {
    for (const state of STATES) {
      const svg = readFileSync(join(SOURCES, `tray-${state}.svg`), 'utf8');
      const colours = [...svg.matchAll(/#[0-9a-f]{6}\b/g)].map(([colour]) => colour);
      expect(colours.length).toBeGreaterThan(0);
      for (const colour of colours) {
        expect.soft(contrast(colour, '#ffffff'), `${state} ${colour} on white`).toBeGreaterThanOrEqual(3);
        expect.soft(contrast(colour, '#202020'), `${state} ${colour} on dark`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

/** The contrast ratio of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const part = (from: number) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
