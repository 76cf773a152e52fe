import type { RestFault } from '../steering/faults.ts';
import { htmlResponse, jsonResponse, type HttpResponse } from './http.ts';

/** What somebody else's page looks like: a proxy's, or that of a hotel's network. */
const foreignPage = '<!doctype html><title>Not the service</title><p>Please sign in to the network.';

/** Spoils one answer. What is asked for happens, unless the fault is a status. @param answer gives the good answer. */
export function spoil(fault: RestFault | null, answer: () => HttpResponse): HttpResponse {
  switch (fault?.kind) {
    case undefined:
      return answer();
    case 'restStatus':
      return faultResponse(fault);
    case 'restHang':
      return { ...answer(), afterMs: Number.POSITIVE_INFINITY };
    case 'restDelay':
      return { ...answer(), afterMs: fault.ms };
    case 'restDrop':
      return { ...answer(), broken: true };
  }
}

/** An injected status, as JSON or as a page of somebody else. @param retryAfter seconds. */
export function faultResponse({
  status,
  html,
  retryAfter,
}: {
  status: number;
  html: boolean;
  retryAfter: number | null;
}): HttpResponse {
  const response = html
    ? htmlResponse(status, foreignPage)
    : jsonResponse(status, {
        message: 'A fault was injected.',
        code: 'injected.fault',
        status,
        details: [],
        errors: [],
      });
  if (retryAfter !== null) response.headers['retry-after'] = String(retryAfter);
  return response;
}
