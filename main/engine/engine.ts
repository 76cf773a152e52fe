import type { TokenSource } from '../auth/token.ts';
import type { Protocol } from '../connection/protocol.ts';
import { createChannelsProtocol } from '../connection/protocols/channels.ts';
import { createDirectProtocol } from '../connection/protocols/direct.ts';
import { createConnection, type Connection, type ReconcileRequest } from '../connection/runner.ts';
import type { ConnectionReport, Hint } from '../connection/state.ts';
import type { ConnectionStatus } from '../connection/status.ts';
import { DROP_WORDS } from '../connection/words.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { ConversationStore } from '../conversations/store.ts';
import type { Logger } from '../diagnostics/logger.ts';
import { sleep, type Clock, type Timer } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket } from '../effects/socket.ts';
import type { DomainEvent } from '../genesys/domain-event.ts';
import { createMessageTexts } from '../genesys/message-texts.ts';
import { searchQueues, type NamedQueue } from '../genesys/queues-api.ts';
import { RequestBudget } from '../genesys/request-budget.ts';
import { createRestClient } from '../genesys/rest-client.ts';
import type { RestResult } from '../genesys/rest.ts';
import type { ServiceClock } from '../genesys/service-clock.ts';
import { ChosenPoller } from './chosen-poller.ts';
import { DirectInbox } from './direct-inbox.ts';
import { MessageReporter } from './message-reporter.ts';
import type { EngineOutput, ErrorReport, WatchRequest } from './output.ts';
import { readKnown, reconcileChannels, type Reconciled } from './reconcile.ts';
import { WatchPlanner } from './watch-planner.ts';
import { newSession } from './session.ts';
import { Watcher } from './watcher.ts';

/** How often what is old is forgotten, in ms. */
const FORGET_EVERY_MS = 600_000;

export interface EngineConfig {
  /** Where the REST API is; no slash at the end. */
  apiUrl: string;
  protocol:
    | { name: 'channels' }
    /** `include` and `exclude`: docs/direct-protocol.md §3. */
    | { name: 'direct'; socketUrl: string; include: readonly string[]; exclude: readonly string[] };
  watch: WatchRequest;
  /** How long a message waits for its text, in ms. */
  textWaitMs: number;
  /** The most REST calls in a minute; half of what the service allows where it is not given. */
  requestsPerMinute?: number;
}

export interface EngineDependencies {
  tokens: TokenSource;
  fetch: Fetch;
  openSocket: OpenSocket;
  clock: Clock;
  random: Random;
  serviceClock: ServiceClock;
  logger: Logger;
}

/** Everything but the desktop: it signs in, stays connected, and says what is new. */
export interface Engine {
  start(): void;
  /** Ends every socket, request and timer; what waits for its text is reported without. */
  stop(): void;
  hint(hint: Hint): void;
  status(): ConnectionStatus;
  conversations(): Iterable<Conversation>;
  /** Watches something else from now on, without reconnecting. */
  setWatch(request: WatchRequest): void;
  /** A chosen conversation that no topic brings: it is read every 30 s. */
  isPolled(conversationId: string): boolean;
  /** The text of a message; null where it cannot be had in good time. */
  messageText(conversationId: string, messageId: string): Promise<string | null>;
  /** Queues whose names contain what is given. */
  searchQueues(name: string): Promise<RestResult<readonly NamedQueue[]>>;
  /** The agent has looked at a conversation. */
  markSeen(conversationId: string): void;
}

