/**
 * What the window and the main process say to each other: the one thing they share. Times are ms since 1970 by the
 * wall clock of this computer. Texts are a stranger's words: shown as text, never as markup.
 */

export type Media = 'message' | 'email' | 'chat' | 'callback' | 'call' | 'other';

export type ConversationState =
  'waiting' | 'offered' | 'connected' | 'held' | 'parked' | 'afterCallWork' | 'ended';

/** A conversation as the list shows it. */
export interface ConversationRow {
  id: string;
  customer: string | null;
  media: Media;
  /** `webmessaging`, `whatsapp`, …; null for other media. */
  messengerType: string | null;
  state: ConversationState;
  /** The last message of the customer; null where it has no words, or they could not be had. */
  lastText: string | null;
  lastAt: number | null;
  unread: number;
  /** Since when the oldest unread message waits. */
  waitingSince: number | null;
  muted: boolean;
  /** Whether new messages of this medium alert at all. */
  alerts: boolean;
  /** It is read every 30 s because no topic brings it. */
  polled: boolean;
}

export interface ConversationMessage {
  id: string;
  at: number | null;
  text: string | null;
  missed: boolean;
}

/** A conversation that is looked at. */
export interface ConversationDetail {
  id: string;
  /** Its last messages since the program started, oldest first; the customer's only. */
  messages: readonly ConversationMessage[];
}

export interface RefusedTopicView {
  topic: string;
  reason: string;
  missingPermissions: readonly string[];
}

/** Messages of this time may be missing for good. */
export interface GapView {
  from: number;
  to: number;
  reason: string;
}

export interface ConnectionView {
  state: 'signedOut' | 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'suspended' | 'blocked';
  since: number | null;
  /** What is happening, in a few words. */
  headline: string;
  /** Why, and what to do; null where the headline says it all. */
  detail: string | null;
  /** When the next attempt comes; the window counts down to it. */
  retryAt: number | null;
  /** What a person can do about it. */
  action: 'retry' | 'signIn' | null;
  /** Stable, for support. */
  code: string | null;
  topics: number;
  refused: readonly RefusedTopicView[];
  /** The newest last. */
  gaps: readonly GapView[];
}

type SignInMethod = 'browser' | 'clientCredentials';
type ProtocolName = 'channels' | 'direct';

/** Where and how somebody signs in. */
export interface Account {
  /** The region's domain, `mypurecloud.de`, or what was typed for it. */
  address: string;
  clientId: string;
  method: SignInMethod;
  protocol: ProtocolName;
}

export interface SignInRequest extends Account {
  /** Client credentials only. */
  clientSecret: string | null;
}

export type SignInView =
  | { state: 'signedOut'; account: Account; error: { message: string; code: string } | null }
  /** The browser is open, or the service is being asked. */
  | { state: 'signingIn'; account: Account; since: number }
  | {
      state: 'signedIn';
      account: Account;
      userName: string | null;
      /** Whether the sign-in outlives this run; why not, where it does not. */
      kept: { kind: 'keychain' } | { kind: 'thisRunOnly'; reason: string };
      /** The sign-in ends soon and must be renewed by hand. */
      endsSoon: string | null;
    };

export interface QueueName {
  id: string;
  name: string;
}

/** What is watched. */
export interface WatchSettings {
  mine: boolean;
  queues: readonly QueueName[];
  /** Ids of conversations; where there are any, only these are watched. */
  conversations: readonly string[];
  /** Direct protocol: event types to leave out. */
  excludedEvents: readonly string[];
}

export interface AlertSettings {
  content: 'nameAndText' | 'name' | 'nothing';
  sound: 'oncePerConversation' | 'everyMessage' | 'off';
  /** A new conversation that is offered alerts, silently. */
  offered: boolean;
}

export interface GeneralSettings {
  startAtSignIn: boolean;
  theme: 'system' | 'light' | 'dark';
}

export interface Settings {
  watch: WatchSettings;
  alerts: AlertSettings;
  general: GeneralSettings;
}

/** A region of Genesys Cloud, to choose from when signing in. */
export interface RegionName {
  domain: string;
  place: string;
}

/** What works on this computer. A setting that would do nothing is not offered. */
export interface Abilities {
  startAtSignIn: boolean;
  /** Alerts can sound. Linux has no say in it. */
  alertSound: boolean;
}

/** A settings file that could not be used, and where it was put aside. */
interface SettingsProblem {
  message: string;
}

/** The whole state that the window shows. */
export interface View {
  signIn: SignInView;
  connection: ConnectionView;
  conversations: readonly ConversationRow[];
  settings: Settings;
  settingsProblem: SettingsProblem | null;
  /** Until when nothing alerts; null when everything does. */
  doNotDisturbUntil: number | null;
  regions: readonly RegionName[];
  abilities: Abilities;
  version: string;
}

