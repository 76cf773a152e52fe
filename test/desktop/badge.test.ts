import { describe, expect, it, vi } from 'vitest';
import { Badge, type BadgeDependencies } from '../../main/desktop/badge.ts';

function badgeOn(platform: NodeJS.Platform) {
  const setBadgeCount = vi.fn<BadgeDependencies['app']['setBadgeCount']>(() => true);
  const setOverlayIcon = vi.fn<BadgeDependencies['window']['setOverlayIcon']>();
  const window = { setOverlayIcon, isDestroyed: vi.fn(() => false) } satisfies BadgeDependencies['window'];
  const overlay: unknown = { name: 'overlay' };
  const badge = new Badge({
    platform,
    app: { setBadgeCount },
    window,
    overlay: overlay as Electron.NativeImage,
  });
  return { badge, setBadgeCount, setOverlayIcon, window, overlay };
}

describe('Badge', () => {
  it.each(['darwin', 'linux'] as const)('counts on the icon of %s, and tells each count once', (platform) => {
    const { badge, setBadgeCount, setOverlayIcon } = badgeOn(platform);
    for (const unread of [0, 2, 2, 3, 0]) badge.show(unread);
    expect(setBadgeCount.mock.calls).toEqual([[2], [3], [0]]);
    expect(setOverlayIcon).not.toHaveBeenCalled();
  });

  it('marks the button on the task bar of Windows and says the count in words', () => {
    const { badge, setBadgeCount, setOverlayIcon, overlay } = badgeOn('win32');
    for (const unread of [1, 2, 0]) badge.show(unread);
    expect(setOverlayIcon.mock.calls).toEqual([
      [overlay, '1 unread message'],
      [overlay, '2 unread messages'],
      [null, ''],
    ]);
    expect(setBadgeCount).not.toHaveBeenCalled();
  });

  it('leaves a window alone that is gone', () => {
    const { badge, setOverlayIcon, window } = badgeOn('win32');
    window.isDestroyed.mockReturnValue(true);
    badge.show(1);
    expect(setOverlayIcon).not.toHaveBeenCalled();
  });
});
