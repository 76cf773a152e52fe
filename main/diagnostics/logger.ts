/** Facts that go with a log line. Never a token, a secret, a channel URI or a message text. */
export type LogFields = Record<string, string | number | boolean | null>;

/** Where the engine tells its story, for support. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
