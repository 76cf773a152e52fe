import type { Api } from '../preload/contract.ts';

declare global {
  interface Window {
    /** What the preload script exposes. */
    readonly api: Api;
  }
}
