import { recordsAt, textAt } from './json.ts';
import type { Rest, RestResult } from './rest.ts';

/** So many are offered to choose from. */
const MOST_FOUND = 25;

export interface NamedQueue {
  id: string;
  name: string;
}

/** Queues whose names contain what is given; needs `routing:queue:view`. */
export async function searchQueues(
  rest: Rest,
  name: string,
  signal: AbortSignal,
): Promise<RestResult<readonly NamedQueue[]>> {
  const query = new URLSearchParams({ name: `*${name}*`, pageSize: String(MOST_FOUND) });
  const path = `/api/v2/routing/queues?${query.toString()}`;
  const result = await rest.send({ method: 'GET', path, priority: 'background' }, signal);
  if (result.kind !== 'ok') return result;
  const queues = recordsAt(result.value, 'entities').flatMap((entry) => {
    const id = textAt(entry, 'id');
    return id === null ? [] : [{ id, name: textAt(entry, 'name') ?? id }];
  });
  return { kind: 'ok', value: queues };
}
