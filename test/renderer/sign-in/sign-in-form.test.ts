import { expect, test } from 'vitest';
import type { Account } from '../../../preload/contract.ts';
import {
  formProblems,
  openForm,
  OTHER_ADDRESS,
  signInRequest,
} from '../../../renderer/sign-in/sign-in-form.ts';

const regions = [{ domain: 'mypurecloud.de', place: 'Europe (Frankfurt)' }];
const account: Account = {
  address: 'mypurecloud.de',
  clientId: 'client',
  method: 'browser',
  protocol: 'channels',
};

test('somebody who was here before has nothing left to fill in', () => {
  const form = openForm(account, regions);
  expect(formProblems(form, '')).toEqual({});
  expect(signInRequest(form, '')).toEqual({ ...account, clientSecret: null });
});

test('somebody new is asked for two things', () => {
  const form = openForm({ ...account, address: '', clientId: '' }, regions);
  expect(Object.keys(formProblems(form, ''))).toEqual(['region', 'clientId']);
});

test('an address that is no known region was typed', () => {
  const form = openForm({ ...account, address: 'genesys.example.com' }, regions);
  expect(form).toMatchObject({ region: OTHER_ADDRESS, typedAddress: 'genesys.example.com' });
  expect(signInRequest({ ...form, typedAddress: ' login.example.com ' }, '').address).toBe(
    'login.example.com',
  );
  expect(formProblems({ ...form, typedAddress: ' ' }, '')).toHaveProperty('typedAddress');
});

test('what needs a secret asks for it, and the browser never gets one', () => {
  const form = openForm({ ...account, method: 'clientCredentials', protocol: 'direct' }, regions);
  expect(form.way).toBe('direct');
  expect(formProblems(form, '')).toHaveProperty('clientSecret');
  expect(signInRequest(form, 'secret')).toMatchObject({
    method: 'clientCredentials',
    protocol: 'direct',
    clientSecret: 'secret',
  });
  expect(signInRequest({ ...form, way: 'browser' }, 'secret').clientSecret).toBeNull();
});
