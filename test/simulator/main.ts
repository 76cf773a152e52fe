import { whenNpmIsGone } from '../../main/effects/parent-process.ts';
import { helpText, parseCommandLine } from './command-line.ts';
import { startSimulator } from './server.ts';

const commandLine = parseCommandLine(process.argv.slice(2));
switch (commandLine.kind) {
  case 'help':
    process.stdout.write(helpText);
    break;
  case 'usage':
    process.stderr.write(`${commandLine.message} See --help.\n`);
    process.exitCode = 2;
    break;
  case 'run': {
    try {
      const simulator = await startSimulator(commandLine.options);
      const stop = () => void simulator.close();
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
      whenNpmIsGone(stop);
      process.stdout.write(`${JSON.stringify(simulator.ready)}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`The simulator could not start: ${reason}\n`);
      process.exitCode = 1;
    }
  }
}
