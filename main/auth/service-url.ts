/** Whether a URL leads to this machine and nowhere else. */
function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

/**
 * Parses the base URL of a service that credentials or tokens are sent to.
 * @param text for example `https://login.mypurecloud.com`; a path is kept, a trailing slash is not.
 * @param name what the URL is called in the error, for example "login URL".
 * @throws TypeError where it is not https (plain http is for loopback addresses) or holds more than host and path.
 */
export function parseServiceUrl(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null)
    throw new TypeError(`The ${name} is not a URL. Give one like https://login.mypurecloud.com.`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new TypeError(`The ${name} must begin with https://. Plain http is taken for this machine alone.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(`The ${name} must be a host and perhaps a path, with no user, query or fragment.`);
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** The URL of `path` (it begins with a slash) under a base URL. */
export function under(base: URL, path: string): string {
  return `${base.href.replace(/\/$/, '')}${path}`;
}
