const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The page of a conversation in Genesys Cloud; the client's front page where the id is none (docs/genesys-cloud.md §6).
 * @param appsUrl for example `https://apps.mypurecloud.de`.
 */
export function conversationLink(appsUrl: string, conversationId: string): string {
  const front = `${appsUrl}/directory/#/`;
  return UUID.test(conversationId) ? `${front}analytics/interactions/${conversationId}/admin` : front;
}
