/**
 * One event of an Electron object. Electron's own `on` returns the object, which no stand-in of a test could be.
 * Join several with `&`.
 */
export interface Listen<Event extends string, Args extends readonly unknown[] = []> {
  on(event: Event, listener: (...args: Args) => void): unknown;
}

/** The end of listening to one event. */
export interface Unlisten<Event extends string> {
  off(event: Event, listener: () => void): unknown;
}
