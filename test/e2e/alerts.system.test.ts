import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForDesktop } from './support/desktop.ts';
import { AppOnDesktop } from './support/signed-in-app.ts';
import { until } from './support/until.ts';

const missing = missingForDesktop();
const reason = missing.length === 0 ? '' : ` (skipped: Debian's ${missing.join(', ')} missing)`;

describe.skipIf(missing.length > 0)(`the application on a desktop${reason}`, () => {
  let app: AppOnDesktop;

  beforeAll(async () => {
    app = await AppOnDesktop.start();
    await app.signIn();
  });

  afterAll(async () => {
    await app.stop();
  });

  const shownFor = (customer: string) =>
    app.desktop.notifications.waitFor(`the alert for ${customer}`, ({ summary }) => summary === customer);
  const countFor = (customer: string) =>
    app.desktop.notifications.all.filter(({ summary }) => summary === customer).length;
  const lastLine = (body: string) => body.split('\n').at(-1);
  const row = async (customer: string) =>
    (await app.driver.page()).getByRole('option', { name: new RegExp(customer) });

  it('shows the agent who is signed in, and where', async () => {
    const page = await app.driver.page();
    expect(await page.getByRole('region', { name: 'Connection' }).getByText('Connected').isVisible()).toBe(
      true,
    );
    expect((await app.driver.tray())?.toolTip).toContain('Connected');
  });

  it('a customer message becomes one notification, and a click on it opens the conversation', async () => {
    const id = app.conversation('Jane Doe');
    app.service.simulator.steering.message(id, 'Where is my order?');
    const shown = await shownFor('Jane Doe');
    expect(lastLine(shown.body)).toBe('Where is my order?');
    await until('the unread count in the tray', async () =>
      (await app.driver.tray())?.toolTip.includes('1 unread'),
    );
    await app.desktop.notifications.click(shown.id);
    const page = await app.driver.page();
    await page.getByRole('heading', { name: 'Jane Doe' }).waitFor();
    await page.getByRole('region', { name: 'Messages' }).getByText('Where is my order?').waitFor();
    await until('nothing unread', async () => !(await app.driver.tray())?.toolTip.includes('unread'));
    expect(countFor('Jane Doe')).toBe(1);
    await page.keyboard.press('Escape');
  });

  it('an answer clears what is unread', async () => {
    const id = app.conversation('Mo Salah');
    app.service.simulator.steering.message(id, 'one');
    app.service.simulator.steering.message(id, 'two');
    await until('two unread', async () => (await app.driver.tray())?.toolTip.includes('2 unread'));
    expect(await (await row('Mo Salah')).textContent()).toMatch(/2/);
    app.service.simulator.steering.reply(id, 'I am looking into it.');
    await until('nothing unread', async () => !(await app.driver.tray())?.toolTip.includes('unread'));
  });

  it('hostile words are shown as words', async () => {
    const id = app.conversation('<b>Eve</b>');
    app.service.simulator.steering.message(id, '<img src=x onerror=alert(1)>\u202Egnp.exe');
    await until('her alert', () =>
      app.desktop.notifications.all.find(({ summary }) => summary.includes('Eve')),
    );
    const page = await app.driver.page();
    await page.getByRole('option', { name: /Eve/ }).waitFor();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    app.service.simulator.steering.reply(id, 'Hello');
  });
});
