import { numberAt, stringAt } from '../../../main/genesys/json.ts';
import { reportToParent } from '../child-process.ts';
import { isStreamName, type StreamName } from '../streams/streams.ts';

/** What one round brings. */
interface Round {
  frames: number;
  /** How many messages they hold. */
  messages: number;
}

interface ReceiverEvents {
  /** Connected: frames may come. */
  ready(): void;
  /** The last frame of the round has come through. */
  done(): void;
}

/** A receiver, connected for all rounds. */
interface Receiver {
  begin(round: Round): void;
  /** Looks at what the round has left. @throws Error where it is not what it must be. */
  check(): void;
}

/** Connects a receiver to one of the sender's addresses. */
export type StartReceiver = (stream: StreamName, port: number, events: ReceiverEvents) => Receiver;

/**
 * Serves the rounds that the parent asks for. A round's clocks run from just before the sender begins to the last
 * frame: processor time of all threads of this process (the collector's and the compiler's too), and time on the wall.
 */
export function serveRounds(start: StartReceiver): void {
  let cpu = process.cpuUsage();
  let startedAt = 0;
  const [stream = '', port = ''] = process.argv.slice(2);
  if (!isStreamName(stream)) throw new TypeError(`There is no stream ${stream}.`);
  const receiver = start(stream, Number(port), {
    ready() {
      reportToParent({ type: 'ready' });
    },
    done() {
      const used = process.cpuUsage(cpu);
      const wallMs = performance.now() - startedAt;
      // What comes too much has come by the next turn of the event loop.
      setImmediate(() => {
        receiver.check();
        reportToParent({ type: 'done', cpuMs: (used.user + used.system) / 1_000, wallMs });
      });
    },
  });
  process.on('message', (message) => {
    if (stringAt(message, 'type') !== 'begin') return;
    receiver.begin({
      frames: numberAt(message, 'frames') ?? 0,
      messages: numberAt(message, 'messages') ?? 0,
    });
    cpu = process.cpuUsage();
    startedAt = performance.now();
    reportToParent({ type: 'going' });
  });
  process.on('disconnect', () => process.exit());
}
