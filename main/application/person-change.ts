import type { AlertService } from '../alerts/alert-service.ts';
import type { Attention } from './attention.ts';
import type { ConnectionStory } from './connection-story.ts';
import type { ConversationList } from './conversation-list.ts';
import type { EarlierTexts } from './earlier-texts.ts';
import type { EngineSession } from './engine-session.ts';
import type { SettingsKeeper } from './settings-keeper.ts';
import type { SignedIn } from './sign-in.ts';
import type { UnfinishedAlerts } from './unfinished-alerts.ts';
import type { ViewNews } from './view-news.ts';

export interface PersonChangeDependencies {
  settings: SettingsKeeper;
  session: EngineSession;
  unfinished: UnfinishedAlerts;
  alerts: AlertService;
  attention: Attention;
  earlierTexts: EarlierTexts;
  story: ConnectionStory;
  list: ConversationList;
  news: ViewNews;
}

/** What begins when somebody signs in, and what must not outlast them. */
export class PersonChange {
  readonly #dependencies: PersonChangeDependencies;

  constructor(dependencies: PersonChangeDependencies) {
    this.#dependencies = dependencies;
  }

  signedIn(signedIn: SignedIn): void {
    const { settings, session, unfinished } = this.#dependencies;
    const { account } = settings.stored;
    const isSame =
      account.clientId === signedIn.account.clientId && account.address === signedIn.account.address;
    if (!isSame) unfinished.forget();
    settings.change({ account: signedIn.account, signedIn: true });
    void session.begin(signedIn);
  }

  signedOut(): void {
    const { settings, session, unfinished } = this.#dependencies;
    session.end();
    unfinished.forget();
    settings.change({ signedIn: false });
    this.wipe();
  }

  /** Nothing of what one person saw stays for the next. */
  wipe(): void {
    const { settings, alerts, attention, earlierTexts, story, list, news } = this.#dependencies;
    alerts.forget();
    attention.close();
    earlierTexts.forget();
    story.clear();
    settings.change({ muted: [], unwatched: [] });
    news.list(list.remove(() => true));
    news.connection();
  }
}
