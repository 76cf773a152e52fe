import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings, settingsSchema, type StoredSettings } from '../../main/settings/schema.ts';
import { loadSettings, SettingsWriter } from '../../main/settings/settings-file.ts';
import { KeptLog } from '../alerts/support/alert-bench.ts';
import { FakeClock } from '../support/fake-clock.ts';

const changed: StoredSettings = {
  ...defaultSettings,
  account: { address: 'mypurecloud.de', clientId: 'client', method: 'clientCredentials', protocol: 'direct' },
  signedIn: true,
  watch: {
    mine: false,
    queues: [{ id: 'q', name: 'Bestellungen & Rückgaben' }],
    conversations: ['c'],
    excludedEvents: ['X'],
  },
  alerts: { content: 'nothing', sound: 'everyMessage', offered: false },
  general: { startAtSignIn: true, theme: 'dark' },
  muted: ['m'],
  unwatched: ['u'],
  doNotDisturbUntil: 1_767_600_000_000,
};

describe('the settings file', () => {
  const clock = new FakeClock();
  let folder: string;
  let path: string;
  let log: KeptLog;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'));
    path = join(folder, 'settings.json');
    log = new KeptLog();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function load() {
    return loadSettings(path, clock, log.logger);
  }

  async function write(...all: readonly StoredSettings[]): Promise<void> {
    const writer = new SettingsWriter(path, log.logger);
    for (const settings of all) writer.write(settings);
    await writer.idle();
  }

  it('that is not there gives the defaults, without a word', async () => {
    expect(await load()).toEqual({ settings: defaultSettings, problem: null });
    expect(await readdir(folder)).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('brings back what was written, the last of it, for its owner alone', async () => {
    await write(defaultSettings, { ...changed, signedIn: false }, changed);
    expect(await load()).toEqual({ settings: changed, problem: null });
    expect(await readdir(folder)).toEqual(['settings.json']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('takes what is missing from the defaults, and leaves out what it does not know', async () => {
    await writeFile(path, '\uFEFF{"version":1,"alerts":{"sound":"off"},"later":true}');
    const { settings, problem } = await load();
    expect(problem).toBeNull();
    expect(settings).toEqual({
      ...defaultSettings,
      alerts: { ...defaultSettings.alerts, sound: 'off' },
    });
  });

  it.each([
    ['is empty', ''],
    ['was cut off', JSON.stringify(changed).slice(0, 100)],
    ['is no JSON', 'not json at all'],
    ['is of another shape', '[1,2,3]'],
    ['is null', 'null'],
    ['holds a value that cannot be', '{"version":1,"alerts":{"sound":"very loud"}}'],
    ['is older than any', '{"version":0}'],
  ])('that %s is put aside, told, and not lost', async (_, content) => {
    await writeFile(path, content);
    const { settings, problem } = await load();
    expect(settings).toEqual(defaultSettings);
    expect(problem).toMatch(
      /could not be read\. The defaults are used\. It was put aside as .*unreadable-\d+\.$/u,
    );
    const [aside = ''] = await readdir(folder);
    expect(aside).toMatch(/^settings\.json\.unreadable-\d+$/u);
    await write(changed);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(content);
    expect((await load()).settings).toEqual(changed);
  });

  it('of a newer version is put aside under that name', async () => {
    const content = '{"version":2,"alerts":"quite different"}';
    await writeFile(path, content);
    const { settings, problem } = await load();
    expect(settings).toEqual(defaultSettings);
    expect(problem).toContain('newer version of this program');
    const [aside = ''] = await readdir(folder);
    expect(aside).toMatch(/^settings\.json\.newer-\d+$/u);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(content);
  });

  it('that cannot be read at all is put aside too', async () => {
    await mkdir(path);
    const { settings, problem } = await load();
    expect(settings).toEqual(defaultSettings);
    expect(problem).toContain('could not be read');
    await write(changed);
    expect((await load()).settings).toEqual(changed);
  });

  it('that cannot be written is logged, and what comes later is written', async () => {
    await rm(folder, { recursive: true });
    await write(changed);
    expect(log.lines.join('\n')).toContain('cannot be written');
    await mkdir(folder);
    await write(changed);
    expect((await load()).settings).toEqual(changed);
  });

  it('is never written so that it could not be read again', async () => {
    await write(changed);
    await write({ ...changed, muted: [''] });
    expect((await load()).settings).toEqual(changed);
    expect(log.lines.join('\n')).toContain('not written');
  });

  it('never throws, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((text) => `{"version":1,"watch":${text}}`),
        ),
        async (content) => {
          await writeFile(path, content);
          const { settings } = await load();
          expect(settingsSchema.safeParse(settings).success).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});
