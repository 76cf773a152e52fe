import { expect, test } from 'vitest';
import type { AlertToShow, Api } from '../../../preload/contract.ts';
import { presentAlerts, type AlertApi, type Toasts } from '../../../renderer/alerts/present-alerts.ts';
import { settle } from '../../support/fake-clock.ts';

const alert: AlertToShow = {
  alertId: 'alert-1',
  conversationId: 'conversation-1',
  title: 'Jane',
  body: 'Where is my order?',
  silent: false,
};

/** A desktop and a main process, as far as alerts go. */
function stage(options: { permission?: string; throws?: boolean } = {}) {
  const reports: string[] = [];
  const claims: { alertId: string; answer: (granted: boolean) => void; fail: () => void }[] = [];
  const opened: string[] = [];
  const toasts: { title: string; options: object; closed: boolean; fire: (type: string) => void }[] = [];
  let show: Parameters<Api['onShowAlert']>[0] = () => undefined;
  let close: Parameters<Api['onCloseAlert']>[0] = () => undefined;
  let subscriptions = 0;

  const api = {
    claimAlert: ({ alertId }) =>
      new Promise((resolve, reject) => {
        claims.push({
          alertId,
          answer: (granted) => {
            resolve({ granted });
          },
          fail: () => {
            reject(new Error('The main process is gone.'));
          },
        });
      }),
    reportAlert: ({ alertId, outcome }) => {
      reports.push(`${alertId} ${outcome}`);
      return Promise.resolve(null);
    },
    onShowAlert: (listener) => {
      show = listener;
      subscriptions += 1;
      return () => {
        subscriptions -= 1;
      };
    },
    onCloseAlert: (listener) => {
      close = listener;
      subscriptions += 1;
      return () => {
        subscriptions -= 1;
      };
    },
  } satisfies AlertApi;

  class FakeToast {
    static readonly permission = options.permission ?? 'granted';
    readonly #listeners = new Map<string, () => void>();
    readonly #record: (typeof toasts)[number];

    constructor(title: string, given: object) {
      if (options.throws === true) throw new TypeError('Illegal constructor.');
      this.#record = {
        title,
        options: given,
        closed: false,
        fire: (type) => this.#listeners.get(type)?.(),
      };
      toasts.push(this.#record);
    }

    addEventListener(type: string, listener: () => void): void {
      this.#listeners.set(type, listener);
    }

    close(): void {
      this.#record.closed = true;
      this.#listeners.get('close')?.();
    }
  }

  const end = presentAlerts(api, FakeToast satisfies Toasts, (id) => opened.push(id));
  return {
    reports,
    claims,
    toasts,
    opened,
    end,
    subscriptions: () => subscriptions,
    show: (part: Partial<AlertToShow> = {}) => {
      show({ ...alert, ...part });
    },
    close: (alertId = alert.alertId) => {
      close({ alertId });
    },
    /** Shows an alert and grants its claim. */
    granted: async (part: Partial<AlertToShow> = {}) => {
      show({ ...alert, ...part });
      claims.at(-1)?.answer(true);
      await settle();
    },
  };
}

test('shows nothing before its claim is granted', async () => {
  const { show, claims, toasts, reports } = stage();
  show();
  await settle();
  expect(claims.map(({ alertId }) => alertId)).toEqual(['alert-1']);
  expect(toasts).toEqual([]);
  claims[0]?.answer(true);
  await settle();
  expect(toasts).toMatchObject([
    { title: 'Jane', options: { body: 'Where is my order?', tag: 'alert-1', silent: false } },
  ]);
  expect(reports).toEqual(['alert-1 handedOver']);
});

test('shows nothing and reports nothing when the claim is refused or cannot be made', async () => {
  const { show, claims, toasts, reports } = stage();
  show();
  claims[0]?.answer(false);
  show({ alertId: 'alert-2' });
  claims[1]?.fail();
  await settle();
  expect(toasts).toEqual([]);
  expect(reports).toEqual([]);
});

test('a click is reported once, closes the toast and shows the conversation', async () => {
  const { granted, toasts, reports, opened } = stage();
  await granted();
  toasts[0]?.fire('click');
  expect(reports).toEqual(['alert-1 handedOver', 'alert-1 clicked']);
  expect(toasts[0]?.closed).toBe(true);
  expect(opened).toEqual(['conversation-1']);
});

test('a summary that is clicked opens no conversation', async () => {
  const { granted, toasts, opened } = stage();
  await granted({ conversationId: null });
  toasts[0]?.fire('click');
  expect(opened).toEqual([]);
});

test('a toast that somebody puts away was dismissed', async () => {
  const { granted, toasts, reports } = stage();
  await granted();
  toasts[0]?.fire('close');
  expect(reports).toEqual(['alert-1 handedOver', 'alert-1 dismissed']);
});

test('a toast that is taken off the screen was dismissed by nobody', async () => {
  const { granted, close, toasts, reports } = stage();
  await granted();
  close();
  expect(toasts[0]?.closed).toBe(true);
  expect(reports).toEqual(['alert-1 handedOver']);
});

test('an alert that is taken back while it is claimed never comes up', async () => {
  const { show, close, claims, toasts, reports } = stage();
  show();
  close();
  claims[0]?.answer(true);
  await settle();
  expect(toasts).toEqual([]);
  expect(reports).toEqual(['alert-1 dismissed']);
});

test('taking back what is not there does nothing', async () => {
  const { close, granted, toasts } = stage();
  close('unknown');
  await granted();
  expect(toasts).toHaveLength(1);
});

test('a desktop that gives no permission, or no toast, is a failure', async () => {
  const denied = stage({ permission: 'denied' });
  await denied.granted();
  expect(denied.reports).toEqual(['alert-1 failed']);
  expect(denied.toasts).toEqual([]);

  const broken = stage({ throws: true });
  await broken.granted();
  expect(broken.reports).toEqual(['alert-1 failed']);
});

test('a failure after the fact is reported too', async () => {
  const { granted, toasts, reports } = stage();
  await granted();
  toasts[0]?.fire('error');
  expect(reports).toEqual(['alert-1 handedOver', 'alert-1 failed']);
});

test("a stranger's text reaches the desktop harmless and cut", async () => {
  const { granted, toasts } = stage();
  await granted({ title: 'Jane\u202e\u0007', body: 'x'.repeat(5_000) });
  expect(toasts[0]?.title).toBe('Jane');
  expect(toasts[0]?.options).toMatchObject({ body: `${'x'.repeat(300)}…` });
});

test('its end leaves no subscription behind', () => {
  const { end, subscriptions } = stage();
  expect(subscriptions()).toBe(2);
  end();
  expect(subscriptions()).toBe(0);
});
