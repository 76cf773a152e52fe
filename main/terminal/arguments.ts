import { parseArgs } from 'node:util';

/** What is wrong with the command line, in a sentence. */
export class UsageError extends Error {}

const OPTIONS = {
  region: { type: 'string' },
  protocol: { type: 'string' },
  'api-url': { type: 'string' },
  'login-url': { type: 'string' },
  'socket-url': { type: 'string' },
  topic: { type: 'string', multiple: true },
  queue: { type: 'string', multiple: true },
  conversation: { type: 'string', multiple: true },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  'max-messages': { type: 'string' },
  'max-retries': { type: 'string' },
  duration: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: false, options: OPTIONS });
}

/**
 * Reads the arguments, each option by itself.
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): Values {
  try {
    return parse(args).values;
  } catch {
    throw new UsageError(complaint(args));
  }
}

/** What is wrong with the arguments. Node's own words would repeat them, and a secret may be among them. */
function complaint(args: readonly string[]): string {
  const { tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      return 'Every value follows its option. Credentials are given in the environment, never here.';
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name)) {
      return /^--?[\w-]{1,30}$/.test(rawName)
        ? `There is no option ${rawName}.`
        : 'There is something here that is no option.';
    }
    if (OPTIONS[name].type === 'boolean') {
      if (value !== undefined) return `--${name} takes no value.`;
    } else if (value === undefined || (!inlineValue && value.startsWith('-'))) {
      return `--${name} needs a value.`;
    }
  }
  return 'The options could not be read.';
}

function isOption(name: string): name is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, name);
}
