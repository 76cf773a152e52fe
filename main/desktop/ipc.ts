import type { IpcMain, WebFrameMain } from 'electron';
import { requestNames, type RequestName, type Requests } from '../../preload/contract.ts';
import type { RequestHandlers } from '../application/request-handlers.ts';
import type { Logger } from '../diagnostics/logger.ts';
import { isAppUrl } from './app-protocol.ts';
import { requestSchemas, type RequestSchemas } from './ipc-schemas.ts';

type Frame = Pick<WebFrameMain, 'url'>;

interface RequestEvent {
  readonly senderFrame: Frame | null;
}

export interface IpcDependencies {
  ipcMain: Pick<IpcMain, 'removeHandler'> & {
    handle(
      channel: string,
      listener: (event: RequestEvent, ...args: readonly unknown[]) => Promise<unknown>,
    ): void;
  };
  /** The window's own contents: only its main frame is answered. Null where there is no window. */
  contents: () => { readonly mainFrame: Frame } | null;
  handlers: RequestHandlers;
  logger: Logger;
}

/**
 * Answers the window's requests: the one place where they enter. Each comes from our own page's main frame and has the
 * form that its schema says, or it is refused. What goes wrong is written to the log; the window learns only that it did.
 * @returns ends it.
 */
export function answerRequests({ ipcMain, contents, handlers, logger }: IpcDependencies): () => void {
  const register = <Name extends RequestName>(
    name: Name,
    schema: RequestSchemas[Name],
    handler: RequestHandlers[Name],
  ) => {
    ipcMain.handle(name, async (event, ...args): Promise<Requests[Name]['response']> => {
      if (!isOurPage(event, contents())) {
        logger.warn('A request from a stranger was refused', { request: name });
        throw new Error('This page may not ask for anything.');
      }
      const parsed = schema.safeParse(args[0]);
      if (!parsed.success || args.length !== 1) {
        const where = parsed.error?.issues.map(({ code, path }) => `${path.join('.')}: ${code}`).join(', ');
        logger.error('A request of a wrong form was refused', { request: name, where: where ?? 'arguments' });
        throw new Error('The request was refused: it does not have the form that is expected.');
      }
      const answer = await attempt(() => handler(parsed.data));
      if (answer.kind === 'answer') return answer.value;
      logger.error('A request failed', { request: name, error: answer.error });
      throw new Error('This did not work. The log says why.');
    });
  };
  for (const name of requestNames) register(name, requestSchemas[name], handlers[name]);
  return () => {
    for (const name of requestNames) ipcMain.removeHandler(name);
  };
}

type Attempt<Value> = { kind: 'answer'; value: Value } | { kind: 'failed'; error: string };

/** Electron prints whole errors, causes included, past the log: none of them may leave here. */
async function attempt<Value>(run: () => Value | Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { kind: 'answer', value: await run() };
  } catch (error) {
    return { kind: 'failed', error: String(error) };
  }
}

/** The frame is null when it has gone meanwhile, and asking a frame that is going for its URL throws. */
function isOurPage({ senderFrame }: RequestEvent, contents: { readonly mainFrame: Frame } | null): boolean {
  try {
    return senderFrame !== null && senderFrame === contents?.mainFrame && isAppUrl(senderFrame.url);
  } catch {
    return false;
  }
}
