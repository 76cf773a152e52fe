import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const record = z.object({ args: z.array(z.string()), texts: z.record(z.string(), z.string()) });

/** Runs in place of fpm, which makes a Debian or RPM package: writes down what it was asked, and makes an empty one. */
const SCRIPT = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const args = process.argv.slice(2);
  const sources = args.filter((arg) => /^\\/.*=\\//.test(arg)).map((arg) => arg.split('='));
  const texts = sources.filter(([from]) => from.endsWith('.desktop')).map(([from, to]) => [to, readFileSync(from, 'utf8')]);
  writeFileSync(args[args.indexOf('--package') + 1], '');
  writeFileSync(__dirname + '/asked.json', JSON.stringify({ args, texts: Object.fromEntries(texts) }));
`;

/** What fpm was asked to put into a package. */
export interface AskedPackage {
  /** What it depends on. */
  depends: readonly string[];
  /** Where each file or folder of it is installed. */
  installed: readonly string[];
  /** The desktop entries, by where they are installed. */
  desktopEntries: Readonly<Record<string, string>>;
}

/** Makes the stand-in in a folder, and gives its path. */
export function makeStandInFpm(folder: string): string {
  const program = join(folder, 'fpm.cjs');
  writeFileSync(program, `#!${process.execPath}\n${SCRIPT}`, { mode: 0o755 });
  return program;
}

/** Reads what the stand-in in that folder was asked last. */
export function readAskedPackage(folder: string): AskedPackage {
  const { args, texts } = record.parse(JSON.parse(readFileSync(join(folder, 'asked.json'), 'utf8')));
  return {
    depends: args.filter((_, index) => args[index - 1] === '-d'),
    installed: args.flatMap((arg) => /^\/.*=(\/.*)$/.exec(arg)?.[1] ?? []),
    desktopEntries: texts,
  };
}
