import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placementAnchor, placeWindow } from '../../main/desktop/window-placement.ts';

const SIZE = { width: 380, height: 560 };

describe('placeWindow', () => {
  it('stands above a task bar at the bottom', () => {
    const workArea = { x: 0, y: 0, width: 1920, height: 1040 };
    expect(placeWindow(SIZE, { x: 1700, y: 1040, width: 24, height: 40 }, workArea)).toEqual({
      x: 1522,
      y: 472,
    });
  });

  it('hangs below a menu bar at the top', () => {
    const workArea = { x: 0, y: 25, width: 1440, height: 800 };
    expect(placeWindow(SIZE, { x: 900, y: 0, width: 24, height: 25 }, workArea)).toEqual({ x: 722, y: 33 });
  });

  it('stands beside a task bar at the left or at the right', () => {
    const left = { x: 60, y: 0, width: 1860, height: 1080 };
    expect(placeWindow(SIZE, { x: 0, y: 1000, width: 60, height: 30 }, left)).toEqual({ x: 68, y: 432 });
    const right = { x: 0, y: 0, width: 1860, height: 1080 };
    expect(placeWindow(SIZE, { x: 1860, y: 1000, width: 60, height: 30 }, right)).toEqual({
      x: 1472,
      y: 432,
    });
  });

  it('stays on a display left of and above the main one', () => {
    const workArea = { x: -1920, y: -200, width: 1920, height: 1040 };
    const { x, y } = placeWindow(SIZE, { x: -100, y: 840, width: 24, height: 40 }, workArea);
    expect({ x, y }).toEqual({ x: -388, y: 272 });
  });

  it('shows the title bar where the window is larger than the screen', () => {
    const workArea = { x: 0, y: 0, width: 300, height: 400 };
    expect(placeWindow(SIZE, { x: 290, y: 400, width: 10, height: 20 }, workArea)).toEqual({ x: 8, y: 8 });
  });

  it('is inside the work area, wherever the anchor is', () => {
    const coordinate = fc.integer({ min: -4_000, max: 4_000 });
    fc.assert(
      fc.property(
        fc.record({ x: coordinate, y: coordinate, width: fc.nat(200), height: fc.nat(200) }),
        fc.record({
          x: coordinate,
          y: coordinate,
          width: fc.integer({ min: 400, max: 4_000 }),
          height: fc.integer({ min: 600, max: 3_000 }),
        }),
        (anchor, area) => {
          const { x, y } = placeWindow(SIZE, anchor, area);
          expect(x).toBeGreaterThanOrEqual(area.x);
          expect(y).toBeGreaterThanOrEqual(area.y);
          expect(x + SIZE.width).toBeLessThanOrEqual(area.x + area.width);
          expect(y + SIZE.height).toBeLessThanOrEqual(area.y + area.height);
        },
      ),
    );
  });
});

describe('placementAnchor', () => {
  const cursor = { x: 7, y: 9 };

  it('is the icon where the system tells where that is', () => {
    const bounds = { x: 1, y: 2, width: 24, height: 24 };
    expect(placementAnchor(bounds, cursor)).toEqual(bounds);
  });

  it('is the cursor otherwise', () => {
    const atCursor = { x: 7, y: 9, width: 0, height: 0 };
    expect(placementAnchor(null, cursor)).toEqual(atCursor);
    expect(placementAnchor({ x: 0, y: 0, width: 0, height: 0 }, cursor)).toEqual(atCursor);
  });
});