/** The parts of the view that have changed; the conversations by row. */
export interface ViewChange extends Partial<Omit<View, 'conversations'>> {
  conversations?: { changed: readonly ConversationRow[]; removed: readonly string[] };
  /** The messages of the conversation that is looked at have changed. */
  openMessages?: ConversationDetail | null;
}

export type AlertFate =
  | { kind: 'waiting' }
  | { kind: 'handedOver'; by: 'window' | 'main' }
  | { kind: 'mergedInto'; alertId: string }
  | { kind: 'summarized'; alertId: string }
  | { kind: 'heldBack'; rule: 'muted' | 'doNotDisturb' | 'conversationOpen' | 'notWatched' }
  | { kind: 'failed'; reason: string };

/** One decision about one message, for the delivery log. */
export interface DeliveryEntry {
  messageId: string;
  conversationId: string;
  decidedAt: number;
  fate: AlertFate;
  outcome: AlertOutcome | null;
  missed: boolean;
  possiblyRepeated: boolean;
}

export type AlertOutcome = 'handedOver' | 'clicked' | 'dismissed' | 'failed';

/** A toast to be shown, once its claim is granted. */
export interface AlertToShow {
  alertId: string;
  conversationId: string | null;
  title: string;
  body: string;
  silent: boolean;
}

export type DoNotDisturb = 'halfHour' | 'hour' | 'untilTomorrow' | 'off';

/** What the window can ask for: the request and the answer of each. */
export interface Requests {
  getView: { request: null; response: View };
  signIn: { request: SignInRequest; response: null };
  cancelSignIn: { request: null; response: null };
  signOut: { request: null; response: null };
  retryConnection: { request: null; response: null };
  openConversation: { request: { id: string }; response: ConversationDetail | null };
  closeConversation: { request: null; response: null };
  markSeen: { request: { id: string }; response: null };
  muteConversation: { request: { id: string; muted: boolean }; response: null };
  stopWatching: { request: { id: string }; response: null };
  openInGenesys: { request: { id: string }; response: null };
  setWatch: { request: WatchSettings; response: null };
  setAlerts: { request: AlertSettings; response: null };
  setGeneral: { request: GeneralSettings; response: null };
  searchQueues: {
    request: { name: string };
    response: { queues: readonly QueueName[]; problem: string | null };
  };
  setDoNotDisturb: { request: { choice: DoNotDisturb }; response: null };
  claimAlert: { request: { alertId: string }; response: { granted: boolean } };
  reportAlert: { request: { alertId: string; outcome: AlertOutcome }; response: null };
  sendTestAlert: { request: null; response: null };
  /** What to do on this system where a test alert was not seen. */
  getAlertHelp: { request: null; response: { steps: readonly string[] } };
  getDeliveries: { request: null; response: readonly DeliveryEntry[] };
}

/** What the main process tells the window. */
export interface Events {
  viewChanged: ViewChange;
  showAlert: AlertToShow;
  /** Takes a toast off the screen. */
  closeAlert: { alertId: string };
  /** Shows a conversation: its alert was clicked. */
  showConversation: { id: string };
}

export type RequestName = keyof Requests;
export type EventName = keyof Events;

/** Every request, as a value; a missing or unknown name is an error of compilation. */
export const requestNames = Object.keys({
  getView: true,
  signIn: true,
  cancelSignIn: true,
  signOut: true,
  retryConnection: true,
  openConversation: true,
  closeConversation: true,
  markSeen: true,
  muteConversation: true,
  stopWatching: true,
  openInGenesys: true,
  setWatch: true,
  setAlerts: true,
  setGeneral: true,
  searchQueues: true,
  setDoNotDisturb: true,
  claimAlert: true,
  reportAlert: true,
  sendTestAlert: true,
  getAlertHelp: true,
  getDeliveries: true,
} satisfies Record<RequestName, true>) as readonly RequestName[];

/** Every event, as a value. */
export const eventNames = Object.keys({
  viewChanged: true,
  showAlert: true,
  closeAlert: true,
  showConversation: true,
} satisfies Record<EventName, true>) as readonly EventName[];

/** A request without content takes no argument. */
type Ask<Name extends RequestName> = Requests[Name]['request'] extends null
  ? () => Promise<Requests[Name]['response']>
  : (request: Requests[Name]['request']) => Promise<Requests[Name]['response']>;

/** What the window finds as `window.api`. Every subscription returns its end. */
export type Api = { readonly [Name in RequestName]: Ask<Name> } & {
  readonly [Name in EventName as `on${Capitalize<Name>}`]: (
    listener: (event: Events[Name]) => void,
  ) => () => void;
};
