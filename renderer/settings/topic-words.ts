/** What a topic brings, for people; a topic of another kind is shown as it is. docs/genesys-cloud.md §2.2. */
export function topicWords(topic: string): string {
  const [, owner, media] =
    /^v2\.(users|routing\.queues)\.[^.?]+\.conversations(?:\.([a-z]+))?$/i.exec(topic) ?? [];
  if (owner === undefined) return topic;
  const what = media === undefined ? 'Conversations' : (MEDIA.get(media.toLowerCase()) ?? media);
  return owner.toLowerCase() === 'users' ? `${what} of mine` : `${what} of a queue`;
}

const MEDIA: ReadonlyMap<string, string> = new Map([
  ['messages', 'Messages'],
  ['emails', 'E-mails'],
  ['chats', 'Chats'],
  ['callbacks', 'Callbacks'],
  ['calls', 'Calls'],
]);
