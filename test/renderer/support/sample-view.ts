import type {
  ConnectionView,
  ConversationRow,
  DeliveryEntry,
  SignInView,
  View,
} from '../../../preload/contract.ts';
import { regions } from '../../../main/genesys/regions.ts';
import type { Answers } from './fake-api.ts';

/** The moment at which every sample is looked at, ms since 1970. */
export const NOW = Date.UTC(2026, 0, 5, 10, 30, 0);
const MINUTE_MS = 60_000;

export function sampleRow(id: string, part: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id,
    customer: 'Jane Doe',
    media: 'message',
    messengerType: 'webmessaging',
    state: 'connected',
    lastText: 'Where is my order?',
    lastAt: NOW - 5 * MINUTE_MS,
    unread: 0,
    waitingSince: null,
    muted: false,
    alerts: true,
    polled: false,
    ...part,
  };
}

/** A morning's work: every state and every mark once. */
export const sampleRows: readonly ConversationRow[] = [
  sampleRow('00000000-0000-4000-8000-000000000001', {
    customer: 'Amara Okafor',
    messengerType: 'whatsapp',
    state: 'offered',
    lastText: 'Hello, my parcel was delivered to the wrong address.',
    lastAt: NOW - 20_000,
    unread: 1,
    waitingSince: NOW - 20_000,
  }),
  sampleRow('00000000-0000-4000-8000-000000000002', {
    customer: 'Jonas Lindqvist',
    lastText: 'Are you still there? I have to leave in ten minutes and would like to settle this first.',
    lastAt: NOW - 2 * MINUTE_MS,
    unread: 3,
    waitingSince: NOW - 12 * MINUTE_MS,
  }),
  sampleRow('00000000-0000-4000-8000-000000000003', {
    customer: 'Mei Tanaka',
    messengerType: 'sms',
    state: 'held',
    lastText: 'Thank you, I will wait.',
    lastAt: NOW - 4 * MINUTE_MS,
    unread: 1,
    waitingSince: NOW - 4 * MINUTE_MS,
  }),
  sampleRow('00000000-0000-4000-8000-000000000004', {
    customer: 'Carlos Mendes',
    messengerType: 'instagram',
    lastText: 'Perfect, that works. Thanks!',
    lastAt: NOW - 6 * MINUTE_MS,
    muted: true,
  }),
  sampleRow('00000000-0000-4000-8000-000000000005', {
    customer: 'Priya Raman',
    state: 'parked',
    lastText: 'I will send the invoice number this afternoon.',
    lastAt: NOW - 48 * MINUTE_MS,
    polled: true,
  }),
  sampleRow('00000000-0000-4000-8000-000000000006', {
    customer: 'Oluwaseun Adeyemi',
    media: 'email',
    messengerType: null,
    lastText: null,
    lastAt: NOW - 55 * MINUTE_MS,
    alerts: false,
  }),
  sampleRow('00000000-0000-4000-8000-000000000007', {
    customer: 'Hannah Weiss',
    messengerType: 'whatsapp',
    state: 'afterCallWork',
    lastText: 'Great, good bye.',
    lastAt: NOW - 70 * MINUTE_MS,
  }),
  sampleRow('00000000-0000-4000-8000-000000000008', {
    customer: null,
    state: 'waiting',
    lastText: null,
    lastAt: NOW - 90 * MINUTE_MS,
  }),
  sampleRow('00000000-0000-4000-8000-000000000009', {
    customer: 'Tomás Herrera',
    state: 'ended',
    lastText: 'Solved, thanks.',
    lastAt: NOW - 120 * MINUTE_MS,
  }),
];

