import type { Point, Rectangle, Size } from 'electron';

/** Between the window and the edges of the screen, in device-independent pixels. */
const MARGIN = 8;

/** What the window is placed by: the tray's icon where the system tells where it is, else the cursor that clicked it. */
export function placementAnchor(trayBounds: Rectangle | null, cursor: Point): Rectangle {
  // Linux tells no place: the bounds are all zero there.
  if (trayBounds !== null && trayBounds.width > 0 && trayBounds.height > 0) return trayBounds;
  return { ...cursor, width: 0, height: 0 };
}

/**
 * Where the window's top left corner goes: centred on the anchor, on the side of it that faces the middle of the
 * screen, and inside the work area. Works for a task bar on any edge. All values in device-independent pixels.
 * @param workArea of the display that the anchor is on: without task bar and menu bar.
 */
export function placeWindow(size: Size, anchor: Rectangle, workArea: Rectangle): Point {
  const top = workArea.y + MARGIN;
  const bottom = workArea.y + workArea.height - size.height - MARGIN;
  const left = workArea.x + MARGIN;
  const right = workArea.x + workArea.width - size.width - MARGIN;
  const isAbove = anchor.y + anchor.height / 2 < workArea.y + workArea.height / 2;
  const y = isAbove ? anchor.y + anchor.height + MARGIN : anchor.y - size.height - MARGIN;
  const x = anchor.x + anchor.width / 2 - size.width / 2;
  return { x: Math.round(between(x, left, right)), y: Math.round(between(y, top, bottom)) };
}

/** Where a window is larger than the screen, its title bar is what must be seen. */
function between(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
