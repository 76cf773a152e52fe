/** Why a secret store cannot serve now. `message` is for the person: what is wrong and what to do. */
export type SecretStoreTrouble =
  /** The store is there, but closed until the person unlocks it. */
  | { kind: 'locked'; message: string }
  /** There is no store to use here. */
  | { kind: 'unavailable'; message: string }
  /** No answer in time; perhaps a dialog waits for the person. What was asked may still happen. */
  | { kind: 'timedOut'; message: string };

export type SecretReadResult = { kind: 'found'; secret: string } | { kind: 'missing' } | SecretStoreTrouble;
export type SecretWriteResult = { kind: 'stored' } | SecretStoreTrouble;
export type SecretDeleteResult = { kind: 'deleted' } | { kind: 'missing' } | SecretStoreTrouble;

/**
 * Where secrets outlive the run. No method ever rejects, and no result holds a secret but `found`. Calls take effect in
 * the order in which they are made.
 */
export interface SecretStore {
  /** `missing` is certain: a store that cannot tell answers with a trouble. */
  get(account: string): Promise<SecretReadResult>;
  /** @param secret must not be empty. */
  set(account: string, secret: string): Promise<SecretWriteResult>;
  delete(account: string): Promise<SecretDeleteResult>;
}
