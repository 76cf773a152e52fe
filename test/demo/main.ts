import { systemClock } from '../../main/effects/clock.ts';
import { whenNpmIsGone } from '../../main/effects/parent-process.ts';
import { openWebSocket } from '../../main/effects/web-socket.ts';
import { listen } from '../../main/terminal/listen.ts';
import { startSimulator } from '../simulator/server.ts';
import { alertLines } from './alert.ts';

const stop = new AbortController();
const onSignal = () => {
  stop.abort();
};
process.once('SIGINT', onSignal);
process.once('SIGTERM', onSignal);
whenNpmIsGone(onSignal);

/** How soon the first customer writes to the agent; the others write when they like. */
const FIRST_MESSAGE_AFTER_MS = 1_500;

const simulator = await startSimulator({
  conversations: 8,
  rate: 0.7,
  seed: Math.floor(Math.random() * 1_000),
});
const { apiUrl, accessToken, userId } = simulator.ready;
process.stdout.write(
  `A simulated Genesys Cloud runs at ${apiUrl}, and the listener is signed in to it as an agent: each new customer message is shown here. Write one yourself at ${apiUrl}/simulator. Ctrl-C ends everything.\n\n`,
);
const first = systemClock.after(FIRST_MESSAGE_AFTER_MS, () => {
  simulator.simulator.steering.start({ userId, customerName: 'Jane Doe', text: 'Hello! Where is my order?' });
});
process.exitCode = await listen(
  ['--api-url', apiUrl, '--json'],
  { GENESYS_ACCESS_TOKEN: accessToken },
  {
    fetch: (url, init) => fetch(url, init),
    openSocket: openWebSocket,
    clock: systemClock,
    random: Math.random,
    out: (line) => {
      for (const shown of alertLines(line) ?? []) process.stdout.write(`${shown}\n`);
    },
    err: (line) => void process.stderr.write(`${line}\n`),
  },
  stop.signal,
);
first.cancel();
await simulator.close();
