import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../main/effects/clock.ts';
import { whenNpmIsGone } from '../../main/effects/parent-process.ts';
import buildOnce from '../e2e/support/build-once.ts';
import { electronProgram, launchOnElectron } from '../e2e/support/electron-driver.ts';
import type { LaunchOptions } from '../e2e/support/driver.ts';
import { launchOnHost } from '../e2e/support/host-driver.ts';
import { startSimulator } from '../simulator/server.ts';
import { chooseMode, DEMO_MODES } from './choose-mode.ts';
import { desktopDemo } from './desktop-demo.ts';
import { lookAround } from './surroundings.ts';
import { terminalDemo } from './terminal-demo.ts';

/** How soon the first customer writes to the agent; the others write when they like. */
const FIRST_MESSAGE_AFTER_MS = 1_500;

const root = fileURLToPath(new URL('../..', import.meta.url));
const stop = new AbortController();
const onSignal = () => {
  stop.abort();
};
process.once('SIGINT', onSignal);
process.once('SIGTERM', onSignal);
whenNpmIsGone(onSignal);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const [asked] = process.argv.slice(2);
const wanted = DEMO_MODES.find((name) => name === asked);
if (asked !== undefined && wanted === undefined) {
  process.stderr.write(`npm run demo takes one of ${DEMO_MODES.join(', ')}, or nothing.\n`);
  process.exit(2);
}
const chosen = chooseMode(lookAround(process.env));
const mode = wanted ?? chosen.mode;
say(wanted === undefined ? chosen.why : `As you asked: ${wanted}.`);
if (mode !== 'terminal') {
  say('Building the program …');
  await buildOnce();
}
const service = await startSimulator({
  conversations: 8,
  rate: 0.7,
  seed: Math.floor(Math.random() * 1_000),
  signIn: 'auto',
});
const { apiUrl, userId } = service.ready;
say(
  `A simulated Genesys Cloud runs at ${apiUrl}, and the program is signed in to it as an agent: each new customer message is shown. Write one yourself at ${apiUrl}/simulator. Ctrl-C ends everything.\n`,
);
const first = systemClock.after(FIRST_MESSAGE_AFTER_MS, () => {
  service.simulator.steering.start({ userId, customerName: 'Jane Doe', text: 'Hello! Where is my order?' });
});
const launchElectron = (options: LaunchOptions) => {
  const program = electronProgram();
  if (program === null) throw new Error('Electron’s program has gone.');
  return launchOnElectron(program, options);
};
const shared = { root, ready: service.ready, say, stop: stop.signal };
switch (mode) {
  case 'electron':
    await desktopDemo({ ...shared, launch: launchElectron, screenshot: null });
    break;
  case 'window':
    await desktopDemo({ ...shared, launch: launchOnHost, screenshot: null });
    break;
  case 'headless':
    await desktopDemo({
      ...shared,
      launch: launchOnHost,
      screenshot: join(tmpdir(), 'conversation-tray-demo.png'),
    });
    break;
  case 'terminal':
    process.exitCode = await terminalDemo(service.ready, stop.signal);
}
first.cancel();
await service.close();
