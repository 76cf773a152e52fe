import type { SecretStore } from './secret-store.ts';

/** Keeps secrets for this run only: what is offered where the system has no keychain. Nothing reaches the disk. */
export function memorySecretStore(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    get(account) {
      const secret = secrets.get(account);
      return Promise.resolve(secret === undefined ? { kind: 'missing' } : { kind: 'found', secret });
    },
    set(account, secret) {
      secrets.set(account, secret);
      return Promise.resolve({ kind: 'stored' });
    },
    delete(account) {
      return Promise.resolve({ kind: secrets.delete(account) ? 'deleted' : 'missing' });
    },
  };
}