/** Puts the engine together: socket -> protocol -> domain event -> conversations -> output. */
export function createEngine(
  config: EngineConfig,
  dependencies: EngineDependencies,
  output: (output: EngineOutput) => void,
): Engine {
  const { clock, logger, serviceClock } = dependencies;
  const store = new ConversationStore();
  let forgetting: Timer | null = null;
  let prepared = false;
  let searches = newSession();

  const rest = createRestClient({
    apiUrl: config.apiUrl,
    fetch: dependencies.fetch,
    clock,
    budget: new RequestBudget(clock, config.requestsPerMinute),
    serviceClock,
    token: () => connection.token(),
    logger,
    onUnauthorized: (token) => {
      connection.unauthorized(token);
    },
  });
  const texts = createMessageTexts({ rest, clock });
  const reporter = new MessageReporter({
    texts,
    clock,
    textWaitMs: config.textWaitMs,
    report: (message) => {
      output({ type: 'message', message });
    },
    reportLateText: (message) => {
      output({ type: 'lateText', message });
    },
  });
  const watcher: Watcher = new Watcher({
    store,
    clock,
    serviceNow: () => serviceClock.now(),
    onMessage: (message, missed, text) => {
      reporter.add({
        conversationId: message.conversationId,
        messageId: message.id,
        direction: 'inbound',
        from: message.from,
        text,
        media: message.media,
        time: message.time,
        missed,
        own: message.own,
      });
    },
    onChange: (conversationId, change) => {
      output({ type: 'conversation', conversationId, change });
    },
    onSnapshot: (snapshot) => {
      planner.noticed(snapshot);
    },
    onKnown: (conversation) => {
      output({ type: 'known', conversation });
    },
    withoutReported: (snapshot, messages) =>
      config.protocol.name === 'direct' ? inbox.withoutReported(snapshot, messages) : messages,
  });
  const inbox: DirectInbox = new DirectInbox({
    rest,
    clock,
    fold: (snapshot, newFrom) => watcher.fold(snapshot, newFrom),
    onMessage: (message, announced) => {
      const unheard = connection.status().state !== 'connected' || watcher.wasMissed(message, false);
      watcher.report(message, announced === null && unheard, announced?.text ?? null);
    },
    onUnresolved: (event) => {
      reporter.add({
        conversationId: event.conversationId,
        messageId: null,
        direction: null,
        from: null,
        text: event.text,
        media: null,
        time: event.timestamp,
        missed: false,
        own: true,
      });
    },
    onEvent: (event) => {
      output({ type: 'event', event });
      if (
        event.eventType === 'ConversationUpdated' ||
        (event.eventType === 'StatusChanged' && !inbox.mayRead)
      ) {
        output({ type: 'conversation', conversationId: event.conversationId, change: 'updated' });
      }
    },
  });
  const poller = new ChosenPoller({
    rest,
    clock,
    fold: (snapshot) => {
      watcher.take(snapshot, 'poll');
    },
  });

  const planner = new WatchPlanner(config.watch, {
    protocol: config.protocol.name,
    rest,
    clock,
    onUser: (user) => {
      watcher.begin();
      output({ type: 'user', user });
    },
    apply: (plan, isChange) => {
      watcher.watch(plan.rules);
      for (const snapshot of plan.baseline) {
        const known = store.get(snapshot.id) !== undefined;
        const isHistory = !known && (isChange || !prepared);
        // Prepared before: what has come since then was missed, and is no history.
        watcher.take(snapshot, isHistory ? 'baseline' : 'reconcile');
      }
      prepared = true;
      poller.start(plan.polled);
    },
    subscribe: (topics) => {
      connection.setTopics(topics);
    },
    report: (error) => {
      output({ type: 'error', error });
    },
  });

  async function reconcile(request: ReconcileRequest, signal: AbortSignal): Promise<'done' | 'retry'> {
    watcher.begin();
    if (request.gap !== null) watcher.beginCatchUp();
    const result = await readAgain(request, signal);
    if (result.kind === 'retry' || signal.aborted) return 'retry';
    watcher.endCatchUp();
    const { gap } = request;
    if (gap !== null && result.unsure !== null) {
      const reason = `${DROP_WORDS[gap.reason]}; ${result.unsure}`;
      output({ type: 'gap', gap: { from: gap.from, to: clock.now(), reason } });
    }
    return 'done';
  }

  async function readAgain({ topics, gap }: ReconcileRequest, signal: AbortSignal): Promise<Reconciled> {
    const fold = (snapshot: Parameters<Watcher['take']>[0]) => {
      if (!signal.aborted) watcher.take(snapshot, 'reconcile');
    };
    if (config.protocol.name === 'channels') {
      const knownConversations = () => watcher.openConversations();
      return reconcileChannels(topics, gap, { rest, knownConversations, fold }, signal);
    }
    if (gap === null) return { kind: 'done', unsure: null };
    if (!inbox.mayRead)
      return { kind: 'done', unsure: 'conversations may not be read with these credentials' };
    const chosen = planner.request.conversations;
    const read = await readKnown(
      chosen.length > 0 ? chosen : watcher.openConversations(),
      { rest, fold },
      signal,
    );
    if (read.kind === 'retry' || read.unsure !== null || chosen.length > 0) return read;
    return { kind: 'done', unsure: 'conversations that began in this time cannot be listed' };
  }

  function onEvent(event: DomainEvent): void {
    if (event.type === 'snapshot') watcher.take(event.snapshot, 'event');
    else inbox.take(event);
  }

  const connection: Connection = createConnection({
    protocol: protocolOf(config, { rest, serviceNow: () => serviceClock.now(), clock }),
    tokens: dependencies.tokens,
    openSocket: dependencies.openSocket,
    clock,
    random: dependencies.random,
    logger,
    prepare: (signal) => planner.prepare(signal),
    reconcile,
    onStatus: (status) => {
      logger.info('connection', { state: status.state });
      output({ type: 'status', status });
    },
    onEvent,
    onReport: (report) => {
      output({ type: 'error', error: errorOf(report) });
    },
    onUnreadable: (length, shape) => {
      const message = `A frame of ${length} characters could not be read (${shape}).`;
      logger.warn('unreadable frame', { length, shape });
      output({ type: 'error', error: { code: 'unreadableFrame', message, topic: null } });
    },
    onSocket: (happening) => {
      output({ type: 'socket', happening });
    },
  });

  function forget(): void {
    store.forgetEnded(clock.monotonic());
    inbox.forget();
    forgetting = clock.after(FORGET_EVERY_MS, forget);
  }

  return {
    start() {
      forgetting ??= clock.after(FORGET_EVERY_MS, forget);
      connection.start();
    },
    stop() {
      forgetting?.cancel();
      forgetting = null;
      poller.stop();
      planner.stop();
      searches.abort();
      searches = newSession();
      connection.stop();
      inbox.flush();
      reporter.flush();
    },
    hint: (hint) => {
      connection.hint(hint);
    },
    status: () => connection.status(),
    conversations: () => store.all(),
    setWatch: (request) => {
      planner.change(request);
    },
    isPolled: (id) => poller.polls(id),
    messageText: async (conversationId, messageId) => {
      const late = sleep(clock, config.textWaitMs, searches.signal).then(() => null);
      const text = texts
        .request(conversationId, messageId, searches.signal)
        .then((result) => (result.kind === 'text' ? result.text : null));
      return Promise.race([text, late]);
    },
    searchQueues: (name) => searchQueues(rest, name, searches.signal),
    markSeen: (id) => {
      const before = store.get(id);
      store.markSeen(id);
      const conversation = store.get(id);
      if (conversation !== undefined && conversation !== before) output({ type: 'known', conversation });
    },
  };
}

function protocolOf(
  { protocol }: EngineConfig,
  dependencies: Parameters<typeof createChannelsProtocol>[0],
): Protocol {
  switch (protocol.name) {
    case 'channels':
      return createChannelsProtocol(dependencies);
    case 'direct':
      return createDirectProtocol(protocol);
  }
}

function errorOf(report: ConnectionReport): ErrorReport {
  switch (report.code) {
    case 'forbiddenTopic': {
      const { topic, reason, missingPermissions } = report.refused;
      const missing =
        missingPermissions.length === 0
          ? ''
          : ` The permission ${missingPermissions.join(' or ')} is missing.`;
      return {
        code: 'forbiddenTopic',
        message: `${topic} may not be subscribed: ${reason}.${missing}`,
        topic,
      };
    }
    case 'serverError':
    case 'signInSoon':
      return { code: report.code, message: report.message, topic: null };
  }
}
