import type { IpcMain as ElectronIpcMain } from 'electron';
import { StrictEmitter } from '../lacking.ts';

/** Whatever the host calls a handler with; the application's own types tell what it expects. */
type Handler = (event: never, ...args: never[]) => unknown;

/** Requests and messages of the windows' preloads. */
export class IpcMain
  extends StrictEmitter
  implements Pick<ElectronIpcMain, 'handle' | 'handleOnce' | 'removeHandler'>
{
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, listener: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, listener);
  }

  handleOnce(channel: string, listener: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return listener(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Calls the channel's handler; rejects with the words that Electron has for a failure. */
  async invoke(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) {
      throw new Error(
        `Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`,
      );
    }
    try {
      return await Promise.resolve(Reflect.apply(handler, undefined, [event, ...args]));
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
    }
  }
}
