import { expect, test } from 'vitest';
import {
  firstRun,
  signedIn,
  signedOut,
  signingIn,
  signInRefused,
  sampleView,
} from './support/sample-view.ts';
import { describeWindow } from './support/windows.ts';

describeWindow('signing in', (open) => {
  test('takes three decisions from the first start to a connection', async () => {
    const { page } = await open({ view: sampleView({ signIn: firstRun }) });
    await page.getByLabel('Region').selectOption('Europe (Frankfurt)');
    await page.getByLabel('Client id').fill(' my-client ');
    await page.getByRole('button', { name: 'Sign in with your browser' }).click();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1))).toEqual({
      name: 'signIn',
      request: {
        address: 'mypurecloud.de',
        clientId: 'my-client',
        method: 'browser',
        protocol: 'channels',
        clientSecret: null,
      },
    });
    await page.evaluate((signIn) => {
      window.fakeMain.emit('viewChanged', { signIn });
    }, signingIn);
    await page.getByRole('heading', { name: 'Go on in your browser' }).waitFor();
    await page.evaluate((signIn) => {
      window.fakeMain.emit('viewChanged', { signIn });
    }, signedIn);
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
  });

  test('takes one where somebody has signed in before', async () => {
    const { page } = await open({ view: sampleView({ signIn: signedOut }) });
    await page.getByRole('button', { name: 'Sign in with your browser' }).click();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1)?.name)).toBe('signIn');
  });

  test('leads to the first field that lacks something, and says what', async () => {
    const { page } = await open({ view: sampleView({ signIn: firstRun }) });
    await page.getByLabel('Region').selectOption('Another address…');
    await page.getByRole('button', { name: 'Sign in with your browser' }).click();
    const address = page.getByLabel('The address you sign in at');
    await expect.poll(() => address.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByText('Type the address you sign in at').waitFor();
    await page.getByText('Enter the client id').waitFor();
    expect(await page.evaluate(() => window.fakeMain.calls.map(({ name }) => name))).toEqual(['getView']);
  });

  test('hands a secret over once and forgets it', async () => {
    const { page } = await open({
      view: sampleView({ signIn: firstRun }),
      refusals: { signIn: 'This address has no host.' },
    });
    await page.getByLabel('Region').selectOption('Europe (Ireland)');
    await page.getByLabel('Client id').fill('my-client');
    await page.getByText('Advanced').click();
    await page.getByLabel('With client credentials').check();
    const secret = page.getByLabel('Client secret');
    expect(await secret.getAttribute('type')).toBe('password');
    await secret.fill('s3cret-value');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('This address has no host.').waitFor();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1)?.request)).toMatchObject({
      method: 'clientCredentials',
      clientSecret: 's3cret-value',
    });
    expect(await secret.inputValue()).toBe('');
    expect(await page.content()).not.toContain('s3cret-value');
  });

  test('says what the other ways cost', async () => {
    const { page } = await open({ view: sampleView({ signIn: firstRun }) });
    await page.getByText('Advanced').click();
    await page.getByText('evicts itself at 20 channels').waitFor();
    await page.getByText('not part of Genesys’s public documentation').waitFor();
  });

  test('can be cancelled', async () => {
    const { page } = await open({ view: sampleView({ signIn: signingIn }) });
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1)?.name)).toBe('cancelSignIn');
  });

  test('tells why it was refused, with the code', async () => {
    const { page } = await open({ view: sampleView({ signIn: signInRefused }) });
    const alert = page.getByRole('alert').filter({ hasText: 'does not know this client id' });
    expect(await alert.textContent()).toContain('(credentialsRejected)');
  });

  test('takes one click where the sign-in has ended', async () => {
    const { page } = await open({
      view: sampleView({ signIn: { ...signedIn, endsSoon: 'Your sign-in ends at 11:00.' } }),
    });
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.evaluate(() => window.fakeMain.calls.at(-1))).toMatchObject({
      name: 'signIn',
      request: { address: 'mypurecloud.de', clientSecret: null },
    });
  });
});
