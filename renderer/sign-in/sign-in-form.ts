import type { Account, RegionName, SignInRequest } from '../../preload/contract.ts';

/** The ways to sign in that the form offers. */
export type Way = 'browser' | 'clientCredentials' | 'direct';

/** Stands in the list of regions for an address that is typed. */
export const OTHER_ADDRESS = 'other';

/** What the form holds. The secret is not part of it: it is read once, when the form is sent. */
export interface SignInForm {
  way: Way;
  /** A region's domain, `OTHER_ADDRESS`, or empty where nothing is chosen. */
  region: string;
  typedAddress: string;
  clientId: string;
}

/** What a field lacks, by field. */
export type FormProblems = Partial<Record<'region' | 'typedAddress' | 'clientId' | 'clientSecret', string>>;

/** The form as it stands for an account that was used before, or for none. */
export function openForm(account: Account, regions: readonly RegionName[]): SignInForm {
  const known = regions.some(({ domain }) => domain === account.address);
  return {
    way: account.protocol === 'direct' ? 'direct' : account.method,
    region: account.address === '' ? '' : known ? account.address : OTHER_ADDRESS,
    typedAddress: known ? '' : account.address,
    clientId: account.clientId,
  };
}

/** What must be filled in before the form can be sent. */
export function formProblems(form: SignInForm, clientSecret: string): FormProblems {
  const problems: FormProblems = {};
  if (form.region === '') problems.region = 'Choose the region of your organisation.';
  if (form.region === OTHER_ADDRESS && form.typedAddress.trim() === '') {
    problems.typedAddress = 'Type the address you sign in at, such as login.mypurecloud.de.';
  }
  if (form.clientId.trim() === '') {
    problems.clientId = 'Enter the client id. Your administrator has it.';
  }
  if (form.way !== 'browser' && clientSecret === '') {
    problems.clientSecret = 'Enter the client secret. It is kept in the keychain only.';
  }
  return problems;
}

/** What the main process is asked for. */
export function signInRequest(form: SignInForm, clientSecret: string): SignInRequest {
  return {
    address: form.region === OTHER_ADDRESS ? form.typedAddress.trim() : form.region,
    clientId: form.clientId.trim(),
    method: form.way === 'browser' ? 'browser' : 'clientCredentials',
    protocol: form.way === 'direct' ? 'direct' : 'channels',
    clientSecret: form.way === 'browser' ? null : clientSecret,
  };
}
