/** The OAuth client of the simulated organization. It serves both grants; a real one has one of them. */
export interface OAuthClient {
  id: string;
  secret: string;
  /** `http://localhost` stands for any port (docs/genesys-cloud.md §4). */
  redirectUris: readonly string[];
}

/** Whether a redirect goes where the client has registered one. A loopback redirect may name any port. */
export function isRegisteredRedirect(client: OAuthClient, redirectUri: string): boolean {
  if (client.redirectUris.includes(redirectUri)) return true;
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, pathname, search, hash, username } = new URL(redirectUri);
  return (
    client.redirectUris.includes('http://localhost') &&
    protocol === 'http:' &&
    hostname === 'localhost' &&
    pathname === '/' &&
    search + hash + username === ''
  );
}
