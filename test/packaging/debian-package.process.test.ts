import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packForLinux } from './support/pack.ts';
import { makeStandInFpm, readAskedPackage, type AskedPackage } from './support/stand-in-fpm.ts';

const isLinux = process.platform === 'linux';

describe.skipIf(!isLinux)(`the Debian package${isLinux ? '' : ' (skipped: not on Linux)'}`, () => {
  let folder: string;
  let asked: AskedPackage;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'conversation-tray-deb-'));
    await packForLinux(folder, 'deb', { CUSTOM_FPM_PATH: makeStandInFpm(folder) });
    asked = readAskedPackage(folder);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks for the libraries of the keychain and of notifications', () => {
    expect(asked.depends).toEqual(expect.arrayContaining(['libsecret-1-0', 'libnotify4']));
  });

  it('has a desktop entry by the name by which the desktop knows the program’s windows', () => {
    const entry = asked.desktopEntries['/usr/share/applications/conversation-tray.desktop'];
    expect(entry?.split('\n')).toEqual(
      expect.arrayContaining([
        '[Desktop Entry]',
        'Type=Application',
        'Name=Conversation Tray',
        'Exec="/opt/Conversation Tray/conversation-tray" %U',
        'Icon=conversation-tray',
        'StartupWMClass=conversation-tray',
        'Categories=Network;InstantMessaging;',
      ]),
    );
  });

  it('has its icon in the sizes that desktops ask for', () => {
    for (const size of ['16x16', '32x32', '48x48', '256x256']) {
      expect(asked.installed).toContain(`/usr/share/icons/hicolor/${size}/apps/conversation-tray.png`);
    }
  });
});
