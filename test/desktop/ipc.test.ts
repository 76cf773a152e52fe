import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RequestHandlers } from '../../main/application/request-handlers.ts';
import { answerRequests, type IpcDependencies } from '../../main/desktop/ipc.ts';
import { requestSchemas } from '../../main/desktop/ipc-schemas.ts';
import { requestNames, type RequestName } from '../../preload/contract.ts';
import { recordingLogger } from './support/recording-logger.ts';

type Handler = Parameters<IpcDependencies['ipcMain']['handle']>[1];
type Contents = ReturnType<IpcDependencies['contents']>;
type Frame = Parameters<Handler>[0]['senderFrame'];

const frame = (url: string) => ({ url });
const mainFrame = frame('app://tray/index.html');

function answering(handlers: Partial<RequestHandlers> = {}, contents: Contents = { mainFrame }) {
  const registered = new Map<string, Handler>();
  const ipcMain = {
    handle: (name, handler) => void registered.set(name, handler),
    removeHandler: (name) => void registered.delete(name),
  } satisfies IpcDependencies['ipcMain'];
  const logger = recordingLogger();
  const all = Object.fromEntries(
    requestNames.map((name) => [name, () => null]),
  ) as unknown as RequestHandlers;
  const stop = answerRequests({
    ipcMain,
    contents: () => contents,
    handlers: { ...all, ...handlers },
    logger,
  });
  const ask = async (
    name: RequestName,
    args: readonly unknown[] = [null],
    senderFrame: Frame = mainFrame,
  ): Promise<unknown> => {
    return await registered.get(name)?.({ senderFrame }, ...args);
  };
  return { ask, stop, logger, registered };
}

describe('a request of our page', () => {
  it('is answered', async () => {
    const { ask } = answering({ claimAlert: ({ alertId }) => ({ granted: alertId === 'a-1' }) });
    expect(await ask('claimAlert', [{ alertId: 'a-1' }])).toEqual({ granted: true });
  });

  it('is answered for every name of the contract, until it is stopped', () => {
    const { registered, stop } = answering();
    expect([...registered.keys()].sort()).toEqual([...requestNames].sort());
    stop();
    expect(registered.size).toBe(0);
  });

  it('learns that it failed, and nothing of why', async () => {
    const { ask, logger } = answering({
      signOut: () => Promise.reject(new Error('/home/jane/secret-place is full')),
    });
    const refusal = ask('signOut');
    await expect(refusal).rejects.toThrow('This did not work. The log says why.');
    await refusal.catch((error: unknown) => {
      expect(error).not.toHaveProperty('cause');
    });
    expect(logger.lines.join()).toContain('secret-place is full');
  });

  it('learns that it failed when the handler throws at once', async () => {
    const { ask } = answering({
      retryConnection: () => {
        throw new TypeError('x is undefined');
      },
    });
    await expect(ask('retryConnection')).rejects.toThrow(/^This did not work/);
  });
});

describe('a request from elsewhere', () => {
  const goingFrame = {
    get url(): string {
      throw new Error('Render frame was disposed');
    },
  };

  it.each([
    ['a frame that has gone', null, mainFrame],
    ['another frame of our own page', frame('app://tray/index.html'), mainFrame],
    ['a page that is not ours, in our window', frame('https://example.com/'), 'itself'],
    ['a page of another host of our scheme', frame('app://other/index.html'), 'itself'],
    ['a frame that is going', goingFrame, 'itself'],
  ] as const)('is refused: %s', async (_name, senderFrame, main) => {
    const signOut = vi.fn(() => null);
    const contents = { mainFrame: main === 'itself' ? senderFrame : main };
    const { ask } = answering({ signOut }, contents);
    await expect(ask('signOut', [null], senderFrame)).rejects.toThrow('This page may not ask for anything.');
    expect(signOut).not.toHaveBeenCalled();
  });

  it('is refused when there is no window', async () => {
    const { ask } = answering({}, null);
    await expect(ask('signOut', [null], mainFrame)).rejects.toThrow('This page may not ask');
    await expect(ask('signOut', [null], null)).rejects.toThrow('This page may not ask');
  });
});

