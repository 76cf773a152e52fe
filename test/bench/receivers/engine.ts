import { existingToken } from '../../../main/auth/existing-token.ts';
import { silentLogger } from '../../../main/diagnostics/logger.ts';
import { systemClock } from '../../../main/effects/clock.ts';
import { openWebSocket } from '../../../main/effects/web-socket.ts';
import { createEngine, type EngineConfig } from '../../../main/engine/engine.ts';
import { ServiceClock } from '../../../main/genesys/service-clock.ts';
import { CONVERSATIONS } from '../streams/channels-stream.ts';
import type { StreamName } from '../streams/streams.ts';
import { restInMemory } from './rest-in-memory.ts';
import { serveRounds } from './rounds.ts';

/** The real engine, wired as the program wires it: from the socket to conversations and messages that are news. */
serveRounds((stream, port, events) => {
  const socketUrl = `ws://127.0.0.1:${port}/${stream}/engine`;
  let decided = 0;
  let last = 0;
  let rounds = 0;
  const engine = createEngine(
    configFor(stream, socketUrl),
    {
      tokens: existingToken('bench-token'),
      fetch: restInMemory(socketUrl),
      openSocket: openWebSocket,
      clock: systemClock,
      random: Math.random,
      serviceClock: new ServiceClock(systemClock),
      logger: silentLogger,
    },
    (output) => {
      if (output.type === 'message') {
        decided += 1;
        if (decided === last) events.done();
      } else if (output.type === 'error') throw new Error(output.error.message);
      else if (output.type === 'status' && output.status.state === 'connected') events.ready();
      // The direct protocol is acknowledged by its first event: until then it is connected as far as can be known.
      else if (output.type === 'socket' && output.happening.kind === 'opened' && stream === 'direct')
        events.ready();
    },
  );
  engine.start();
  return {
    begin({ messages }) {
      rounds += 1;
      decided = 0;
      last = messages;
    },
    check() {
      if (decided !== last) throw new Error(`The engine reported ${decided} messages, not ${last}.`);
      const folded = [...engine.conversations()].length;
      if (stream === 'channels' && folded !== rounds * CONVERSATIONS) {
        throw new Error(`The engine knows ${folded} conversations, not ${rounds * CONVERSATIONS}.`);
      }
    },
  };
});

function configFor(stream: StreamName, socketUrl: string): EngineConfig {
  return {
    apiUrl: 'http://127.0.0.1:1',
    protocol:
      stream === 'direct' ? { name: 'direct', socketUrl, include: [], exclude: [] } : { name: 'channels' },
    watch: { mine: stream === 'channels', queues: [], conversations: [], topics: [] },
    textWaitMs: 1_500,
    // Before the first refusal has come, every conversation is asked for: nothing of it shall wait for the next minute.
    requestsPerMinute: 1_000_000,
  };
}
