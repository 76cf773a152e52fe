import { systemClock } from '../../main/effects/clock.ts';
import { openWebSocket } from '../../main/effects/web-socket.ts';
import { listen } from '../../main/terminal/listen.ts';
import type { ReadyLine } from '../simulator/simulator.ts';
import { alertLines } from './alert.ts';

/** The demo where there is nothing to show a window with: the listener on the terminal, signed in as the agent. */
export async function terminalDemo({ apiUrl, accessToken }: ReadyLine, stop: AbortSignal): Promise<number> {
  return listen(
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
    stop,
  );
}
