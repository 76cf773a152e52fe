import type { Page } from 'playwright-core';
import type { Answers } from './fake-api.ts';
import * as sample from './sample-view.ts';
import { NOW, sampleView } from './sample-view.ts';

/** A view of the window in one of its states. */
export interface Scene {
  name: string;
  answers: Partial<Answers>;
  /** What a person does to get there. */
  act?: (page: Page) => Promise<void>;
}

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
}

/** Every view and every state of the window. */
export const scenes: readonly Scene[] = [
  { name: 'list', answers: {} },
  {
    name: 'list-keyboard',
    answers: {},
    act: async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'list-held',
    answers: { view: sampleView({ conversations: sample.sampleRows.slice(1, 5) }) },
    act: async (page) => {
      await page.getByRole('option').nth(1).hover();
      await page.evaluate(
        ([changed, removed]) => {
          window.fakeMain.emit('viewChanged', { conversations: { changed, removed } });
        },
        [sample.sampleRows.slice(0, 1), sample.sampleRows.slice(1, 2).map(({ id }) => id)] as const,
      );
      await page.getByText('1 new at the end', { exact: true }).waitFor();
    },
  },
  { name: 'list-hostile-texts', answers: { view: sampleView({ conversations: sample.hostileRows }) } },
  { name: 'list-empty', answers: { view: sampleView({ conversations: [] }) } },
  { name: 'loading', answers: { view: null } },
  {
    name: 'connecting',
    answers: { view: sampleView({ connection: sample.connecting, conversations: [] }) },
  },
  { name: 'reconnecting', answers: { view: sampleView({ connection: sample.reconnecting }) } },
  { name: 'offline', answers: { view: sampleView({ connection: sample.offline, conversations: [] }) } },
  { name: 'suspended', answers: { view: sampleView({ connection: sample.suspended }) } },
  { name: 'blocked', answers: { view: sampleView({ connection: sample.blocked }) } },
  {
    name: 'notices',
    answers: {
      view: sampleView({
        connection: sample.connectedWithNotices,
        doNotDisturbUntil: NOW + 1_800_000,
        settingsProblem: {
          message:
            'The settings could not be read and start afresh. The old file is kept beside the new one.',
        },
        signIn: { ...sample.signedIn, endsSoon: 'Your sign-in ends at 11:00.' },
      }),
    },
    act: async (page) => {
      await page.getByText('subscriptions not permitted').click();
    },
  },
  {
    name: 'do-not-disturb',
    answers: {},
    act: async (page) => {
      await page.getByRole('button', { name: 'Alerts on' }).click();
    },
  },
  {
    name: 'failure',
    answers: { refusals: { setDoNotDisturb: 'The settings could not be written: the disk is full.' } },
    act: async (page) => {
      await page.getByRole('button', { name: 'Alerts on' }).click();
      await page.getByRole('menuitemradio', { name: 'For 1 hour' }).click();
    },
  },
  {
    name: 'conversation',
    answers: {},
    act: async (page) => {
      await page.getByRole('option').nth(1).click();
      await page.getByText('Hello?').waitFor();
    },
  },
  { name: 'first-run', answers: { view: sampleView({ signIn: sample.firstRun }) } },
  {
    name: 'sign-in-advanced',
    answers: { view: sampleView({ signIn: sample.firstRun }) },
    act: async (page) => {
      await page.getByText('Advanced').click();
      await page.getByLabel('Direct protocol').check();
    },
  },
  { name: 'sign-in-refused', answers: { view: sampleView({ signIn: sample.signInRefused }) } },
  { name: 'signing-in', answers: { view: sampleView({ signIn: sample.signingIn }) } },
  { name: 'settings', answers: {}, act: openSettings },
  {
    name: 'settings-queues',
    answers: {},
    act: async (page) => {
      await openSettings(page);
      await page.getByRole('searchbox').fill('return');
      await page.getByText('Returns, second line').waitFor();
    },
  },
  {
    name: 'settings-test-alert',
    answers: {},
    act: async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: 'Send a test alert' }).click();
      await page.getByRole('button', { name: 'No', exact: true }).click();
      await page.getByRole('button', { name: 'Send another one' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'delivery-log',
    answers: {},
    act: async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: 'Delivery log' }).click();
      await page.getByText('On its way').waitFor();
    },
  },
];
