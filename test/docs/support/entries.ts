import { blocksOf, readPage, sectionsOf, type Section } from './page.ts';

/** What a person does to see a trouble: start a listener, and have the simulator make faults. */
export type Step =
  | { kind: 'listen'; as: 'user' | 'client'; args: readonly string[] }
  /** Faults that are given together, in JSON. Those after a listener wait until it is connected (again). */
  | { kind: 'faults'; faults: readonly string[] };

/** One trouble of docs/troubleshooting.md. */
export interface Entry {
  title: string;
  codes: readonly string[];
  /** What the listener prints, `…` standing for what differs. */
  seen: readonly string[];
  steps: readonly Step[];
  /** It takes too long to be waited for: shown on a clock that a test moves. */
  afterSeconds: number | null;
  exitStatus: number | null;
}

/** The troubles that the page has commands for. Throws where one is not written as it should be. */
export function readEntries(): readonly Entry[] {
  return sectionsOf(readPage('troubleshooting.md'))
    .filter(({ blocks }) => blocks.some(({ language }) => language === 'sh'))
    .map(readEntry);
}

/** The lines that define the commands of the page. */
export function definitions(page: string): readonly string[] {
  const block = blocksOf(page).find(({ label }) => label === 'definitions');
  if (block === undefined) throw new Error('The page defines no commands.');
  return block.lines;
}

function readEntry({ title, text, blocks }: Section): Entry {
  const seen = blocks.find(({ language }) => language === 'text');
  const commands = blocks.find(({ language }) => language === 'sh');
  if (seen === undefined || commands === undefined)
    throw new Error(`${title}: lines or commands are missing.`);
  const codes = /^\*\*Code:\*\* (.*)$/m.exec(text)?.[1] ?? '';
  const status = /exit status (\d)/.exec(codes)?.[1];
  const after = /# after (\d+) s/.exec(commands.lines.join('\n'))?.[1];
  return {
    title,
    codes: [...codes.matchAll(/`(\w+)`/g)].flatMap(([, code]) => (code === undefined ? [] : [code])),
    seen: seen.lines,
    steps: commands.lines.map((line) => readStep(title, line)),
    afterSeconds: after === undefined ? null : Number(after),
    exitStatus: status === undefined ? null : Number(status),
  };
}

function readStep(title: string, line: string): Step {
  const command = line.replace(/\s*#.*$/, '');
  const listener = /^listen_as_(user|client)(.*)$/.exec(command);
  if (listener !== null) {
    const args = (listener[2] ?? '').split(' ').filter((word) => word !== '');
    return { kind: 'listen', as: listener[1] === 'user' ? 'user' : 'client', args };
  }
  const faults = [...command.matchAll(/fault '([^']+)'/g)].flatMap(([, json]) =>
    json === undefined ? [] : [json],
  );
  if (faults.length === 0) throw new Error(`${title}: "${line}" is neither a listener nor a fault.`);
  return { kind: 'faults', faults };
}
