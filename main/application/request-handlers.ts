import type { DoNotDisturb, RequestName, Requests } from '../../preload/contract.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import { conversationLink } from '../genesys/deep-links.ts';
import type { NamedQueue } from '../genesys/queues-api.ts';
import type { RestResult } from '../genesys/rest.ts';
import type { Attention } from './attention.ts';
import type { ConversationList, ListChange } from './conversation-list.ts';
import type { DesktopPorts } from './desktop-ports.ts';
import type { EarlierTexts } from './earlier-texts.ts';
import type { EngineSession } from './engine-session.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { SignIn } from './sign-in.ts';

/** A handler for every request of the contract. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    request: Requests[Name]['request'],
  ) => Requests[Name]['response'] | Promise<Requests[Name]['response']>;
};

export interface RequestHandlersDependencies {
  desktop: DesktopPorts;
  settings: SettingsKeeper;
  signIn: SignIn;
  session: EngineSession;
  list: ConversationList;
  alerts: AlertService;
  attention: Attention;
  earlierTexts: EarlierTexts;
  getView: () => Requests['getView']['response'];
  /** Watches what the settings say now. @param before what they said until now. */
  onWatchChange: (before: SettingsKeeper['stored']['watch']) => void;
  setDoNotDisturb: (choice: DoNotDisturb) => void;
  onSettings: () => void;
  onList: (change: ListChange) => void;
}

/** What becomes of each request of the window. What it asks for is checked before it comes here. */
export function requestHandlers(dependencies: RequestHandlersDependencies): RequestHandlers {
  const { desktop, settings, signIn, session, list, alerts, attention, earlierTexts, onList } = dependencies;
  return {
    getView: dependencies.getView,
    signIn: async (request) => {
      await signIn.signIn(request);
      return null;
    },
    cancelSignIn: () => {
      signIn.cancel();
      return null;
    },
    signOut: async () => {
      await signIn.signOut();
      return null;
    },
    retryConnection: () => {
      session.hint('retry');
      return null;
    },
    openConversation: ({ id }) => {
      const detail = attention.open(id);
      earlierTexts.opened(id);
      return detail;
    },
    closeConversation: () => {
      attention.close();
      return null;
    },
    markSeen: ({ id }) => {
      attention.look(id);
      return null;
    },
    muteConversation: ({ id, muted }) => {
      settings.mute(id, muted);
      onList(list.refresh(id));
      return null;
    },
    stopWatching: ({ id }) => {
      const before = settings.stored.watch;
      settings.unwatch(id);
      onList(list.remove((row) => row.id === id));
      if (before.conversations.includes(id)) dependencies.onWatchChange(before);
      return null;
    },
    openInGenesys: async ({ id }) => {
      const appsUrl = session.signedIn?.endpoints.appsUrl;
      if (appsUrl !== undefined) await desktop.openExternal(conversationLink(appsUrl, id));
      return null;
    },
    setWatch: (watch) => {
      const before = settings.stored.watch;
      settings.setWatch({
        mine: watch.mine,
        queues: [...watch.queues],
        conversations: [...watch.conversations],
        excludedEvents: [...watch.excludedEvents],
      });
      dependencies.onWatchChange(before);
      return null;
    },
    setAlerts: (alertSettings) => {
      settings.change({ alerts: alertSettings });
      dependencies.onSettings();
      return null;
    },
    setGeneral: async (general) => {
      // What fails is not kept as if it had worked.
      if (settings.stored.general.startAtSignIn !== general.startAtSignIn)
        await desktop.setStartAtSignIn(general.startAtSignIn);
      settings.change({ general });
      dependencies.onSettings();
      return null;
    },
    searchQueues: async ({ name }) => {
      if (session.engine === null) return { queues: [], problem: 'Sign in first.' };
      return foundQueues(await session.engine.searchQueues(name));
    },
    setDoNotDisturb: ({ choice }) => {
      dependencies.setDoNotDisturb(choice);
      return null;
    },
    claimAlert: ({ alertId }) => ({ granted: alerts.claim(alertId) }),
    reportAlert: ({ alertId, outcome }) => {
      alerts.report(alertId, outcome);
      return null;
    },
    sendTestAlert: () => {
      alerts.test();
      return null;
    },
    getAlertHelp: () => ({ steps: desktop.alertHelp }),
    getDeliveries: () => alerts.deliveries(),
  };
}

function foundQueues(result: RestResult<readonly NamedQueue[]>): Requests['searchQueues']['response'] {
  switch (result.kind) {
    case 'ok':
      return { queues: result.value, problem: null };
    case 'forbidden':
      return {
        queues: [],
        problem: `Queues may not be listed with this sign-in; the permission ${result.permission ?? 'routing:queue:view'} is missing.`,
      };
    case 'unauthorized':
    case 'notFound':
    case 'limited':
    case 'refused':
    case 'transient':
      return { queues: [], problem: 'The queues cannot be searched at the moment. Try again.' };
  }
}
