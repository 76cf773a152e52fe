import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What the suites need from Debian beside Node: the package, and a file that shows it is there. */
const packages: readonly { name: string; file: string }[] = [
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'curl', file: '/usr/bin/curl' },
  { name: 'dbus', file: '/usr/bin/dbus-run-session' },
  { name: 'dunst', file: '/usr/bin/dunst' },
  { name: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { name: 'gnome-keyring', file: '/usr/bin/gnome-keyring-daemon' },
  { name: 'imagemagick', file: '/usr/bin/import' },
  { name: 'libsecret-1-0', file: `/usr/lib/${debianArchitecture()}/libsecret-1.so.0` },
  { name: 'openbox', file: '/usr/bin/openbox' },
  { name: 'procps', file: '/usr/bin/ps' },
  { name: 'xdotool', file: '/usr/bin/xdotool' },
  { name: 'xvfb', file: '/usr/bin/Xvfb' },
];

function debianArchitecture(): string {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}

const missing = packages.filter(({ file }) => !existsSync(file)).map(({ name }) => name);
const mayInstall =
  existsSync('/etc/debian_version') && process.getuid?.() === 0 && process.env['NO_SYSTEM_INSTALL'] !== '1';

if (missing.length > 0 && mayInstall) {
  process.stdout.write(`Installing what the tests need from Debian: ${missing.join(' ')}\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment,
    });
  } catch {
    process.stdout.write('They could not be installed; the suites that need them will say so.\n');
  }
} else if (missing.length > 0) {
  process.stdout.write(`Not installed: ${missing.join(' ')}. The suites that need them are skipped.\n`);
}
