/** How a WebSocket came to its end, or why it never opened. */
export type SocketClose =
  /** The server answered the upgrade with an HTTP status instead of 101. */
  | { kind: 'refused'; status: number; retryAfterMs: number | null }
  /** No connection, or it broke without a close frame; `code` is the system's (ECONNREFUSED, …). */
  | { kind: 'failed'; code: string }
  /** Closed with a close frame (RFC 6455 §7.4 codes). */
  | { kind: 'closed'; code: number };

/** What happens on a socket. `onClose` is called exactly once, and nothing after it. */
export interface SocketHandlers {
  onOpen(): void;
  onText(text: string): void;
  onPong(): void;
  onClose(close: SocketClose): void;
}

export interface Socket {
  /** Sends a text frame; does nothing on a socket that is not open. */
  send(text: string): void;
  /** Sends a WebSocket ping; does nothing on a socket that is not open. */
  ping(): void;
  /** Starts the closing handshake. */
  close(): void;
  /** Drops the connection at once; `onClose` still follows. */
  terminate(): void;
}

/** Opens a WebSocket. The url may hold a secret: implementations neither log it nor put it into errors. */
export type OpenSocket = (url: string, handlers: SocketHandlers) => Socket;
