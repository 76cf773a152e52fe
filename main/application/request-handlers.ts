import type { RequestName, Requests } from '../../preload/contract.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import { conversationLink } from '../genesys/deep-links.ts';
import type { NamedQueue } from '../genesys/queues-api.ts';
import type { RestResult } from '../genesys/rest.ts';
import type { Attention } from './attention.ts';
import type { ConnectionStory } from './connection-story.ts';
import type { ConversationList } from './conversation-list.ts';
import type { DesktopPorts } from './desktop-ports.ts';
import type { EarlierTexts } from './earlier-texts.ts';
import type { EngineSession } from './engine-session.ts';
import type { QuietTime } from './quiet-time.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { SignIn } from './sign-in.ts';
import type { ViewNews } from './view-news.ts';

/** A handler for every request of the contract. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    request: Requests[Name]['request'],
  ) => Requests[Name]['response'] | Promise<Requests[Name]['response']>;
};

export interface RequestHandlersDependencies {
  desktop: DesktopPorts;
  settings: SettingsKeeper;
  story: ConnectionStory;
  quietTime: QuietTime;
  signIn: SignIn;
  session: EngineSession;
  list: ConversationList;
  alerts: AlertService;
  attention: Attention;
  earlierTexts: EarlierTexts;
  getView: () => Requests['getView']['response'];
  news: ViewNews;
}

/** What becomes of each request of the window. What it asks for is checked before it comes here. */
export function requestHandlers(dependencies: RequestHandlersDependencies): RequestHandlers {
  const { desktop, settings, signIn, session, list, alerts, attention, earlierTexts, news } = dependencies;
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
      news.list(list.refresh(id));
      return null;
    },
    stopWatching: ({ id }) => {
      const before = settings.stored.watch;
      settings.unwatch(id);
      news.list(list.remove((row) => row.id === id));
      if (before.conversations.includes(id)) watchChanged(dependencies, before);
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
      watchChanged(dependencies, before);
      return null;
    },
    setAlerts: (alertSettings) => {
      settings.change({ alerts: alertSettings });
      news.settings();
      return null;
    },
    setGeneral: async (general) => {
      // What fails is not kept as if it had worked.
      if (settings.stored.general.startAtSignIn !== general.startAtSignIn)
        await desktop.setStartAtSignIn(general.startAtSignIn);
      settings.change({ general });
      news.settings();
      return null;
    },
    searchQueues: async ({ name }) => {
      if (session.engine === null) return { queues: [], problem: 'Sign in first.' };
      return foundQueues(await session.engine.searchQueues(name));
    },
    setDoNotDisturb: ({ choice }) => {
      dependencies.quietTime.set(choice);
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

/** Watches what the settings say now. @param before what they said until now. */
function watchChanged(
  { settings, story, list, news, session }: RequestHandlersDependencies,
  before: SettingsKeeper['stored']['watch'],
): void {
  story.newChoice();
  news.settings();
  const chosen = new Set(settings.stored.watch.conversations);
  if (chosen.size > 0) news.list(list.remove(({ id }) => !chosen.has(id)));
  news.connection();
  session.setWatch(before);
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
