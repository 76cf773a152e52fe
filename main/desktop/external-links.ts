import type { Shell } from 'electron';

/** Hosts that lead to this computer and nowhere else. */
const LOOPBACK = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/;

export interface ExternalLinks {
  /** Opens the sign-in page: https, or http on this computer. Rejects for any other URL, and where no browser opens. */
  openBrowser(url: string): Promise<void>;
  /** Opens a page of the service: https only. Rejects likewise. */
  openExternal(url: string): Promise<void>;
}

/**
 * Opens pages in the system's browser. The URLs are made by the main process, never by the window; they are checked
 * here once more, since the system starts any program for a URL that it knows the scheme of.
 */
export function externalLinks(shell: Pick<Shell, 'openExternal'>): ExternalLinks {
  const open = async (url: string, isAllowed: (url: URL) => boolean) => {
    if (!URL.canParse(url) || !isAllowed(new URL(url))) {
      throw new Error('The page was not opened: its address is not an https address.');
    }
    try {
      await shell.openExternal(new URL(url).href);
    } catch {
      // The system's own words hold the whole address, with the parameters of the sign-in.
      throw new Error('The browser could not be opened. Check that this computer has a default browser.');
    }
  };
  return {
    openBrowser: (url) => open(url, (parsed) => isSecure(parsed) || isLoopback(parsed)),
    openExternal: (url) => open(url, isSecure),
  };
}

function isSecure(url: URL): boolean {
  return url.protocol === 'https:' && url.username === '' && url.password === '';
}

function isLoopback(url: URL): boolean {
  return (
    url.protocol === 'http:' && LOOPBACK.test(url.hostname) && url.username === '' && url.password === ''
  );
}
