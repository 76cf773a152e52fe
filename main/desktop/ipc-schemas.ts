import { z } from 'zod';
import type { RequestName, Requests } from '../../preload/contract.ts';

/** Ids of the service are UUIDs; the direct protocol and our own ids take a few other characters. */
const id = z.string().regex(/^[\w.:~-]{1,128}$/);

const shortText = z.string().max(256);
const ids = z.array(id).max(1_000);
const nothing = z.null();

const account = {
  address: z.string().max(4_096),
  clientId: shortText,
  method: z.enum(['browser', 'clientCredentials']),
  protocol: z.enum(['channels', 'direct']),
};

/** A schema for every request. A missing one is an error of compilation. */
export type RequestSchemas = {
  readonly [Name in RequestName]: z.ZodType<Requests[Name]['request']>;
};

/** What each request must look like. Unknown keys are refused, every length is bounded. */
export const requestSchemas: RequestSchemas = {
  getView: nothing,
  signIn: z.strictObject({ ...account, clientSecret: z.string().max(1_024).nullable() }),
  cancelSignIn: nothing,
  signOut: nothing,
  retryConnection: nothing,
  openConversation: z.strictObject({ id }),
  closeConversation: nothing,
  markSeen: z.strictObject({ id }),
  muteConversation: z.strictObject({ id, muted: z.boolean() }),
  stopWatching: z.strictObject({ id }),
  openInGenesys: z.strictObject({ id }),
  setWatch: z.strictObject({
    mine: z.boolean(),
    queues: z.array(z.strictObject({ id, name: shortText })).max(1_000),
    conversations: ids,
    excludedEvents: z.array(z.string().min(1).max(128)).max(100),
  }),
  setAlerts: z.strictObject({
    content: z.enum(['nameAndText', 'name', 'nothing']),
    sound: z.enum(['oncePerConversation', 'everyMessage', 'off']),
    offered: z.boolean(),
  }),
  setGeneral: z.strictObject({
    startAtSignIn: z.boolean(),
    theme: z.enum(['system', 'light', 'dark']),
  }),
  searchQueues: z.strictObject({ name: shortText }),
  setDoNotDisturb: z.strictObject({ choice: z.enum(['halfHour', 'hour', 'untilTomorrow', 'off']) }),
  claimAlert: z.strictObject({ alertId: id }),
  reportAlert: z.strictObject({
    alertId: id,
    outcome: z.enum(['handedOver', 'clicked', 'dismissed', 'failed']),
  }),
  sendTestAlert: nothing,
  getAlertHelp: nothing,
  getDeliveries: nothing,
};
