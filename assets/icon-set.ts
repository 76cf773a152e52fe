import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import pngToIco from 'png-to-ico';
import { icns } from './icns.ts';

const SOURCES = join(import.meta.dirname, 'sources');

const TRAY_STATES = ['idle', 'unread', 'reconnecting', 'blocked', 'signedOut', 'doNotDisturb'];

const WINDOWS_TRAY_SIZES = [16, 20, 24, 32, 48];
const WINDOWS_APP_SIZES = [16, 24, 32, 48, 64, 128, 256];
const LINUX_APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

/** The margin that macOS wants around an application's icon is cut off elsewhere, where it only makes it small. */
const WITHOUT_MARGIN = '92 92 840 840';

/**
 * Renders every icon from its one source.
 * @returns the files' contents by their path under assets/icons.
 */
export async function renderIcons(): Promise<ReadonlyMap<string, Buffer>> {
  const icons = new Map<string, Buffer>();
  const app = source('app');
  const tight = app.replace(/viewBox="[^"]+"/, `viewBox="${WITHOUT_MARGIN}"`);
  icons.set(
    'app/icon.icns',
    icns((size) => png(app, size)),
  );
  icons.set('app/icon.ico', await pngToIco(WINDOWS_APP_SIZES.map((size) => png(tight, size))));
  for (const size of LINUX_APP_SIZES) icons.set(`app/linux/${size}x${size}.png`, png(tight, size));

  for (const state of TRAY_STATES) {
    const svg = source(`tray-${state}`);
    const black = inBlack(svg);
    icons.set(`tray/windows/${state}.ico`, await pngToIco(WINDOWS_TRAY_SIZES.map((size) => png(svg, size))));
    icons.set(`tray/mac/${state}Template.png`, png(black, 16));
    icons.set(`tray/mac/${state}Template@2x.png`, png(black, 32));
    icons.set(`tray/linux/${state}.png`, png(svg, 24));
    icons.set(`tray/linux/${state}@2x.png`, png(svg, 48));
  }

  icons.set('overlay/unread.png', png(source('overlay-unread'), 16));
  icons.set('overlay/unread@2x.png', png(source('overlay-unread'), 32));
  return icons;
}

function source(name: string): string {
  return readFileSync(join(SOURCES, `${name}.svg`), 'utf8');
}

function png(svg: string, size: number): Buffer {
  const options = { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } } as const;
  return new Resvg(svg, options).render().asPng();
}

/** macOS colours the menu bar's icons itself, and takes of them the opacity alone. Masks keep their black and white. */
function inBlack(svg: string): string {
  return svg.replaceAll(/#[0-9a-f]{6}\b/g, '#000000');
}
