import type {
  Api,
  ConversationDetail,
  DeliveryEntry,
  EventName,
  Events,
  QueueName,
  RequestName,
  View,
  ViewChange,
} from '../../../preload/contract.ts';

/** What a fake main process answers with. */
export interface Answers {
  /** Null: the view never comes. */
  view: View | null;
  details: Record<string, ConversationDetail>;
  deliveries: readonly DeliveryEntry[];
  queues: readonly QueueName[];
  helpSteps: readonly string[];
  /** Requests that are refused, with the reason. */
  refusals: Partial<Record<RequestName, string>>;
  granted: boolean;
}

/** The main process as a test steers it from outside the page. */
interface FakeMain {
  calls: { name: RequestName; request: unknown }[];
  answers: Answers;
  emit<Name extends EventName>(name: Name, payload: Events[Name]): void;
  listeners(name: EventName): number;
  /** Answers the requests for the view that have waited for one. */
  answerView(view: View): void;
}

declare global {
  interface Window {
    fakeMain: FakeMain;
  }
}

/**
 * Stands for the preload script and the main process. It runs in the page, before the page's own scripts, and can use
 * nothing from outside itself.
 */
export function installFakeApi(answers: Answers): void {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const calls: FakeMain['calls'] = [];

  function asked<Answer>(name: RequestName, request: unknown, answer: () => Answer): Promise<Answer> {
    calls.push({ name, request });
    const refusal = window.fakeMain.answers.refusals[name];
    if (refusal !== undefined) {
      return Promise.reject(new Error(`Error invoking remote method '${name}': Error: ${refusal}`));
    }
    return Promise.resolve(answer());
  }

  function on<Name extends EventName>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    const known = listeners.get(name) ?? new Set();
    listeners.set(name, known);
    known.add(listener);
    return () => known.delete(listener);
  }

  const waitingForView: ((view: View) => void)[] = [];

  const fakeMain: FakeMain = {
    calls,
    answers,
    emit(name, payload) {
      for (const listener of listeners.get(name) ?? []) (listener as (payload: unknown) => void)(payload);
    },
    answerView: (view) => {
      for (const answer of waitingForView.splice(0)) answer(view);
    },
    listeners: (name) => listeners.get(name)?.size ?? 0,
  };

  const change = (part: ViewChange) => {
    fakeMain.emit('viewChanged', part);
    return null;
  };

  const settings = (part: Partial<View['settings']>) => {
    const { view } = fakeMain.answers;
    if (view === null) return null;
    fakeMain.answers = { ...fakeMain.answers, view: { ...view, settings: { ...view.settings, ...part } } };
    return change({ settings: { ...view.settings, ...part } });
  };

  const api: Api = {
    getView: () => {
      const { view } = fakeMain.answers;
      return view === null
        ? new Promise<View>((resolve) => waitingForView.push(resolve))
        : asked('getView', null, () => view);
    },
    signIn: (request) => asked('signIn', request, () => null),
    cancelSignIn: () => asked('cancelSignIn', null, () => null),
    signOut: () => asked('signOut', null, () => null),
    retryConnection: () => asked('retryConnection', null, () => null),
    openConversation: (request) =>
      asked('openConversation', request, () => fakeMain.answers.details[request.id] ?? null),
    closeConversation: () => asked('closeConversation', null, () => null),
    markSeen: (request) => asked('markSeen', request, () => null),
    muteConversation: (request) => asked('muteConversation', request, () => null),
    stopWatching: (request) => asked('stopWatching', request, () => null),
    openInGenesys: (request) => asked('openInGenesys', request, () => null),
    setWatch: (watch) => asked('setWatch', watch, () => settings({ watch })),
    setAlerts: (alerts) => asked('setAlerts', alerts, () => settings({ alerts })),
    setGeneral: (general) => asked('setGeneral', general, () => settings({ general })),
    searchQueues: (request) =>
      asked('searchQueues', request, () => ({
        queues: fakeMain.answers.queues.filter(({ name }) =>
          name.toLowerCase().includes(request.name.toLowerCase()),
        ),
        problem: null,
      })),
    setDoNotDisturb: (request) =>
      asked('setDoNotDisturb', request, () =>
        change({ doNotDisturbUntil: request.choice === 'off' ? null : Date.now() + 1_800_000 }),
      ),
    claimAlert: (request) => asked('claimAlert', request, () => ({ granted: fakeMain.answers.granted })),
    reportAlert: (request) => asked('reportAlert', request, () => null),
    sendTestAlert: () => asked('sendTestAlert', null, () => null),
    getAlertHelp: () => asked('getAlertHelp', null, () => ({ steps: fakeMain.answers.helpSteps })),
    getDeliveries: () => asked('getDeliveries', null, () => fakeMain.answers.deliveries),
    onViewChanged: (listener) => on('viewChanged', listener),
    onShowAlert: (listener) => on('showAlert', listener),
    onCloseAlert: (listener) => on('closeAlert', listener),
    onShowConversation: (listener) => on('showConversation', listener),
  };
  Object.assign(window, { api, fakeMain });
}
