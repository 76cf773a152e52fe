import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForDesktop } from './support/desktop.ts';
import { AppOnDesktop } from './support/signed-in-app.ts';
import { until } from './support/until.ts';

const missing = missingForDesktop();
const reason = missing.length === 0 ? '' : ` (skipped: Debian's ${missing.join(', ')} missing)`;

describe.skipIf(missing.length > 0)(`when something breaks${reason}`, () => {
  let app: AppOnDesktop;

  beforeAll(async () => {
    app = await AppOnDesktop.start();
    await app.signIn();
  });

  afterAll(async () => {
    await app.stop();
  });

  const alertsFor = (customer: string) =>
    app.desktop.notifications.all.filter(({ summary }) => summary === customer);
  const waitForAlert = (customer: string) =>
    app.desktop.notifications.waitFor(
      `the alert for ${customer}`,
      ({ summary }) => summary === customer,
      20_000,
    );

  it('the service goes and comes back: the strip tells the truth, and what was missed alerts once', async () => {
    const { steering } = app.service.simulator;
    const id = app.conversation('Missed Milla');
    const page = await app.driver.page();
    await page.getByRole('option', { name: /Missed Milla/ }).waitFor();
    steering.fault({
      kind: 'restStatus',
      path: '*',
      status: 503,
      times: 1_000,
      retryAfter: null,
      html: false,
    });
    steering.fault({ kind: 'refuseUpgrade', status: 503, times: 1_000, retryAfter: null, only: 'all' });
    steering.fault({ kind: 'dropSocket', only: 'all' });
    await page.getByText('Reconnecting', { exact: false }).first().waitFor();
    await page.getByText(/next try in/i).waitFor();
    expect((await app.driver.tray())?.toolTip).toContain('Reconnecting');
    steering.message(id, 'is anybody there?');
    steering.fault({ kind: 'clear' });
    await page.getByRole('button', { name: /Try now|Retry/ }).click();
    await page.getByRole('region', { name: 'Connection' }).getByText('Connected').waitFor();
    const shown = await waitForAlert('Missed Milla');
    expect(shown.body).toContain('is anybody there?');
    expect(alertsFor('Missed Milla')).toHaveLength(1);
    steering.end(id);
  });

  it('the window crashes: alerts still come, and the window comes back', async () => {
    const { steering } = app.service.simulator;
    const id = app.conversation('Crash Carl');
    await (await app.driver.page()).getByRole('option', { name: /Crash Carl/ }).waitFor();
    await app.driver.crashRenderer();
    steering.message(id, 'still there?');
    await waitForAlert('Crash Carl');
    const page = await app.driver.page();
    await page.getByRole('option', { name: /Crash Carl/ }).waitFor();
    steering.message(id, 'and now?');
    await until('the second alert', () =>
      alertsFor('Crash Carl').some(({ body }) => body.includes('and now?')),
    );
    expect(alertsFor('Crash Carl').filter(({ body }) => body.includes('still there?'))).toHaveLength(1);
    steering.end(id);
  });

  it('the computer sleeps: what came meanwhile alerts once it is awake', async () => {
    const { steering } = app.service.simulator;
    const id = app.conversation('Sleepy Sam');
    await (await app.driver.page()).getByRole('option', { name: /Sleepy Sam/ }).waitFor();
    await app.driver.suspend();
    steering.fault({ kind: 'halfOpen', only: 'all' });
    steering.message(id, 'good morning');
    await app.driver.resume();
    const shown = await waitForAlert('Sleepy Sam');
    expect(shown.body).toContain('good morning');
    expect(alertsFor('Sleepy Sam')).toHaveLength(1);
    steering.end(id);
  });

  it('closing the window ends nothing; a second start shows it again', async () => {
    await app.driver.closeWindow();
    await until('the window put away', async () => {
      const [window] = await app.driver.windows();
      return window !== undefined && (!window.isVisible || window.isMinimized);
    });
    const { steering } = app.service.simulator;
    const id = app.conversation('Hidden Hanna');
    steering.message(id, 'hello?');
    await waitForAlert('Hidden Hanna');
    const exit = await app.driver.secondInstance(['--profile', app.profile]);
    expect(exit.code).toBe(0);
    await until('the window in front', async () => (await app.driver.windows())[0]?.isVisible);
    steering.end(id);
  });

  it('it quits cleanly, and remembers who was signed in', async () => {
    const exit = await app.driver.quit();
    expect(exit).toEqual({ code: 0, signal: null });
    expect(app.service.simulator.record.sockets.every(({ closedAt }) => closedAt !== null)).toBe(true);
    await app.relaunch();
    const page = await app.driver.page();
    // There is no keychain on this desktop: the sign-in lasted for that run, and the account is filled in.
    await page.getByRole('button', { name: 'Sign in with your browser' }).waitFor();
    expect(await page.getByLabel('Client id').inputValue()).toBe(app.service.ready.clientId);
  });
});
