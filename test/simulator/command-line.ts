import { parseArgs } from 'node:util';
import { SteeringError } from './fields.ts';
import { faultKinds } from './steering/fault-list.ts';
import { parseFaultList } from './steering/fault-parsing.ts';
import type { ServerOptions } from './server.ts';

export type CommandLine =
  | { kind: 'run'; options: ServerOptions }
  | { kind: 'help' }
  /** The message is for the person who typed. */
  | { kind: 'usage'; message: string };

export const helpText = `A Genesys Cloud to run against, on one port of 127.0.0.1.

npm run -s simulator -- [options]
  --port P                  the port (default: any free one)
  --rate EVENTS_PER_SECOND  what customers do by themselves (default 0.5; 0: only what is steered)
  --conversations N         conversations at the start (default 8)
  --seed N                  the same number gives the same day (default 1)
  --faults LIST             like dropSocket@10,restStatus(/conversations,503,2)@5/30
                            (@10: 10 s after the start; /30: again every 30 s;
                            a fault of sockets acts on those that are open then)
  --help

One line of JSON says when it is ready. Steer it by hand at /simulator, by program with POST /simulator/…
Faults and what they take ("only": all, channels, direct or a channel's id):
${Object.entries(faultKinds)
  .map(([kind, { args, effect }]) => `  ${kind}(${args.join(', ')})\n      ${effect}`)
  .join('\n')}
`;

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        rate: { type: 'string', default: '0.5' },
        conversations: { type: 'string', default: '8' },
        seed: { type: 'string', default: '1' },
        faults: { type: 'string', default: '' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'run',
      options: {
        port: readNumber('port', values.port, true, 65_535),
        rate: readNumber('rate', values.rate, false, 10_000),
        conversations: readNumber('conversations', values.conversations, true, 100_000),
        seed: readNumber('seed', values.seed, true, 4_294_967_295),
        faults: parseFaultList(values.faults),
      },
    };
  } catch (error) {
    if (error instanceof SteeringError || error instanceof TypeError || error instanceof RangeError) {
      return { kind: 'usage', message: error.message };
    }
    throw error;
  }
}

function readNumber(name: string, text: string, whole: boolean, largest: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > largest) {
    throw new RangeError(`--${name} must be a number from 0 to ${largest}, not "${text}".`);
  }
  if (whole && !Number.isInteger(value))
    throw new RangeError(`--${name} must be a whole number, not "${text}".`);
  return value;
}
