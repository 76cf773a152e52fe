/** One frame that carried a change to a client: handed over to the network, not more. */
export interface Delivery {
  /** ms since 1970, the service's time. */
  at: number;
  /** The channel's id, or the direct socket's number. */
  to: { kind: 'channel'; channelId: string; topic: string } | { kind: 'direct'; socket: number };
}

export interface RecordedMessage {
  messageId: string;
  conversationId: string;
  /** Who wrote it. */
  name: string;
  text: string | null;
  /** ms since 1970, the service's time. */
  at: number;
  /** Users and queues with a live participant in the conversation at that moment. */
  liveUserIds: readonly string[];
  liveQueueIds: readonly string[];
  deliveries: Delivery[];
}

export interface RecordedSocket {
  kind: 'channel' | 'direct';
  number: number;
  channelId: string | null;
  openedAt: number;
  /** How the service saw it end; null while it is open. */
  closedAt: number | null;
  ending: string | null;
  /** Text frames in either direction. */
  framesSent: number;
  framesReceived: number;
}

export interface RecordedRequest {
  at: number;
  method: string;
  /** Without its query: that may hold a token. */
  path: string;
  status: number;
}

/** What the simulator has done: the oracle of every test. Holds no token and no secret. */
export class SimulatorRecord {
  /** Customers' messages: what a client may be expected to alert for. */
  messages: RecordedMessage[] = [];
  /** Agents' and bots' messages: the direct protocol tells these too, and does not say whose they are. */
  ownMessages: RecordedMessage[] = [];
  sockets: RecordedSocket[] = [];
  /** Upgrades that were refused. */
  refusedSockets: { at: number; status: number }[] = [];
  requests: RecordedRequest[] = [];
  /** Channels that were taken away, and why. */
  deadChannels: { channelId: string; at: number; reason: string }[] = [];
  /** Faults that were injected. */
  faults: { at: number; kind: string }[] = [];

  /** Forgets what is over, for a long run. */
  clear(): void {
    this.messages = [];
    this.ownMessages = [];
    this.sockets = this.sockets.filter(({ closedAt }) => closedAt === null);
    this.refusedSockets = [];
    this.requests = [];
    this.deadChannels = [];
    this.faults = [];
  }
}
