import { z } from 'zod';

/** Raised with every change that an older program could not read. */
export const SETTINGS_VERSION = 1;

/** The bounds are those of a file; what the window may ask for is bounded more tightly. */
const id = z.string().min(1).max(200);

const watchSchema = z.object({
  mine: z.boolean().default(true),
  queues: z
    .array(z.object({ id, name: z.string().max(500) }))
    .max(3_000)
    .default([]),
  conversations: z.array(id).max(1_000).default([]),
  excludedEvents: z.array(z.string().min(1).max(200)).max(1_000).default([]),
});

const alertsSchema = z.object({
  content: z.enum(['nameAndText', 'name', 'nothing']).default('nameAndText'),
  sound: z.enum(['oncePerConversation', 'everyMessage', 'off']).default('oncePerConversation'),
  offered: z.boolean().default(true),
});

const generalSchema = z.object({
  startAtSignIn: z.boolean().default(false),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
});

const accountSchema = z.object({
  address: z.string().max(4_096).default(''),
  clientId: z.string().max(500).default(''),
  method: z.enum(['browser', 'clientCredentials']).default('browser'),
  protocol: z.enum(['channels', 'direct']).default('channels'),
});

/** Everything that is kept in the settings file; each default is declared here and nowhere else. No secret is in it. */
export const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION).default(SETTINGS_VERSION),
  account: accountSchema.prefault({}),
  /** Somebody had signed in when the program ended: what the keychain holds is taken up again. */
  signedIn: z.boolean().default(false),
  watch: watchSchema.prefault({}),
  alerts: alertsSchema.prefault({}),
  general: generalSchema.prefault({}),
  muted: z.array(id).max(5_000).default([]),
  /** Conversations that are not to be watched, though they are the agent's own or in a watched queue. */
  unwatched: z.array(id).max(5_000).default([]),
  /** Wall clock, ms. */
  doNotDisturbUntil: z.number().nullable().default(null),
});

export type StoredSettings = z.infer<typeof settingsSchema>;

export const defaultSettings: StoredSettings = settingsSchema.parse({});
