import type { WebFrameMain as ElectronFrame } from 'electron';
import { StrictObject } from '../lacking.ts';

/** What an event's `senderFrame` is; its url is read when it is asked for. */
export class WebFrameMain
  extends StrictObject
  implements Pick<ElectronFrame, 'url' | 'origin' | 'name' | 'isDestroyed'>
{
  readonly name = '';
  readonly #parent: WebFrameMain | null;
  readonly #url: () => string | null;

  /** @param url the address of its document; null when the frame is gone. */
  constructor(parent: WebFrameMain | null, url: () => string | null) {
    super();
    this.#parent = parent;
    this.#url = url;
  }

  get url(): string {
    return this.#url() ?? '';
  }

  get origin(): string {
    const match = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(this.url);
    return match === null ? 'null' : match[0];
  }

  get parent(): WebFrameMain | null {
    return this.#parent;
  }

  get top(): WebFrameMain | null {
    return this.#parent === null ? this : this.#parent.top;
  }

  get detached(): boolean {
    return this.#url() === null;
  }

  isDestroyed(): boolean {
    return this.#url() === null;
  }
}
