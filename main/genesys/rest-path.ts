/**
 * A path as it may stand in the log: without the query, and with `{id}` for every part that is not a plain word. A
 * channel's id is as good as a key to its events (docs/genesys-cloud.md §1.2).
 */
export function pathTemplate(path: string): string {
  const [withoutQuery = ''] = path.split(/[?#]/, 1);
  return withoutQuery
    .split('/')
    .map((part) => (part === '' || part === 'v2' || /^[a-z]{1,24}$/.test(part) ? part : '{id}'))
    .join('/');
}
