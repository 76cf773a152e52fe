import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForDesktop } from './support/desktop.ts';
import { AppOnDesktop } from './support/signed-in-app.ts';
import { until } from './support/until.ts';

const missing = missingForDesktop();
const reason = missing.length === 0 ? '' : ` (skipped: Debian's ${missing.join(', ')} missing)`;

describe.skipIf(missing.length > 0)(`what alerts, and what does not${reason}`, () => {
  let app: AppOnDesktop;

  beforeAll(async () => {
    app = await AppOnDesktop.start();
    await app.signIn();
  });

  afterAll(async () => {
    await app.stop();
  });

  const alertsFor = (customer: string) =>
    app.desktop.notifications.all.filter(({ summary }) => summary === customer).length;
  const deliveries = async () => {
    const page = await app.driver.page();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /Delivery log/ }).click();
    const log = page.getByRole('region', { name: 'Delivery log' });
    await log.getByRole('listitem').first().waitFor();
    const text = (await log.textContent()) ?? '';
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor();
    return text;
  };

  it('a muted conversation does not alert, and the log says why', async () => {
    const { steering } = app.service.simulator;
    const id = app.conversation('Muted Mary');
    const page = await app.driver.page();
    await page.getByRole('option', { name: /Muted Mary/ }).click();
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByRole('button', { name: 'Unmute' }).waitFor();
    await page.keyboard.press('Escape');
    steering.message(id, 'do not tell');
    await page.getByRole('option', { name: /Muted Mary.*do not tell/s }).waitFor();
    expect(await deliveries()).toContain('muted');
    expect(alertsFor('Muted Mary')).toBe(0);
    steering.end(id);
  });

  it('do not disturb holds alerts back, from the tray too, and the log says why', async () => {
    const { steering } = app.service.simulator;
    const id = app.conversation('Quiet Quinn');
    await app.driver.chooseTrayItem('Do not disturb', '30 minutes');
    const page = await app.driver.page();
    await page.getByText(/Do not disturb until/).waitFor();
    expect((await app.driver.tray())?.toolTip).toContain('do not disturb');
    steering.message(id, 'psst');
    await page.getByRole('option', { name: /Quiet Quinn.*psst/s }).waitFor();
    expect(await deliveries()).toContain('do not disturb');
    expect(alertsFor('Quiet Quinn')).toBe(0);
    await app.driver.chooseTrayItem('Do not disturb (on)', 'Off');
    await page.getByText('Alerts on').waitFor();
    steering.message(id, 'and now aloud');
    await app.desktop.notifications.waitFor('the alert', ({ summary }) => summary === 'Quiet Quinn');
    steering.end(id);
  });

  it('what the agent is looking at does not alert, and the log says why; in another window’s shadow it does', async () => {
    const { steering } = app.service.simulator;
    const id = app.conversation('Open Oscar');
    const page = await app.driver.page();
    await page.getByRole('option', { name: /Open Oscar/ }).click();
    await until('the window in front', async () => (await app.driver.windows())[0]?.isFocused);
    steering.message(id, 'right before your eyes');
    await page.getByRole('region', { name: 'Messages' }).getByText('right before your eyes').waitFor();
    expect((await app.driver.tray())?.toolTip).not.toContain('1 unread message,');
    await app.driver.closeWindow();
    await until('the window out of sight', async () => {
      const [window] = await app.driver.windows();
      return window !== undefined && (!window.isVisible || window.isMinimized);
    });
    steering.message(id, 'and now behind your back');
    const shown = await app.desktop.notifications.waitFor(
      'the alert',
      ({ summary }) => summary === 'Open Oscar',
    );
    expect(shown.body).toContain('behind your back');
    expect(alertsFor('Open Oscar')).toBe(1);
    await app.driver.chooseTrayItem('Open');
    await page.keyboard.press('Escape');
    expect(await deliveries()).toContain('was open');
    steering.end(id);
  });

  it('the watch rules change what alerts, without reconnecting', async () => {
    const { steering, record, directory } = app.service.simulator;
    const queue = directory.queues[1];
    const other = directory.agents.find(({ id }) => id !== app.service.ready.userId);
    if (queue === undefined || other === undefined) throw new Error('no queue, or no other agent');
    const waiting = steering.start({ queueId: queue.id, customerName: 'Queue Quentin' });
    const sockets = record.sockets.length;
    const puts = () => record.requests.filter(({ method }) => method === 'PUT').length;
    const before = puts();
    const page = await app.driver.page();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Search for a queue by name').fill(queue.name);
    await page
      .getByRole('button', { name: new RegExp(queue.name) })
      .first()
      .click();
    await until('one more subscription', () => puts() === before + 1);
    steering.message(waiting.conversationId, 'is anybody there?');
    await app.desktop.notifications.waitFor('the alert', ({ summary }) => summary === 'Queue Quentin');
    expect(record.sockets).toHaveLength(sockets);
    expect(puts()).toBe(before + 1);
    await page.keyboard.press('Escape');
  });

  it('what is offered alerts once, and its first message does', async () => {
    const { steering } = app.service.simulator;
    const { conversationId } = steering.start({
      userId: app.service.ready.userId,
      customerName: 'Offered Olga',
    });
    await app.desktop.notifications.waitFor('the offer', ({ summary, body }) =>
      `${summary} ${body}`.includes('New conversation'),
    );
    const page = await app.driver.page();
    const first = page.getByRole('option').first();
    // Under the pointer nothing moves: the pointer leaves the list.
    await page.mouse.move(5, 5);
    await until('it on top', async () => (await first.textContent())?.includes('Offered Olga'));
    steering.end(conversationId);
  });
});
