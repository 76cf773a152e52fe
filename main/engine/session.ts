import { setMaxListeners } from 'node:events';

/** What is under way together and can be ended together; as many as like may listen for that end. */
export function newSession(): AbortController {
  const session = new AbortController();
  setMaxListeners(0, session.signal);
  return session;
}
