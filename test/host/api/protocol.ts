import type { CustomScheme, Protocol as ElectronProtocol } from 'electron';
import { toApplication, type AddressBook } from '../chromium/address.ts';
import type { ServedRequest, ServedResponse } from '../chromium/page.ts';
import { StrictObject } from '../lacking.ts';

type Handler = (request: Request) => Response | Promise<Response>;

/** The application's own scheme. Chromium gets it as https; see chromium/address.ts. */
export class Protocol
  extends StrictObject
  implements Pick<ElectronProtocol, 'registerSchemesAsPrivileged' | 'unhandle' | 'isProtocolHandled'>
{
  readonly #addresses: AddressBook;
  readonly #isReady: () => boolean;
  #handler: Handler | null = null;

  constructor(addresses: AddressBook, isReady: () => boolean) {
    super();
    this.#addresses = addresses;
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (this.#isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    const [first, second] = schemes;
    if (second !== undefined || this.#addresses.scheme !== null)
      throw new Error('The host serves one scheme.');
    if (first === undefined) return;
    if (first.privileges?.standard !== true || first.privileges.secure !== true) {
      throw new Error('The host serves only schemes that are standard and secure.');
    }
    this.#addresses.scheme = first.scheme;
  }

  handle(scheme: string, handler: Handler): void {
    if (scheme !== this.#addresses.scheme) throw new Error(`The scheme ${scheme} was not registered.`);
    if (this.#handler !== null) throw new Error(`The scheme ${scheme} has been registered`);
    this.#handler = handler;
  }

  unhandle(): void {
    this.#handler = null;
  }

  isProtocolHandled(scheme: string): boolean {
    return scheme === this.#addresses.scheme && this.#handler !== null;
  }

  /** Answers what Chromium asks for; null where it is not of the application's scheme. */
  serve(request: ServedRequest): Promise<ServedResponse> | null {
    const url = toApplication(request.url, this.#addresses);
    if (url === request.url) return null;
    return this.#answer(url, request);
  }

  async #answer(url: string, { method, headers, body }: ServedRequest): Promise<ServedResponse> {
    if (this.#handler === null) return failure(`Nothing handles ${url}.`);
    try {
      const response = await this.#handler(new Request(url, { method, headers, body }));
      return {
        status: response.status,
        headers: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()),
      };
    } catch (error) {
      process.stderr.write(`[host] The handler of ${url} failed: ${String(error)}\n`);
      return failure('The handler failed.');
    }
  }
}

function failure(reason: string): ServedResponse {
  return { status: 500, headers: [{ name: 'content-type', value: 'text/plain' }], body: Buffer.from(reason) };
}