/** Names and texts as somebody writes them who means no good, or who writes from right to left. */
export const hostileRows: readonly ConversationRow[] = [
  sampleRow('10000000-0000-4000-8000-000000000001', {
    customer: '<img src=x onerror="window.attacked = true">',
    lastText: '<script>window.attacked = true</script><b>bold</b>',
    unread: 1,
    waitingSince: NOW - MINUTE_MS,
  }),
  sampleRow('10000000-0000-4000-8000-000000000002', {
    customer: 'محمد عبد الرحمن',
    lastText: 'مرحبا، أين طلبي رقم 4711؟',
    lastAt: NOW - 2 * MINUTE_MS,
  }),
  sampleRow('10000000-0000-4000-8000-000000000003', {
    customer: `Innocent\u202egnp.exe`,
    lastText: 'Line one\nline two\u0000\u0007\u2028line three',
    lastAt: NOW - 3 * MINUTE_MS,
  }),
  sampleRow('10000000-0000-4000-8000-000000000004', {
    customer: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(40),
    lastText: 'A'.repeat(20_000),
    lastAt: NOW - 4 * MINUTE_MS,
  }),
  sampleRow('10000000-0000-4000-8000-000000000005', {
    customer: `Z${'\u0336\u0322\u0341\u035c'.repeat(30)}a${'\u0336\u0322'.repeat(40)}lgo`,
    lastText: '👩‍👩‍👧‍👦🏳️‍🌈 thanks 🙏🏽',
    lastAt: NOW - 5 * MINUTE_MS,
  }),
  sampleRow('10000000-0000-4000-8000-000000000006', {
    customer: '\u3164\u200b\u2060',
    lastText: '\u202e\u2066   ',
    lastAt: NOW - 6 * MINUTE_MS,
  }),
];

export const connected: ConnectionView = {
  state: 'connected',
  since: NOW - 78 * MINUTE_MS,
  headline: 'Connected',
  detail: null,
  retryAt: null,
  action: null,
  code: null,
  topics: 4,
  refused: [],
  gaps: [],
};

export const reconnecting: ConnectionView = {
  ...connected,
  state: 'reconnecting',
  since: NOW - 40_000,
  headline: 'Reconnecting',
  detail: 'The service was silent. Alerts do not arrive until the connection is back.',
  retryAt: NOW + 4_000,
  action: 'retry',
  code: 'silence',
};

export const offline: ConnectionView = {
  ...reconnecting,
  state: 'offline',
  headline: 'No network',
  detail: 'This computer has no network. Alerts do not arrive until it is back.',
  retryAt: NOW + 62_000,
  code: 'network',
};

export const blocked: ConnectionView = {
  ...connected,
  state: 'blocked',
  since: NOW - 3 * MINUTE_MS,
  headline: 'Alerts do not arrive',
  detail: 'The sign-in has ended. Sign in again.',
  action: 'signIn',
  code: 'signInAgain',
  topics: 0,
};

export const connecting: ConnectionView = {
  ...connected,
  state: 'connecting',
  since: NOW,
  headline: 'Connecting',
  topics: 0,
};

export const suspended: ConnectionView = {
  ...connected,
  state: 'suspended',
  since: NOW - MINUTE_MS,
  headline: 'Paused while the computer sleeps',
};

/** Connected, with everything there can be to be told. */
export const connectedWithNotices: ConnectionView = {
  ...connected,
  detail: '2 of the watched topics may not be subscribed.',
  gaps: [
    {
      from: NOW - 28 * MINUTE_MS,
      to: NOW - 27 * MINUTE_MS,
      reason: 'the service was silent, and what it sent cannot be read again.',
    },
  ],
  refused: [
    {
      topic: 'v2.routing.queues.5b6c8f5e-3d2a-4c52-9a51-0f9a61b0d1aa.conversations.messages',
      reason: 'Forbidden',
      missingPermissions: ['routing:queue:view', 'conversation:message:view'],
    },
    {
      topic: 'v2.users.5b6c8f5e-3d2a-4c52-9a51-0f9a61b0d1ab.conversations.callbacks',
      reason: 'Not available for this organisation.',
      missingPermissions: [],
    },
  ],
};

const account = {
  address: 'mypurecloud.de',
  clientId: 'b2f6f0d4-7d6d-4c55-9d0e-2f3d6d7d9a10',
  method: 'browser',
  protocol: 'channels',
} as const;

export const signedIn: Extract<SignInView, { state: 'signedIn' }> = {
  state: 'signedIn',
  account,
  userName: 'Alex Morgan',
  kept: { kind: 'keychain' },
  endsSoon: null,
};

export const firstRun: SignInView = {
  state: 'signedOut',
  account: { ...account, address: '', clientId: '' },
  error: null,
};

export const signedOut: SignInView = { state: 'signedOut', account, error: null };

