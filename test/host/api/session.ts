import type { Session as ElectronSession } from 'electron';
import { toApplication, type AddressBook } from '../chromium/address.ts';
import type { Page } from '../chromium/page.ts';
import { StrictEmitter } from '../lacking.ts';
import type { Protocol } from './protocol.ts';

type CheckHandler = (
  webContents: never,
  permission: string,
  requestingOrigin: string,
  details: { isMainFrame: boolean; requestingUrl: string; securityOrigin: string; embeddingOrigin: string },
) => boolean;

/** The one session of the host. */
export class Session extends StrictEmitter implements Pick<ElectronSession, 'isPersistent'> {
  readonly protocol: Protocol;
  readonly #addresses: AddressBook;
  #check: CheckHandler | null = null;
  #isRequestHandled = false;

  constructor(protocol: Protocol, addresses: AddressBook) {
    super();
    this.protocol = protocol;
    this.#addresses = addresses;
  }

  isPersistent(): boolean {
    return true;
  }

  /**
   * Chromium asks nobody: what the check handler says when a page is loaded is what the page finds. A request handler
   * alone is therefore never called, and is only taken to be there.
   */
  setPermissionRequestHandler(handler: object | null): void {
    this.#isRequestHandled = handler !== null;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  /** Proxies are a matter of the real thing: the host goes to loopback only. */
  resolveProxy(): Promise<string> {
    return Promise.resolve('DIRECT');
  }

  /** Tells Chromium what the page at an address may do. */
  async applyPermissions(page: Page, webContents: object, address: string): Promise<void> {
    if (!address.startsWith('https://')) return;
    const { origin } = new URL(address);
    const told = toApplication(origin, this.#addresses);
    const details = { isMainFrame: true, requestingUrl: told, securityOrigin: told, embeddingOrigin: told };
    const isGranted: unknown =
      this.#check === null
        ? !this.#isRequestHandled
        : Reflect.apply(this.#check, undefined, [webContents, 'notifications', told, details]);
    await page.session.send('Browser.setPermission', {
      permission: { name: 'notifications' },
      setting: isGranted === true ? 'granted' : 'denied',
      origin,
    });
  }
}
