import { badRequest } from './error-body.ts';

const defaultPageSize = 25;
const largestPageSize = 100;

/** One page of a listing, in the service's form. @param path of the call, for the links. */
export function pageOf(entities: readonly unknown[], path: string, query: URLSearchParams): unknown {
  const pageSize = readCount(query, 'pageSize', defaultPageSize, largestPageSize);
  const pageNumber = readCount(query, 'pageNumber', 1, Number.MAX_SAFE_INTEGER);
  const pageCount = Math.ceil(entities.length / pageSize);
  const uri = (page: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('pageSize', String(pageSize));
    parameters.set('pageNumber', String(page));
    return `${path}?${parameters.toString()}`;
  };
  return {
    entities: entities.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    pageSize,
    pageNumber,
    total: entities.length,
    pageCount,
    firstUri: uri(1),
    selfUri: uri(pageNumber),
    ...(pageNumber < pageCount ? { nextUri: uri(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uri(pageNumber - 1) } : {}),
  };
}

function readCount(query: URLSearchParams, name: string, fallback: number, largest: number): number {
  const given = query.get(name);
  if (given === null) return fallback;
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1 || count > largest) {
    throw badRequest(`${name} must be a whole number from 1 to ${largest}.`);
  }
  return count;
}