export const signInRefused: SignInView = {
  state: 'signedOut',
  account: { ...account, method: 'clientCredentials' },
  error: {
    message: 'Genesys Cloud does not know this client id in this region. Check both, then sign in again.',
    code: 'credentialsRejected',
  },
};

export const signingIn: SignInView = { state: 'signingIn', account, since: NOW };

/** The view of somebody at work, or with other parts where a test needs them. */
export function sampleView(part: Partial<View> = {}): View {
  return {
    signIn: signedIn,
    connection: connected,
    conversations: sampleRows,
    settings: {
      watch: {
        mine: true,
        queues: [{ id: 'q1', name: 'Returns and refunds' }],
        conversations: [],
        excludedEvents: [],
      },
      alerts: { content: 'nameAndText', sound: 'oncePerConversation', offered: true },
      general: { startAtSignIn: true, theme: 'system' },
    },
    settingsProblem: null,
    doNotDisturbUntil: null,
    regions: regions.map(({ domain, place }) => ({ domain, place })),
    abilities: { startAtSignIn: true, alertSound: true },
    version: '0.1.0',
    ...part,
  };
}

function delivery(messageId: string, minutesAgo: number, part: Partial<DeliveryEntry>): DeliveryEntry {
  return {
    messageId,
    conversationId: sampleRows[1]?.id ?? '',
    decidedAt: NOW - minutesAgo * MINUTE_MS,
    fate: { kind: 'handedOver', by: 'window' },
    outcome: 'handedOver',
    missed: false,
    possiblyRepeated: false,
    ...part,
  };
}

const sampleDeliveries: readonly DeliveryEntry[] = [
  delivery('m1', 1, { fate: { kind: 'waiting' }, outcome: null }),
  delivery('m2', 2, {}),
  delivery('m3', 4, { outcome: 'clicked', conversationId: sampleRows[2]?.id ?? '' }),
  delivery('m4', 6, { fate: { kind: 'heldBack', rule: 'muted' }, conversationId: sampleRows[3]?.id ?? '' }),
  delivery('m5', 12, { fate: { kind: 'mergedInto', alertId: 'a2' }, outcome: null }),
  delivery('m6', 27, { missed: true, outcome: 'dismissed' }),
  delivery('m7', 28, {
    fate: { kind: 'failed', reason: 'the system does not show notifications of this program' },
    outcome: 'failed',
  }),
  delivery('m8', 48, { fate: { kind: 'summarized', alertId: 'a9' }, conversationId: 'cccccccc-0000-4000' }),
  delivery('m9', 70, { possiblyRepeated: true, fate: { kind: 'handedOver', by: 'main' } }),
  delivery('m9', 71, {}),
  delivery('m10', 90, { fate: { kind: 'heldBack', rule: 'doNotDisturb' }, outcome: null }),
];

export function sampleAnswers(part: Partial<Answers> = {}): Answers {
  const [, second] = sampleRows;
  return {
    view: sampleView(),
    details:
      second === undefined
        ? {}
        : {
            [second.id]: {
              id: second.id,
              messages: [
                {
                  id: '1',
                  at: NOW - 28 * MINUTE_MS,
                  text: 'Hi! I ordered two lamps and got one.',
                  missed: true,
                },
                { id: '2', at: NOW - 27 * MINUTE_MS, text: null, missed: false },
                {
                  id: '3',
                  at: NOW - 12 * MINUTE_MS,
                  text: 'The order number is 4711.\nIt was placed on the second of January, and the other lamp was to come the same day.',
                  missed: false,
                },
                { id: '2', at: NOW - 8 * MINUTE_MS, text: 'Hello?', missed: false },
                { id: '5', at: NOW - 2 * MINUTE_MS, text: second.lastText, missed: false },
              ],
            },
          },
    deliveries: sampleDeliveries,
    queues: [
      { id: 'q1', name: 'Returns and refunds' },
      { id: 'q2', name: 'Returns, second line' },
      { id: 'q3', name: 'Sales' },
    ],
    helpSteps: [
      'Open the system’s settings, Notifications, and allow them for Conversation Tray.',
      'Turn “Do not disturb” of the system off.',
    ],
    refusals: {},
    granted: true,
    ...part,
  };
}
