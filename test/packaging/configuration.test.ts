import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseJson, recordAt, stringAt, stringsAt, valueAt } from '../../main/genesys/json.ts';
import { knownFuses, readConfiguration } from './support/configuration.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('electron-builder.yml', () => {
  let configuration: Readonly<Record<string, unknown>>;
  const manifest = parseJson(read('package.json'));

  beforeAll(async () => {
    configuration = await readConfiguration(root);
  });

  it('states every fuse that electron-builder knows', () => {
    expect(knownFuses()).toContain('runAsNode');
    expect(Object.keys(recordAt(configuration, 'electronFuses') ?? {}).sort()).toEqual(
      [...knownFuses()].sort(),
    );
  });

  it('has the name by which the program tells Windows that its toasts are its own', () => {
    const appId = stringAt(configuration, 'appId') ?? '';
    expect(appId).not.toBe('');
    expect(read('main/index.ts')).toContain(`'${appId}'`);
    expect(valueAt(recordAt(configuration, 'nsis'), 'createStartMenuShortcut')).toBe(true);
  });

  it('names the Linux program as its desktop entry, its icon and its start with the session do', () => {
    const name = stringAt(recordAt(configuration, 'linux'), 'executableName') ?? '';
    expect(stringAt(manifest, 'desktopName')).toBe(`${name}.desktop`);
    expect(valueAt(recordAt(configuration, 'linux'), 'syncDesktopName')).toBe(true);
    expect(read('main/desktop/autostart-entry.ts')).toContain(`'Icon=${name}'`);
  });

  it('has icons and entitlements where they are', () => {
    const files = ['win', 'mac', 'linux'].map((platform) =>
      stringAt(recordAt(configuration, platform), 'icon'),
    );
    const entitlements = stringAt(recordAt(configuration, 'mac'), 'entitlements');
    for (const file of [...files, entitlements]) expect(existsSync(join(root, file ?? '-'))).toBe(true);
  });

  it('asks for the keychain’s library where it installs packages of the system', () => {
    expect(stringsAt(recordAt(configuration, 'deb'), 'depends')).toContain('libsecret-1-0');
    expect(stringsAt(recordAt(configuration, 'rpm'), 'depends')).toContain('libsecret');
  });

  it('publishes nothing', () => {
    expect(valueAt(configuration, 'publish')).toBeNull();
  });

  it('is what docs/packaging.md tells administrators', () => {
    const page = read('docs/packaging.md');
    expect(page).toContain(stringAt(configuration, 'appId'));
    expect(page).toContain(`Uninstall\\${stringAt(recordAt(configuration, 'nsis'), 'guid') ?? '-'}`);
    const fuses = recordAt(configuration, 'electronFuses') ?? {};
    for (const [name, isOn] of Object.entries(fuses)) {
      if (name === 'resetAdHocDarwinSignature') continue;
      expect(page).toContain(`| \`${name}\` | ${isOn === true ? 'on' : 'off'} |`);
    }
  });

  it('has what Debian and RPM packages must say of their makers', () => {
    expect(stringAt(manifest, 'homepage')).toMatch(/^https:/);
    expect(stringAt(recordAt(manifest, 'author'), 'email')).toContain('@');
    expect(stringAt(recordAt(configuration, 'linux'), 'maintainer')).toContain('@');
  });
});
