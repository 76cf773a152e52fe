/** A socket that has not opened by then is given up. */
export const OPEN_TIMEOUT_MS = 15_000;

/** Neither a confirmation nor an event by then: reconnect and say so (docs/direct-protocol.md §4). */
export const ACKNOWLEDGE_TIMEOUT_MS = 10_000;

/** A probe must be answered within this. */
export const PROBE_ANSWER_MS = 5_000;

/** Connected for so long, the next drop starts with the shortest wait again. */
export const STABLE_AFTER_MS = 30_000;

/** How long a replaced socket is still listened to, for what is under way on it. */
export const DRAIN_MS = 2_000;

/** A channel lives 24 h unless its topics are subscribed again (docs/genesys-cloud.md §1.3). */
export const CHANNEL_LIFE_MS = 24 * 3_600_000;

/** When, of a channel's life, its topics are subscribed again. */
export const CHANNEL_RENEWAL_SHARE = 20 / 24;

/** A renewal that could not be asked for is tried again after this. */
export const RENEWAL_RETRY_MS = 10 * 60_000;

/** So many channels evicted within `EVICTION_WINDOW_MS` mean that other programs use the same client id. */
export const EVICTIONS_TOLERATED = 3;
export const EVICTION_WINDOW_MS = 10 * 60_000;

/** A service that announces a move again and again is not followed faster than this. */
export const SHORTEST_MOVE_INTERVAL_MS = 10_000;

/** A computer that says it goes to sleep and does not is taken as awake again after this. */
export const LONGEST_SUSPENSION_AWAKE_MS = 60_000;
