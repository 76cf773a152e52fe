import { AlertService } from '../alerts/alert-service.ts';
import type { ConversationRule } from '../alerts/alert.ts';
import type { Fetch } from '../effects/fetch.ts';
import { ServiceClock } from '../genesys/service-clock.ts';
import type { ApplicationDependencies } from './application.ts';
import { Attention } from './attention.ts';
import { ConnectionStory } from './connection-story.ts';
import { ConversationList } from './conversation-list.ts';
import { EarlierTexts } from './earlier-texts.ts';
import { EngineSession } from './engine-session.ts';
import { OutputFolding } from './output-folding.ts';
import { PersonChange } from './person-change.ts';
import { QuietTime } from './quiet-time.ts';
import { SettingsKeeper } from './settings-keeper.ts';
import { SignIn } from './sign-in.ts';
import { UnfinishedAlerts } from './unfinished-alerts.ts';
import { ViewNews } from './view-news.ts';

/** The parts of the application, each told of the others that it needs. */
export interface Parts {
  settings: SettingsKeeper;
  list: ConversationList;
  story: ConnectionStory;
  news: ViewNews;
  quietTime: QuietTime;
  alerts: AlertService;
  signIn: SignIn;
  session: EngineSession;
  attention: Attention;
  earlierTexts: EarlierTexts;
}

/** Puts the parts together. Nothing begins yet. */
export function createParts(dependencies: ApplicationDependencies): Parts {
  const { desktop, journal, clock } = dependencies;
  const serviceClock = new ServiceClock(clock);
  const fetch = learningFetch(dependencies.fetch, serviceClock);
  const settings = new SettingsKeeper(dependencies.settings.stored, dependencies.settings.write);
  const story = new ConnectionStory(clock);
  const list = new ConversationList(
    (id) => settings.isMuted(id),
    (id) => session.engine?.isPolled(id) ?? false,
  );
  const news = new ViewNews({ ...dependencies, list, story, settings, quietTime: () => quietTime });
  const quietTime = new QuietTime({
    settings,
    clock,
    onChange: () => {
      news.quietTime();
    },
  });
  const alerts = new AlertService({
    ...dependencies,
    presenter: desktop.presenter,
    settings: () => settings.stored.alerts,
    heldBackBy: (id) => heldBackBy(id, settings, attention),
    doNotDisturbUntil: () => quietTime.until,
    onClicked: (id) => {
      if (id !== null) attention.look(id);
      desktop.showConversation(id);
    },
  });
  const unfinished = new UnfinishedAlerts(journal.unfinished, journal);
  const readText = async (conversationId: string, messageId: string) =>
    (await session.engine?.messageText(conversationId, messageId)) ?? null;
  const signIn = new SignIn(settings.stored.account, {
    ...dependencies,
    fetch,
    openBrowser: (url) => desktop.openBrowser(url),
    onView: (view) => {
      news.signIn(view);
    },
    onSignedIn: (signedIn) => {
      person.signedIn(signedIn);
    },
    onSignedOut: () => {
      person.signedOut();
    },
  });
  const session: EngineSession = new EngineSession({
    ...dependencies,
    fetch,
    serviceClock,
    watch: () => settings.stored.watch,
    onOutput: (output) => {
      folding.take(output);
    },
    onOtherPerson: () => {
      person.wipe();
    },
  });
  const attention: Attention = new Attention({
    list,
    alerts,
    isWindowInFront: () => desktop.isWindowInFront(),
    markSeen: (id) => session.engine?.markSeen(id),
    news,
  });
  const earlierTexts = new EarlierTexts({
    list,
    readText,
    onText: (conversationId, change) => {
      news.list(change);
      attention.showMessages(conversationId);
    },
  });
  const shared = {
    settings,
    list,
    story,
    news,
    alerts,
    unfinished,
    signIn,
    session,
    attention,
    earlierTexts,
  };
  const person = new PersonChange(shared);
  const folding = new OutputFolding({ ...dependencies, ...shared, readText });
  return { ...shared, quietTime };
}

function heldBackBy(
  conversationId: string,
  settings: SettingsKeeper,
  attention: Attention,
): ConversationRule | null {
  if (settings.isUnwatched(conversationId)) return 'notWatched';
  if (settings.isMuted(conversationId)) return 'muted';
  return attention.isLookedAt(conversationId) ? 'conversationOpen' : null;
}

/** The answers of the sign-in tell the service's time before the engine's first message asks for it. */
function learningFetch(fetch: Fetch, serviceClock: ServiceClock): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    serviceClock.learn(response.headers.get('date'));
    return response;
  };
}