describe('a request of a wrong form', () => {
  const account = { address: 'mypurecloud.de', clientId: 'c', method: 'browser', protocol: 'channels' };
  const watch = { mine: true, queues: [], conversations: [], excludedEvents: [] };

  it.each([
    ['no argument', 'getView', []],
    ['two arguments', 'getView', [null, null]],
    ['content where there is none', 'getView', [{}]],
    ['nothing where there is content', 'markSeen', [null]],
    ['an unknown key', 'markSeen', [{ id: 'c1', more: 1 }]],
    ['an empty id', 'markSeen', [{ id: '' }]],
    ['an id that is a path', 'openInGenesys', [{ id: '../../admin' }]],
    ['an id that is very long', 'markSeen', [{ id: 'a'.repeat(129) }]],
    ['an id with a line end', 'markSeen', [{ id: 'c1\n' }]],
    ['a number for a truth', 'muteConversation', [{ id: 'c1', muted: 1 }]],
    ['an unknown choice', 'setDoNotDisturb', [{ choice: 'forEver' }]],
    ['an unknown outcome', 'reportAlert', [{ alertId: 'a', outcome: 'shown' }]],
    ['a missing secret', 'signIn', [account]],
    ['a secret without end', 'signIn', [{ ...account, clientSecret: 'x'.repeat(1_025) }]],
    ['a nested unknown key', 'setWatch', [{ ...watch, queues: [{ id: 'q', name: 'n', url: 'x' }] }]],
    ['too many conversations', 'setWatch', [{ ...watch, conversations: Array(1_001).fill('c') }]],
    ['a theme that is none', 'setGeneral', [{ startAtSignIn: true, theme: 'pink' }]],
  ] as const)('is refused: %s', async (_name, name, args) => {
    const handler = vi.fn();
    const { ask } = answering({ [name]: handler });
    await expect(ask(name, args)).rejects.toThrow('does not have the form that is expected');
    expect(handler).not.toHaveBeenCalled();
  });

  it('is logged without its content', async () => {
    const { ask, logger } = answering();
    const args = [{ ...account, clientSecret: ['hunter2'], hunter2: 'hunter2' }];
    await expect(ask('signIn', args)).rejects.toThrow();
    expect(logger.lines.join()).toContain('clientSecret');
    expect(logger.lines.join()).not.toContain('hunter2');
  });

  it('never gets past, whatever is sent', async () => {
    const handler = vi.fn();
    const { ask } = answering({ openInGenesys: handler });
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (payload) => {
        await ask('openInGenesys', [payload]).catch(() => undefined);
      }),
    );
    for (const [request] of handler.mock.calls) {
      expect(request).toEqual({ id: expect.stringMatching(/^[\w.:~-]{1,128}$/) as unknown });
    }
  });
});

describe('the schemas', () => {
  it('take what the window sends', () => {
    const id = '6f1f2d3c-0000-4000-8000-0123456789ab';
    const requests: Partial<Record<RequestName, unknown>> = {
      getView: null,
      signIn: {
        address: 'mypurecloud.de',
        clientId: id,
        method: 'clientCredentials',
        protocol: 'direct',
        clientSecret: 's',
      },
      openConversation: { id },
      setWatch: {
        mine: false,
        queues: [{ id, name: 'Support' }],
        conversations: [id],
        excludedEvents: ['StatusChanged'],
      },
      setAlerts: { content: 'name', sound: 'off', offered: true },
      setGeneral: { startAtSignIn: true, theme: 'dark' },
      searchQueues: { name: '' },
      reportAlert: { alertId: id, outcome: 'handedOver' },
    };
    for (const name of requestNames) {
      if (name in requests) expect(requestSchemas[name].parse(requests[name])).toEqual(requests[name]);
    }
  });
});
