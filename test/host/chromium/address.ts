/**
 * Chromium does not load schemes of an application's own. `app://tray/index.html` is served to it as
 * `https://tray.localhost/index.html`: a secure origin that resolves to nothing but this computer.
 */
export interface AddressBook {
  /** The application's scheme without its colon; null before it has registered one. */
  scheme: string | null;
}

/** What Chromium is told to load. */
export function toChromium(url: string, { scheme }: AddressBook): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(url);
  const [, found, host, rest] = match ?? [];
  if (scheme === null || found !== scheme || host === undefined) return url;
  return `https://${host}.localhost${rest === undefined || rest === '' ? '/' : rest}`;
}

/** What the application is told that Chromium has loaded. */
export function toApplication(url: string, { scheme }: AddressBook): string {
  const match = /^https:\/\/([^/?#:]+)\.localhost(\/.*|$)/i.exec(url);
  return scheme === null || match === null ? url : `${scheme}://${String(match[1])}${String(match[2])}`;
}

export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'data:' || protocol === 'about:' || protocol === 'blob:') return true;
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}
