import { systemClock } from './effects/clock.ts';
import { whenNpmIsGone } from './effects/parent-process.ts';
import { openWebSocket } from './effects/web-socket.ts';
import { listen } from './terminal/listen.ts';

const stop = new AbortController();
const onSignal = () => {
  stop.abort();
};
process.once('SIGINT', onSignal);
process.once('SIGTERM', onSignal);
whenNpmIsGone(onSignal);
// Whoever reads the output has gone (`listen | head`): there is nobody left to tell.
process.stdout.on('error', onSignal);

process.exitCode = await listen(
  process.argv.slice(2),
  process.env,
  {
    fetch: (url, init) => fetch(url, init),
    openSocket: openWebSocket,
    clock: systemClock,
    random: Math.random,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  },
  stop.signal,
);
