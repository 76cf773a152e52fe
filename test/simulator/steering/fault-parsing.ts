import { readText, SteeringError, type Fields } from '../fields.ts';
import { faultKinds, type Fault, type FaultKind, type ScheduledFault } from './fault-list.ts';

/** Reads a fault from JSON, such as `{"kind":"closeCode","code":1012}`; throws a {@link SteeringError}. */
export function readFault(fields: Fields): Fault {
  return faultKind(readText(fields, 'kind')).read(fields);
}

/**
 * Reads the command line's list: `dropSocket@10,restStatus(/conversations,503,2)@5/30`.
 * `@10` is seconds after the start, `/30` seconds until it comes again. Throws a {@link SteeringError}.
 */
export function parseFaultList(list: string): ScheduledFault[] {
  if (list.trim() === '') return [];
  const commaOutsideBrackets = /,(?![^(]*\))/u;
  return list.split(commaOutsideBrackets).map((item) => {
    const match = /^(\w+)(?:\(([^)]*)\))?(?:@(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?)?$/u.exec(item.trim());
    if (match === null)
      throw new SteeringError(`"${item.trim()}" is not a fault: write name(arguments)@seconds.`);
    const [, name = '', given = '', after = '0', every] = match;
    const found = faultKind(name);
    const { args } = found;
    const values = given === '' ? [] : given.split(',').map((value) => value.trim());
    if (values.length > args.length) {
      throw new SteeringError(`"${name}" takes ${args.length === 0 ? 'no arguments' : args.join(', ')}.`);
    }
    const fields = Object.fromEntries(
      values.flatMap((value, index) => (value === '' ? [] : [[args[index] ?? '', value]])),
    );
    return {
      fault: found.read(fields),
      afterMs: Number(after) * 1_000,
      everyMs: every === undefined ? null : Number(every) * 1_000,
    };
  });
}

function faultKind(name: string): FaultKind {
  const found = Object.entries(faultKinds).find(([kind]) => kind === name);
  if (found === undefined) {
    throw new SteeringError(`"${name}" is no fault. There are: ${Object.keys(faultKinds).join(', ')}.`);
  }
  return found[1];
}
