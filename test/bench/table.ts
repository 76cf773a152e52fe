import type { Machine } from './machine.ts';
import type { Row } from './row.ts';

/** The result for people: aligned columns, and a mark for each target. */
export function table(rows: readonly Row[], { cpu, cores, node }: Machine): string {
  const cells = [
    ['', 'what', 'measured', 'target'],
    ...rows.map(({ what, measured, target }) => [markOf(target), what, measured, target?.words ?? '']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`${cpu}, ${cores} cores, Node ${node}`, '', ...lines, ''].join('\n');
}

function markOf(target: Row['target']): string {
  if (target === null) return '-';
  return target.met ? 'pass' : 'MISS';
}
