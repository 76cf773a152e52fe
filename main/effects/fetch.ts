/** The part of the web's `fetch` that the engine uses; Node's, Electron's and the tests' all fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
