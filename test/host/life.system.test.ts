import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../e2e/support/until.ts';
import { FixtureApp, line, processesNaming, whySkipped } from './support/fixture-app.ts';

describe.skipIf(whySkipped() !== '')(`an application's life on the host${whySkipped()}`, () => {
  let fixture: FixtureApp;

  beforeAll(async () => {
    fixture = await FixtureApp.build();
  });

  afterEach(async () => {
    await fixture.stopAll();
  });

  afterAll(async () => {
    await fixture.remove();
  });

  it('has one instance for each profile; the second tells the first and ends', async () => {
    const driver = fixture.launch();
    await line(driver, 'ready to show');
    expect(await driver.secondInstance(['--from-second'])).toEqual({ code: 3, signal: null });
    await line(driver, 'second instance: --from-second {"from":"fixture"}');
    expect(await driver.windows()).toMatchObject([{ isVisible: true }]);

    const other = fixture.launch();
    await line(other, 'ready to show');
  });

  it('gives the profile free when the first instance is killed', async () => {
    const profile = fixture.newProfile();
    const first = fixture.launch({}, profile);
    await line(first, 'ready to show');
    await first.kill();
    await until('the end of its Chromium', () => processesNaming(profile).length === 0);
    const second = fixture.launch({}, profile);
    await line(second, 'ready to show');
  });

  it('quits from the menu, and leaves no process', async () => {
    const profile = fixture.newProfile();
    const driver = fixture.launch({}, profile);
    await line(driver, 'ready to show');
    expect(processesNaming(profile).length).toBeGreaterThan(2);
    await driver.chooseTrayItem('Quit');
    expect(await driver.exited).toEqual({ code: 0, signal: null });
    expect(processesNaming(profile)).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no process after %s', async (signal) => {
    const profile = fixture.newProfile();
    const driver = fixture.launch({}, profile);
    await line(driver, 'ready to show');
    process.kill(driver.pid, signal);
    const exit = signal === 'SIGTERM' ? { code: 0, signal: null } : { code: null, signal };
    expect(await driver.exited).toEqual(exit);
    await until('the end of its Chromium', () => processesNaming(profile).length === 0);
  });

  it('keeps what the page has stored from one run to the next', async () => {
    const profile = fixture.newProfile();
    const first = fixture.launch({}, profile);
    await (
      await first.page()
    ).evaluate(() => {
      localStorage.setItem('kept', 'yes');
    });
    expect(await first.quit()).toEqual({ code: 0, signal: null });
    const second = fixture.launch({}, profile);
    const page = await second.page();
    expect(await page.evaluate(() => localStorage.getItem('kept'))).toBe('yes');
  });

  it('brings sleep, waking and the tray to the application', async () => {
    const driver = fixture.launch();
    await line(driver, 'ready to show');
    await driver.suspend();
    await driver.resume();
    await line(driver, 'resume');
    expect(await driver.tray()).toMatchObject({ toolTip: 'Fixture: ready' });
    expect((await driver.tray())?.imagePath).toMatch(/icon\.png$/);
    await driver.chooseTrayItem('Pause');
    await line(driver, 'paused: true');
    await expect(driver.chooseTrayItem('Nothing')).rejects.toThrow('The tray\'s menu has no "Nothing"');
  });
});
